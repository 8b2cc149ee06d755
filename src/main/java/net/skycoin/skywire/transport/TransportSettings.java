package net.skycoin.skywire.transport;

import java.util.Optional;

/**
 * How sockets are made.
 *
 * @param mark the SO_MARK by which firewall and routing know our own packets; 0 for none
 * @param device the interface that sockets are bound to (SO_BINDTODEVICE); empty for any
 * @param receiveBufferBytes the kernel's queue of what we have not read yet
 * @param sendBufferBytes what may wait in the interface's own queue before we hold back
 * @param tls what the transport of that name looks like
 */
public record TransportSettings(
        int mark,
        Optional<String> device,
        int receiveBufferBytes,
        int sendBufferBytes,
        TlsSettings tls) {
    /** Holds the bursts of a fast path while the engine is busy; the figure of wireguard-go. */
    public static final int RECEIVE_BUFFER_BYTES = 7 << 20;

    /** A few batches: what is queued here can no longer be given to another path. */
    public static final int SEND_BUFFER_BYTES = 1 << 20;

    /** Unmarked sockets on any interface. */
    public static TransportSettings standard() {
        return new TransportSettings(
                0, Optional.empty(), RECEIVE_BUFFER_BYTES, SEND_BUFFER_BYTES, TlsSettings.NONE);
    }

    public TransportSettings withMark(int mark) {
        return new TransportSettings(mark, device, receiveBufferBytes, sendBufferBytes, tls);
    }

    public TransportSettings withDevice(String device) {
        return new TransportSettings(
                mark, Optional.of(device), receiveBufferBytes, sendBufferBytes, tls);
    }

    public TransportSettings withTls(TlsSettings tls) {
        return new TransportSettings(mark, device, receiveBufferBytes, sendBufferBytes, tls);
    }
}

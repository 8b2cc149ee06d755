package net.skycoin.skywire.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import net.skycoin.skywire.bytes.PacketBatch;
import org.jspecify.annotations.Nullable;

/**
 * A way to carry datagrams to neighbours and back. Reception and room for sending are told to the
 * {@link TransportHandler} that it was opened with.
 *
 * <p>Threads: {@link #listen} and {@link #close} from any but the event loop's thread; everything
 * else on the event loop's thread only.
 */
public interface Transport extends AutoCloseable {
    /** The name in configuration, descriptors and the handshake's prologue, such as {@code udp}. */
    String name();

    /**
     * Opens a socket at {@code local} (port 0: any) and begins to receive. The first socket of an
     * address family is also the one that this transport sends from.
     *
     * @return the address with the port that was really taken
     */
    InetSocketAddress listen(InetSocketAddress local) throws TransportException;

    /**
     * Makes it possible to dial addresses like this one, where that takes a socket and none of
     * {@link #listen}'s will do; from any but the event loop's thread.
     *
     * @return the address of the socket that was opened for it; null when none was
     */
    default @Nullable InetSocketAddress prepareToDial(InetAddress like) throws TransportException {
        return null;
    }

    /**
     * Packets to {@code to} are about to be sent for the first time, or after a silence: a
     * transport that needs a connection makes one, unless there is one that works.
     */
    default void dial(InetSocketAddress to) {}

    /**
     * Sends the batch's packets to {@code to} at once; uses the batch during the call only. What
     * the network then refuses or loses is counted, never thrown.
     *
     * @return how many of the batch's packets, from its beginning, were taken; fewer than all when
     *     the transport is blocked, and then {@link TransportHandler#writable} follows
     */
    int send(InetSocketAddress to, PacketBatch batch);

    /** The largest datagram, in bytes of payload, that is worth trying on the way to {@code to}. */
    int largestDatagram(InetSocketAddress to);

    /** What happened since the transport was opened. */
    TransportStatistics statistics();

    /** Closes all sockets; the handler hears nothing more afterwards. */
    @Override
    void close();
}

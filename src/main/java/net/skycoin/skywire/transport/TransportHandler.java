package net.skycoin.skywire.transport;

import java.net.InetSocketAddress;
import net.skycoin.skywire.bytes.PacketBatch;

/** What a transport tells its owner; always on the event loop's thread. */
public interface TransportHandler {
    /**
     * Datagrams of one source, in the order of arrival. The batch is the transport's: the handler
     * may change its bytes in place, and uses it during the call only.
     */
    void received(InetSocketAddress from, PacketBatch batch);

    /** All that had arrived has been handed over: the moment to send what it gave rise to. */
    void roundDone();

    /** After {@link Transport#send} took fewer packets than it was given: there is room again. */
    void writable();
}

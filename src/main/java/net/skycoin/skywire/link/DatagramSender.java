package net.skycoin.skywire.link;

import net.skycoin.skywire.bytes.PacketBatch;

/** The way out: what {@link Links} needs of the transports. */
public interface DatagramSender {
    /**
     * Sends at once as many packets of the batch as the transport has room for, from the first one
     * on. A packet that the network refuses, for its size say, counts as sent. The batch is the
     * caller's again when the call returns.
     *
     * @return how many packets were taken; when fewer than all, the transport is blocked, and its
     *     owner will call {@link Links#writable} once it no longer is
     */
    int send(Endpoint to, PacketBatch batch);

    /**
     * A handshake is about to be sent to {@code to}: whoever needs a connection for that makes one,
     * unless there is one that works.
     */
    default void dial(Endpoint to) {}
}

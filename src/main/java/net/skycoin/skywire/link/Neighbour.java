package net.skycoin.skywire.link;

import net.skycoin.skywire.bytes.Packet;
import net.skycoin.skywire.crypto.PublicKey;

/** One usable way to a directly linked node, as the layers above see it. Engine's thread only. */
public interface Neighbour {
    /** The node at the other end. */
    PublicKey key();

    /** Unique for each link within the node's life. */
    long id();

    /** Largest plaintext of a cell, in bytes: the largest datagram less 32. */
    int maxCell();

    /**
     * Sends a message reliably.
     *
     * @return false when the queue is full or the link is down
     */
    boolean send(byte[] message);

    /**
     * Queues a cell, whose plaintext is the packet's window; takes ownership of the packet.
     *
     * @param flow keys the fair queue: the circuit id
     */
    void sendCell(Packet cell, int flow);

    /** Whether traffic may be entrusted to it now. */
    boolean usable();

    /** Smoothed round-trip time in nanoseconds. */
    long rttNs();
}

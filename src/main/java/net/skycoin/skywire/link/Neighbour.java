package net.skycoin.skywire.link;

import net.skycoin.skywire.bytes.Packet;
import net.skycoin.skywire.crypto.PublicKey;

/** A node that can be reached in one hop, as the layers above see it. */
public interface Neighbour {
    PublicKey key();

    /** Unique among all links that this process has had. */
    long id();

    /** Bytes of the largest cell plaintext that fits a datagram on this way. */
    int maxCell();

    /**
     * Queues a message that will arrive once and whole, or not at all should the link go down;
     * messages may overtake each other.
     *
     * @param message at most 32,768 bytes, the first of which is its type, 16 or more; not changed
     *     afterwards by the caller
     * @return false when the link is down, or 64 KiB of messages already wait
     */
    boolean send(byte[] message);

    /**
     * Queues a cell, which may get lost. Takes ownership of the packet.
     *
     * @param cell its window is the cell's plaintext, at most {@link #maxCell} bytes
     * @param flow what shares the link fairly with other flows: the circuit
     */
    void sendCell(Packet cell, int flow);

    /** Whether the link is up and not silent. */
    boolean usable();

    /** Smoothed round-trip time in nanoseconds; 0 until the first measurement. */
    long rttNs();

    /**
     * Packets meant for the neighbour that did not reach it, as far as is known: dropped here, or
     * lost by what the neighbour reports. Of a link that is down also those that nobody reported.
     */
    default long missing() {
        return 0;
    }
}

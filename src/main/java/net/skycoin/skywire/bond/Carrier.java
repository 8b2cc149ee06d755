package net.skycoin.skywire.bond;

/** What a bond needs of a circuit to send on it. */
public interface Carrier {
    /**
     * Sends one cell; the bytes are copied.
     *
     * @return whether it was taken; it then used the next sequence number of the path
     */
    boolean send(
            int flow,
            int flowSequence,
            int cellClass,
            int flags,
            byte[] source,
            int offset,
            int length);

    /** Bytes of the largest inner packet that it takes. */
    int maxPacket();
}

package net.skycoin.skywire.bond;

/** What a bond tells its owner; called on the engine's thread. */
public interface BondListener {
    /**
     * An inner packet arrived; the range is valid during the call.
     *
     * @param flags 0 or {@link net.skycoin.skywire.wire.Cell#PARTIAL_CHECKSUM}
     */
    void packetArrived(byte[] array, int offset, int length, int flags);

    /**
     * Nothing sent on this path is answered any more; the bond has stopped using it and the owner
     * should replace it.
     */
    void pathDied(Path path);
}

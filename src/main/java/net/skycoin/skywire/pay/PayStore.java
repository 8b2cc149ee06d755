package net.skycoin.skywire.pay;

/** Where records are kept. Writes reach the disk in their order. Engine's thread only. */
public interface PayStore {
    /**
     * Begins to write.
     *
     * @param onDisk called later, on the engine's thread, once the record would survive a power
     *     cut; never called when it could not be written
     */
    void write(PayRecord record, Runnable onDisk);
}

package net.skycoin.skywire.tun;

import net.skycoin.skywire.bytes.PacketBatch;

/** Hears what a {@link TunDevice} brings; on the engine's thread. */
public interface TunListener {
    /**
     * IP packets that the kernel routed into the device, in order; the batch's flags are those of a
     * cell ({@link net.skycoin.skywire.wire.Cell#PARTIAL_CHECKSUM}). The batch is the device's: the
     * listener may change its bytes, and uses it during the call only.
     */
    void packets(PacketBatch batch);

    /** All that had arrived has been handed over: the moment to send what it gave rise to. */
    void roundDone();

    /**
     * The device is gone (somebody deleted it) and will bring nothing more; told once, with a
     * sentence for the log. The owner closes the object and may open another.
     */
    void deviceLost(String reason);
}

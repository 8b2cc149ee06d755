package net.skycoin.skywire.vpn;

import net.skycoin.skywire.bytes.PacketBatch;

/** Takes what a device brings; on the engine's thread. */
public interface DevicePackets {
    /** Packets with a cell's flags; the batch is the device's. */
    void packets(PacketBatch batch);

    /** All that had arrived has been handed over: the moment to send what it gave rise to. */
    void roundDone();
}

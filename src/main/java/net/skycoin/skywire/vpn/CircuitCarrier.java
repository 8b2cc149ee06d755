package net.skycoin.skywire.vpn;

import net.skycoin.skywire.bond.Carrier;
import net.skycoin.skywire.circuit.Circuit;

/** A circuit as a path of a bond. */
record CircuitCarrier(Circuit circuit) implements Carrier {
    @Override
    public boolean send(
            int flow,
            int flowSequence,
            int cellClass,
            int flags,
            byte[] source,
            int offset,
            int length) {
        return circuit.send(flow, flowSequence, cellClass, flags, source, offset, length);
    }

    @Override
    public int maxPacket() {
        return circuit.innerMtu();
    }
}

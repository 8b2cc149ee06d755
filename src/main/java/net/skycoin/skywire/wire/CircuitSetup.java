package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * Link message 16: asks the neighbour to be the next hop of a circuit.
 *
 * @param circuitId the id under which the sender wants to receive the circuit's backward cells
 * @param onion the onion as bytes; parsed later, because that costs a curve operation
 */
public record CircuitSetup(int circuitId, byte[] onion) {
    public static final int MESSAGE_TYPE = 16;

    private static final int LENGTH = 1 + 4 + OnionPacket.LENGTH;

    public static @Nullable CircuitSetup parse(byte[] message) {
        ByteReader reader = new ByteReader(message);
        int type = reader.u8();
        CircuitSetup setup = new CircuitSetup(reader.i32(), reader.bytes(OnionPacket.LENGTH));
        return reader.finished() && type == MESSAGE_TYPE ? setup : null;
    }

    public byte[] emit() {
        return new ByteWriter(LENGTH).u8(MESSAGE_TYPE).i32(circuitId).bytes(onion).toByteArray();
    }
}

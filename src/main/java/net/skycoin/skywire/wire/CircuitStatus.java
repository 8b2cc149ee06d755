package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * Link message 19: a report that passes along a circuit and leaves it as it is.
 *
 * @param circuitId the id that the receiver of this message named for the circuit
 * @param status a status block: the report, for one reader on the way
 */
public record CircuitStatus(int circuitId, byte[] status) {
    public static final int MESSAGE_TYPE = 19;

    private static final int LENGTH = 1 + 4 + HopStatus.BLOCK_LENGTH;

    public static @Nullable CircuitStatus parse(byte[] message) {
        ByteReader reader = new ByteReader(message);
        int type = reader.u8();
        CircuitStatus parsed =
                new CircuitStatus(reader.i32(), reader.bytes(HopStatus.BLOCK_LENGTH));
        return reader.finished() && type == MESSAGE_TYPE ? parsed : null;
    }

    public byte[] emit() {
        return new ByteWriter(LENGTH).u8(MESSAGE_TYPE).i32(circuitId).bytes(status).toByteArray();
    }
}

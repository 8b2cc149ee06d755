package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * Link message 18: ends the circuit on both sides of the link, at once.
 *
 * @param circuitId the id that the receiver of this message named for the circuit
 * @param status a status block: why, for one reader on the way; random bytes when there is nothing
 *     to say
 */
public record CircuitTeardown(int circuitId, byte[] status) {
    public static final int MESSAGE_TYPE = 18;

    private static final int LENGTH = 1 + 4 + HopStatus.BLOCK_LENGTH;

    public static @Nullable CircuitTeardown parse(byte[] message) {
        ByteReader reader = new ByteReader(message);
        int type = reader.u8();
        CircuitTeardown parsed =
                new CircuitTeardown(reader.i32(), reader.bytes(HopStatus.BLOCK_LENGTH));
        return reader.finished() && type == MESSAGE_TYPE ? parsed : null;
    }

    public byte[] emit() {
        return new ByteWriter(LENGTH).u8(MESSAGE_TYPE).i32(circuitId).bytes(status).toByteArray();
    }
}

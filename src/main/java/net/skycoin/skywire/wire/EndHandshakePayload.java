package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * What the two ends of a circuit say inside their Noise messages.
 *
 * @param capabilities as in {@link HandshakePayload}; unknown bits are kept and mean nothing
 */
public record EndHandshakePayload(int capabilities) {
    private static final int VERSION = 1;
    private static final int LENGTH = 5;

    /** The payload in these bytes; null when malformed or of another version. */
    public static @Nullable EndHandshakePayload parse(byte[] bytes) {
        ByteReader reader = new ByteReader(bytes);
        int version = reader.u8();
        EndHandshakePayload payload = new EndHandshakePayload(reader.i32());
        Tlv.readAll(reader);
        return reader.finished() && version == VERSION ? payload : null;
    }

    public byte[] emit() {
        return new ByteWriter(LENGTH).u8(VERSION).i32(capabilities).toByteArray();
    }
}

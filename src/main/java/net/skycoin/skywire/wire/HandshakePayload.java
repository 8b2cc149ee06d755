package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * What both sides of a link say inside their Noise message.
 *
 * @param capabilities the {@code CAN_} bits; unknown ones are kept and mean nothing
 * @param instance random, new at each start of the daemon: tells a restart from a second link
 */
public record HandshakePayload(int capabilities, long instance) {
    /** AES in hardware: the session's cipher is AES-256-GCM when both sides have it. */
    public static final int CAN_AES = 1;

    /** ML-KEM-768 in rekeys. */
    public static final int CAN_KEM = 2;

    /** Segmentation offload. */
    public static final int CAN_OFFLOAD = 4;

    private static final int VERSION = 1;
    private static final int LENGTH = 13;

    /** The payload in these bytes; null when malformed or of another version. */
    public static @Nullable HandshakePayload parse(byte[] bytes) {
        ByteReader reader = new ByteReader(bytes);
        int version = reader.u8();
        HandshakePayload payload = new HandshakePayload(reader.i32(), reader.i64());
        Tlv.readAll(reader);
        return reader.finished() && version == VERSION ? payload : null;
    }

    public byte[] emit() {
        return new ByteWriter(LENGTH).u8(VERSION).i32(capabilities).i64(instance).toByteArray();
    }
}

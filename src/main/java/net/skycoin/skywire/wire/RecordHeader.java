package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * What every map record begins with.
 *
 * @param key the publisher, who signs the record
 * @param lifetimeSeconds the age at which the record is forgotten; unsigned 32 bits
 */
public record RecordHeader(PublicKey key, RecordVersion version, long lifetimeSeconds) {
    static final int FORMAT = 1;

    /** Format, key, version, lifetime. */
    static final int LENGTH = 1 + PublicKey.LENGTH + RecordVersion.LENGTH + 4;

    public RecordHeader {
        if (lifetimeSeconds < 0 || lifetimeSeconds > 0xffff_ffffL) {
            throw new IllegalArgumentException("not a lifetime: " + lifetimeSeconds + " s");
        }
    }

    static @Nullable RecordHeader read(ByteReader reader) {
        int format = reader.u8();
        byte[] keyBytes = reader.bytes(PublicKey.LENGTH);
        RecordVersion version = RecordVersion.read(reader);
        long lifetimeSeconds = reader.u32();
        if (reader.failed() || format != FORMAT) {
            return null;
        }
        PublicKey key = PublicKey.parse(keyBytes);
        return key == null ? null : new RecordHeader(key, version, lifetimeSeconds);
    }

    void emit(ByteWriter writer) {
        writer.u8(FORMAT).bytes(key.toBytes());
        version.emit(writer);
        writer.i32((int) lifetimeSeconds);
    }
}

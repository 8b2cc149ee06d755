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

    private static final int NUMBERS = 3;
    private static final long MAX_NUMBER = 0xffff_ffffL;

    /** Format, key, and version and lifetime as variable-length numbers. */
    static final int MIN_LENGTH = 1 + PublicKey.LENGTH + NUMBERS;

    static final int MAX_LENGTH = 1 + PublicKey.LENGTH + (5 * NUMBERS);

    public RecordHeader {
        if (lifetimeSeconds < 0 || lifetimeSeconds > MAX_NUMBER) {
            throw new IllegalArgumentException("not a lifetime: " + lifetimeSeconds + " s");
        }
    }

    static @Nullable RecordHeader read(ByteReader reader) {
        int format = reader.u8();
        byte[] keyBytes = reader.bytes(PublicKey.LENGTH);
        long bootCounter = reader.varint();
        long sequence = reader.varint();
        long lifetimeSeconds = reader.varint();
        long largest = Math.max(bootCounter, Math.max(sequence, lifetimeSeconds));
        if (reader.failed() || format != FORMAT || largest > MAX_NUMBER) {
            return null;
        }
        PublicKey key = PublicKey.parse(keyBytes);
        return key == null
                ? null
                : new RecordHeader(key, new RecordVersion(bootCounter, sequence), lifetimeSeconds);
    }

    void emit(ByteWriter writer) {
        writer.u8(FORMAT).bytes(key.toBytes());
        writer.varint(version.bootCounter()).varint(version.sequence()).varint(lifetimeSeconds);
    }

    /** Bytes of {@link #emit}. */
    int length() {
        return MIN_LENGTH
                - NUMBERS
                + ByteWriter.varintLength(version.bootCounter())
                + ByteWriter.varintLength(version.sequence())
                + ByteWriter.varintLength(lifetimeSeconds);
    }
}

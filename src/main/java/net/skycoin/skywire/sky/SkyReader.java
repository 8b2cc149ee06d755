package net.skycoin.skywire.sky;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A cursor over a structure in Skycoin's encoding (little-endian integers, u32 counts before slices
 * and strings) that cannot be made to throw: reading past the end gives zeros and marks the reader
 * as failed for good.
 */
final class SkyReader {
    private static final byte[] EMPTY = {};

    private final ByteBuffer buffer;
    private boolean failed;

    SkyReader(byte[] bytes) {
        buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether all reads so far found their bytes and nothing is left over. */
    boolean finished() {
        return !failed && !buffer.hasRemaining();
    }

    boolean failed() {
        return failed;
    }

    /** Marks the input as malformed. */
    void fail() {
        failed = true;
    }

    private boolean has(int count) {
        failed |= count < 0 || count > buffer.remaining();
        return !failed;
    }

    int u8() {
        return has(Byte.BYTES) ? buffer.get() & 0xff : 0;
    }

    int u16() {
        return has(Short.BYTES) ? buffer.getShort() & 0xffff : 0;
    }

    long u32() {
        return has(Integer.BYTES) ? buffer.getInt() & 0xffff_ffffL : 0;
    }

    /** Eight bytes as they are: the caller checks the top bit. */
    long i64() {
        return has(Long.BYTES) ? buffer.getLong() : 0;
    }

    boolean bool() {
        int value = u8();
        failed |= value > 1;
        return value == 1;
    }

    /** A copy of the next {@code count} bytes; empty after a failure. */
    byte[] bytes(int count) {
        if (!has(count)) {
            return EMPTY;
        }
        byte[] bytes = new byte[count];
        buffer.get(bytes);
        return bytes;
    }

    /** The bytes of a slice or string, with their count before them. */
    byte[] counted() {
        return bytes(count(1));
    }

    /**
     * The count of a slice whose elements take {@code size} bytes each; 0 when they are not there.
     */
    int count(int size) {
        long count = u32();
        failed |= count > buffer.remaining() / size;
        return failed ? 0 : (int) count;
    }

    Hash256 hash() {
        byte[] bytes = bytes(Hash256.LENGTH);
        return bytes.length == Hash256.LENGTH ? Hash256.of(bytes) : Hash256.ZERO;
    }
}

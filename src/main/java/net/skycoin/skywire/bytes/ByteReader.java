package net.skycoin.skywire.bytes;

import java.util.Arrays;

/**
 * A cursor over foreign bytes that cannot be made to throw: reading past the end gives zeros and
 * marks the reader as failed for good. A parser reads all its fields and asks {@link #finished}
 * once at the end. Integers are big-endian.
 */
public final class ByteReader {
    private static final byte[] EMPTY = {};

    private final byte[] array;
    private final int end;
    private int position;
    private boolean failed;

    public ByteReader(byte[] array, int offset, int length) {
        this.array = array;
        this.position = offset;
        this.end = offset + length;
    }

    public ByteReader(byte[] array) {
        this(array, 0, array.length);
    }

    /** Whether all reads so far found their bytes and nothing is left over. */
    public boolean finished() {
        return !failed && position == end;
    }

    /** Whether a read went past the end, or {@link #fail} was called. */
    public boolean failed() {
        return failed;
    }

    /** Marks the input as malformed. */
    public void fail() {
        failed = true;
    }

    public int remaining() {
        return failed ? 0 : end - position;
    }

    /** Index of the next byte in the underlying array. */
    public int position() {
        return position;
    }

    private boolean take(int count) {
        if (failed || count < 0 || count > end - position) {
            failed = true;
            return false;
        }
        position += count;
        return true;
    }

    public int u8() {
        return take(1) ? array[position - 1] & 0xff : 0;
    }

    public int u16() {
        return take(2) ? BigEndian.getU16(array, position - 2) : 0;
    }

    /** Four bytes as they are: an opaque id, or a number whose top bit the caller checks. */
    public int i32() {
        return take(4) ? BigEndian.getInt(array, position - 4) : 0;
    }

    /** An unsigned 32-bit number. */
    public long u32() {
        return i32() & 0xffff_ffffL;
    }

    /** Eight bytes as they are. */
    public long i64() {
        return take(8) ? BigEndian.getLong(array, position - 8) : 0;
    }

    /**
     * Seven bits a byte, the lowest first, as {@link ByteWriter#varint} writes it; fails when it is
     * not the shortest form, or larger than the largest long.
     */
    public long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
            int next = u8();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                if (next == 0 && shift > 0) {
                    fail();
                }
                return value;
            }
        }
        fail();
        return 0;
    }

    /** A copy of the next {@code count} bytes; empty after a failure. */
    public byte[] bytes(int count) {
        return take(count) ? Arrays.copyOfRange(array, position - count, position) : EMPTY;
    }

    /** A copy of all that is left. */
    public byte[] rest() {
        return bytes(remaining());
    }

    public void skip(int count) {
        take(count);
    }
}

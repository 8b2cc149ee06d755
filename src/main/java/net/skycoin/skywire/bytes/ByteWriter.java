package net.skycoin.skywire.bytes;

import java.util.Arrays;

/** A cursor that emits big-endian fields into an array of its own that grows as needed. */
public final class ByteWriter {
    private byte[] array;
    private int length;

    public ByteWriter(int expectedLength) {
        array = new byte[Math.max(16, expectedLength)];
    }

    /** Makes room; call it before {@code array} is read, which it may replace. */
    private int grow(int count) {
        int at = length;
        length += count;
        if (length > array.length) {
            array = Arrays.copyOf(array, Math.max(length, 2 * array.length));
        }
        return at;
    }

    public ByteWriter u8(int value) {
        int at = grow(1);
        array[at] = (byte) value;
        return this;
    }

    public ByteWriter u16(int value) {
        int at = grow(2);
        BigEndian.putU16(array, at, value);
        return this;
    }

    public ByteWriter i32(int value) {
        int at = grow(4);
        BigEndian.putInt(array, at, value);
        return this;
    }

    public ByteWriter i64(long value) {
        int at = grow(8);
        BigEndian.putLong(array, at, value);
        return this;
    }

    /** A number that is not negative in as few bytes as it needs, seven bits in each. */
    public ByteWriter varint(long value) {
        long rest = value;
        while (rest > 0x7f) {
            u8((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        return u8((int) rest);
    }

    /** Bytes of {@link #varint}. */
    public static int varintLength(long value) {
        return Math.max(1, Math.ceilDiv(Long.SIZE - Long.numberOfLeadingZeros(value), 7));
    }

    public ByteWriter bytes(byte[] source) {
        return bytes(source, 0, source.length);
    }

    public ByteWriter bytes(byte[] source, int offset, int count) {
        int at = grow(count);
        System.arraycopy(source, offset, array, at, count);
        return this;
    }

    /** Bytes emitted so far. */
    public int length() {
        return length;
    }

    /** Overwrites what was emitted, where it was a secret. */
    public void wipe() {
        Arrays.fill(array, (byte) 0);
        length = 0;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(array, length);
    }
}

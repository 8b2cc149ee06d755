package net.skycoin.skywire.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Integers in network byte order at any index of an array. */
public final class BigEndian {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private BigEndian() {}

    public static int getU16(byte[] array, int index) {
        return (short) SHORT.get(array, index) & 0xffff;
    }

    public static void putU16(byte[] array, int index, int value) {
        SHORT.set(array, index, (short) value);
    }

    public static int getInt(byte[] array, int index) {
        return (int) INT.get(array, index);
    }

    public static void putInt(byte[] array, int index, int value) {
        INT.set(array, index, value);
    }

    public static long getLong(byte[] array, int index) {
        return (long) LONG.get(array, index);
    }

    public static void putLong(byte[] array, int index, long value) {
        LONG.set(array, index, value);
    }
}

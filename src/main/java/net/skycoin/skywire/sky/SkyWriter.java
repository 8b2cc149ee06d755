package net.skycoin.skywire.sky;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A cursor that emits Skycoin's encoding; the mirror of {@link SkyReader}. */
final class SkyWriter {
    private final ByteBuffer buffer;

    /**
     * @param length bytes of the whole structure, exactly
     */
    SkyWriter(int length) {
        buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    SkyWriter u8(int value) {
        buffer.put((byte) value);
        return this;
    }

    SkyWriter u16(int value) {
        buffer.putShort((short) value);
        return this;
    }

    SkyWriter u32(long value) {
        buffer.putInt((int) value);
        return this;
    }

    SkyWriter i64(long value) {
        buffer.putLong(value);
        return this;
    }

    SkyWriter bool(boolean value) {
        return u8(value ? 1 : 0);
    }

    SkyWriter bytes(byte[] source) {
        buffer.put(source);
        return this;
    }

    SkyWriter counted(byte[] source) {
        return u32(source.length).bytes(source);
    }

    SkyWriter hash(Hash256 hash) {
        return bytes(hash.toBytes());
    }

    /** What was emitted; the structure must be complete. */
    byte[] finish() {
        if (buffer.hasRemaining()) {
            throw new IllegalStateException("structure is incomplete");
        }
        return buffer.array();
    }
}

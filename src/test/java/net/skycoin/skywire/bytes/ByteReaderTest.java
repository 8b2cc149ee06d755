package net.skycoin.skywire.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteReaderTest {
    @Test
    void readsWhatTheWriterEmits() {
        byte[] bytes =
                new ByteWriter(1)
                        .u8(200)
                        .u16(40_000)
                        .i32(0x80000001)
                        .i64(Long.MIN_VALUE + 7)
                        .bytes(new byte[] {1, 2, 3})
                        .toByteArray();
        assertEquals(18, bytes.length);
        ByteReader reader = new ByteReader(bytes);
        assertEquals(200, reader.u8());
        assertEquals(40_000, reader.u16());
        assertEquals(0x80000001L, reader.u32());
        assertEquals(Long.MIN_VALUE + 7, reader.i64());
        assertFalse(reader.finished());
        assertArrayEquals(new byte[] {1, 2, 3}, reader.rest());
        assertTrue(reader.finished());
    }

    @Test
    void theWriterGrowsAtAnyField() {
        for (int start = 0; start < 40; start++) {
            ByteWriter writer = new ByteWriter(0).bytes(new byte[start]);
            for (int i = 0; i < 20; i++) {
                writer.u8(1).u16(2).i32(3).i64(4);
            }
            ByteReader reader = new ByteReader(writer.toByteArray());
            reader.skip(start);
            for (int i = 0; i < 20; i++) {
                assertEquals(1, reader.u8());
                assertEquals(2, reader.u16());
                assertEquals(3, reader.i32());
                assertEquals(4, reader.i64());
            }
            assertTrue(reader.finished());
        }
    }

    @Test
    void readingPastTheEndFailsForGood() {
        ByteReader reader = new ByteReader(new byte[] {1, 2, 3}, 0, 2);
        assertEquals(0, reader.i32());
        assertTrue(reader.failed());
        assertEquals(0, reader.u8());
        assertEquals(0, reader.remaining());
        assertEquals(0, reader.bytes(1).length);
        assertFalse(reader.finished());
    }

    @Test
    void neverThrowsNorLeavesItsRange() {
        Random random = new Random(2);
        byte[] array = new byte[64];
        for (int i = 0; i < 50_000; i++) {
            int offset = random.nextInt(65);
            int length = random.nextInt(65 - offset);
            ByteReader reader = new ByteReader(array, offset, length);
            for (int n = 0; n < 6; n++) {
                step(reader, random);
                assertTrue(reader.position() >= offset && reader.position() <= offset + length);
                assertTrue(reader.remaining() >= 0 && reader.remaining() <= length);
            }
        }
    }

    private static void step(ByteReader reader, Random random) {
        int count =
                switch (random.nextInt(4)) {
                    case 0 -> random.nextInt();
                    case 1 -> Integer.MAX_VALUE;
                    case 2 -> -1;
                    default -> random.nextInt(20);
                };
        switch (random.nextInt(8)) {
            case 0 -> reader.u8();
            case 1 -> reader.u16();
            case 2 -> reader.i32();
            case 3 -> reader.u32();
            case 4 -> reader.i64();
            case 5 -> reader.bytes(count);
            case 6 -> reader.skip(count);
            default -> reader.rest();
        }
    }
}

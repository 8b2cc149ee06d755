package net.skycoin.skywire.lab;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecordingTest {
    /** UDP 10.1.2.1:4000 to 10.1.2.2:7373, payload "sky". */
    private static final byte[] UDP_FRAME =
            HexFormat.of()
                    .parseHex(
                            "020000000002020000000001"
                                    + "0800"
                                    + "4500001f000000004011000"
                                    + "00a0102010a010202"
                                    + "0fa01ccd000b0000"
                                    + "736b79"
                                    + "0000");

    private static ByteBuffer pcap(ByteOrder order, int magic, byte[]... frames) {
        ByteBuffer file = ByteBuffer.allocate(10_000).order(order);
        file.putInt(magic).putShort((short) 2).putShort((short) 4).putLong(0);
        file.putInt(65_535).putInt(1);
        for (byte[] frame : frames) {
            file.putInt(7).putInt(5).putInt(frame.length).putInt(frame.length).put(frame);
        }
        return file.flip();
    }

    @Test
    void readsBothByteOrdersAndBothClocks() {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            Recording micros = Recording.parse("a", pcap(order, 0xa1b2c3d4, UDP_FRAME, UDP_FRAME));
            assertEquals(2, micros.frames().size());
            assertEquals(7_000_005_000L, micros.frames().get(0).timeNs());
            Recording nanos = Recording.parse("b", pcap(order, 0xa1b23c4d, UDP_FRAME));
            assertEquals(7_000_000_005L, nanos.frames().get(0).timeNs());
        }
        assertThrows(
                LabFailure.class,
                () -> Recording.parse("c", pcap(ByteOrder.LITTLE_ENDIAN, 0x0a0d0d0a)));
    }

    @Test
    void understandsUdp() {
        Frame frame = new Frame(0, UDP_FRAME);
        assertTrue(frame.ip());
        assertEquals(Frame.UDP, frame.protocol());
        assertEquals("/10.1.2.1", String.valueOf(frame.source()));
        assertEquals("/10.1.2.2", String.valueOf(frame.destination()));
        assertEquals(4000, frame.sourcePort());
        assertEquals(7373, frame.destinationPort());
        assertArrayEquals("sky".getBytes(US_ASCII), frame.udpPayload());
    }

    @Test
    void neverFailsOnShortFrames() {
        for (int length = 0; length < UDP_FRAME.length; length++) {
            Frame frame = new Frame(0, java.util.Arrays.copyOf(UDP_FRAME, length));
            frame.udpPayload();
            frame.sourcePort();
            assertTrue(frame.toString().length() > 3);
        }
    }

    @Test
    void findsRunsOfEightBytesWhereverTheyAre() {
        byte[] secret = Content.bytes(5_000, 3);
        ByteRuns runs = ByteRuns.of(secret);
        assertEquals(4_993, runs.size());
        byte[] text = Content.bytes(3_000, 4);
        assertEquals(-1, runs.findIn(text, 0));
        System.arraycopy(secret, 1_237, text, 901, 8);
        assertEquals(901, runs.findIn(text, 0));
        assertEquals(901, runs.findIn(text, 901));
        assertEquals(-1, runs.findIn(text, 902));
        text[903] ^= 1;
        assertEquals(-1, runs.findIn(text, 0));
    }

    @Test
    void runsAgreeWithAPlainSearch() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 300; round++) {
            byte[] secret = new byte[random.nextInt(20)];
            byte[] text = new byte[random.nextInt(60)];
            for (byte[] bytes : List.of(secret, text)) {
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) random.nextInt(round % 3 + 1);
                }
            }
            assertEquals(plainly(secret, text), ByteRuns.of(secret).findIn(text, 0));
        }
    }

    private static int plainly(byte[] secret, byte[] text) {
        String where = new String(secret, java.nio.charset.StandardCharsets.ISO_8859_1);
        for (int i = 0; i + 8 <= text.length; i++) {
            String run = new String(text, i, 8, java.nio.charset.StandardCharsets.ISO_8859_1);
            if (where.contains(run)) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void contentIsTheSameFromWhereverItIsMade() throws Exception {
        var stream = new java.io.ByteArrayOutputStream();
        Content.write(stream, 200_003, 9);
        assertArrayEquals(Content.bytes(200_003, 9), stream.toByteArray());
        assertEquals(
                HexFormat.of().formatHex(Content.sha256().digest(stream.toByteArray())),
                Content.sha256(200_003, 9));
    }
}

package net.skycoin.skywire.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.SplittableRandom;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.bytes.Hex;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ControlFrameTest {
    private static final List<ControlFrame> ALL =
            List.of(
                    new Ack(0x01020304, 0x8000_0000_0000_0001L),
                    new Report(-5, 7, 0xffff_fffeL, 9, 10, 255, 11, true),
                    new Probe(40),
                    new ProbeReply(1472),
                    new Close(Close.SHUTTING_DOWN));

    private static byte[] emit(List<ControlFrame> frames) {
        ByteWriter writer = new ByteWriter(200);
        frames.forEach(frame -> frame.emit(writer));
        return writer.toByteArray();
    }

    private static @Nullable List<ControlFrame> parse(byte[] bytes) {
        return ControlFrame.parseAll(bytes, 0, bytes.length);
    }

    private static @Nullable List<ControlFrame> parseHex(String hex) {
        byte[] bytes = Hex.decode(hex);
        assertNotNull(bytes);
        return parse(bytes);
    }

    @Test
    void everyFrameSurvivesTheWire() {
        assertEquals(ALL, parse(emit(ALL)));
    }

    @Test
    void fragmentSurvivesTheWire() {
        byte[] bytes = emit(List.of(new Fragment(-2, true, false, new byte[] {16, 1, 2})));
        assertEquals("020008fffffffe01100102", Hex.encode(bytes));
        List<ControlFrame> frames = parse(bytes);
        assertNotNull(frames);
        Fragment fragment = (Fragment) frames.getFirst();
        assertEquals(-2, fragment.sequence());
        assertEquals(true, fragment.first());
        assertEquals(false, fragment.last());
        assertArrayEquals(new byte[] {16, 1, 2}, fragment.bytes());
    }

    @Test
    void bytesAreThoseOfTheSpecification() {
        assertEquals(
                "01000c010203048000000000000001"
                        + "03002efffffffffffffffb0000000000000007fffffffe"
                        + "0000000000000009000000000000000aff000000000000000b01",
                Hex.encode(emit(ALL.subList(0, 2))));
        assertEquals("05000205c006000101", Hex.encode(emit(ALL.subList(3, 5))));
    }

    @Test
    void skipsPaddingAndUnknownOddTypes() {
        assertEquals(List.of(new Close(2)), parseHex("000003aabbcc" + "070000" + "06000102"));
    }

    @Test
    void refusesUnknownEvenTypesAndWrongLengths() {
        assertNull(parseHex("080000"));
        assertNull(parseHex("0600020000"), "close with two bytes");
        assertNull(parseHex("020005" + "0000000000"), "empty fragment");
        assertNull(parseHex("0600"), "cut header");
        assertNull(parseHex("06000201"), "cut body");
    }

    @Test
    void neverThrowsOnForeignBytes() {
        long seed = 99;
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        byte[] good = emit(ALL);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = good.clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            ControlFrame.parseAll(bytes, 0, random.nextInt(bytes.length + 1));
        }
    }
}

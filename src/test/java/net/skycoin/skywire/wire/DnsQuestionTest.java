package net.skycoin.skywire.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import net.skycoin.skywire.bytes.ByteWriter;
import org.junit.jupiter.api.Test;

class DnsQuestionTest {
    /** As dig 9 asks for the AAAA of example.skywire, cookie and all. */
    private static final byte[] QUERY =
            HexFormat.of()
                    .parseHex(
                            "1f2e01200001000000000001"
                                    + "074578616d706c6507736b797769726500001c0001"
                                    + "0000291000000000000000");

    private static byte[] query(String name, int type) {
        ByteWriter writer = new ByteWriter(100).u16(7).u16(0x100).u16(1).u16(0).u16(0).u16(0);
        for (String label : name.split("\\.", -1)) {
            writer.u8(label.length()).bytes(label.getBytes(StandardCharsets.ISO_8859_1));
        }
        return writer.u8(0).u16(type).u16(1).toByteArray();
    }

    @Test
    void readsAndAnswersAQuestion() {
        DnsQuestion question = DnsQuestion.parse(QUERY);
        assertNotNull(question);
        assertEquals("example.skywire", question.name());
        assertEquals(DnsQuestion.AAAA, question.type());
        byte[] address = new byte[16];
        Arrays.fill(address, (byte) 0xfd);
        String answer = HexFormat.of().formatHex(question.address(address, 300));
        assertEquals(
                "1f2e85800001000100000000"
                        + "074578616d706c6507736b797769726500001c0001"
                        + "c00c001c00010000012c0010"
                        + "fd".repeat(16),
                answer);
        assertArrayEquals(
                new byte[] {0x1f, 0x2e, (byte) 0x85, (byte) 0x83},
                Arrays.copyOf(question.nameError(), 4));
        assertArrayEquals(
                new byte[] {0x1f, 0x2e, (byte) 0x85, (byte) 0x80},
                Arrays.copyOf(question.nothing(), 4));
    }

    @Test
    void refusesWhatIsNoQuestion() {
        assertNotNull(DnsQuestion.parse(query("a.b", 1)));
        assertNull(DnsQuestion.parse(new byte[0]));
        assertNull(DnsQuestion.parse(Arrays.copyOf(QUERY, 30)));
        byte[] response = QUERY.clone();
        response[2] |= (byte) 0x80;
        assertNull(DnsQuestion.parse(response));
        byte[] two = QUERY.clone();
        two[5] = 2;
        assertNull(DnsQuestion.parse(two));
        assertNull(DnsQuestion.parse(query("a\0b", 1)), "not a name that a log can show");
        byte[] pointer = QUERY.clone();
        pointer[12] = (byte) 0xc0;
        assertNull(DnsQuestion.parse(pointer), "a pointer into nowhere");
        assertNull(DnsQuestion.parse(query(("a".repeat(60) + ".").repeat(5) + "x", 1)));
    }

    @Test
    void neverThrows() {
        SplittableRandom random = new SplittableRandom(53);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = QUERY.clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            DnsQuestion question =
                    DnsQuestion.parse(Arrays.copyOf(bytes, random.nextInt(bytes.length + 20)));
            if (question != null) {
                assertTrue(question.address(new byte[16], 1).length <= DnsQuestion.MAX_MESSAGE);
            }
        }
    }
}

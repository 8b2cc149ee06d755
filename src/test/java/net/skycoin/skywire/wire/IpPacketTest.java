package net.skycoin.skywire.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import net.skycoin.skywire.bytes.BigEndian;
import org.junit.jupiter.api.Test;

class IpPacketTest {
    private final SplittableRandom random = new SplittableRandom(73);

    /** RFC 791: the sum over all words, this one included, is all ones. */
    private static int sum(byte[] header) {
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += BigEndian.getU16(header, i);
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (sum & 0xffff) + (sum >>> 16);
    }

    private byte[] header4(int serviceByte) {
        byte[] header = new byte[20];
        random.nextBytes(header);
        header[0] = 0x45;
        header[1] = (byte) serviceByte;
        BigEndian.putU16(header, 10, 0);
        BigEndian.putU16(header, 10, ~sum(header) & 0xffff);
        assertEquals(0xffff, sum(header));
        return header;
    }

    @Test
    void theClassOfServiceIsTakenOffAndTheChecksumHolds() {
        for (int serviceByte = 0; serviceByte < 256; serviceByte++) {
            for (int i = 0; i < 50; i++) {
                byte[] header = header4(serviceByte);
                IpPacket.clearServiceClass(header, 0);
                assertEquals(serviceByte & 3, header[1]);
                assertEquals(0xffff, sum(header));
            }
        }
        byte[] header6 = {0x62, 0x0f, 0x12, 0x34};
        IpPacket.clearServiceClass(header6, 0);
        assertEquals(0x600f1234, BigEndian.getInt(header6, 0));
    }

    @Test
    void lowerEffortIsLowlyAndVoiceIsUrgent() {
        for (int code = 0; code < 64; code++) {
            byte[] header4 = header4(code << 2);
            byte[] header6 = {(byte) (0x60 | code >>> 2), (byte) (code << 6), 0, 0};
            for (byte[] header : new byte[][] {header4, header6}) {
                assertEquals(code == 1 || code == 8, IpPacket.isLowly(header, 0), "code " + code);
                assertEquals(code >= 32, IpPacket.isUrgent(header, 0), "code " + code);
                assertFalse(IpPacket.isLowly(header, 0) && IpPacket.isUrgent(header, 0));
            }
        }
        assertTrue(IpPacket.isLowly(header4(0x20), 0));
    }
}

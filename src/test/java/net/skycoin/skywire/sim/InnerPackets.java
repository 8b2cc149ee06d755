package net.skycoin.skywire.sim;

import java.util.Arrays;
import net.skycoin.skywire.bytes.BigEndian;

/** The few inner packets that the harness needs, made by hand. */
final class InnerPackets {
    private static final int HEADERS = 28;

    private InnerPackets() {}

    /** A UDP packet over IPv4; checksums are left zero, as nothing on the way looks at them. */
    static byte[] udp4(byte[] source, byte[] destination, byte[] payload) {
        byte[] packet = new byte[HEADERS + payload.length];
        packet[0] = 0x45;
        BigEndian.putU16(packet, 2, packet.length);
        packet[8] = 64;
        packet[9] = 17;
        System.arraycopy(source, 0, packet, 12, 4);
        System.arraycopy(destination, 0, packet, 16, 4);
        BigEndian.putU16(packet, 20, 40_000);
        BigEndian.putU16(packet, 22, 7);
        BigEndian.putU16(packet, 24, 8 + payload.length);
        System.arraycopy(payload, 0, packet, HEADERS, payload.length);
        return packet;
    }

    static byte[] payload(byte[] array, int offset, int length) {
        return Arrays.copyOfRange(array, offset + HEADERS, offset + length);
    }

    /** The packet with source and destination exchanged: what an echo server answers. */
    static byte[] swapped4(byte[] array, int offset, int length) {
        byte[] packet = Arrays.copyOfRange(array, offset, offset + length);
        System.arraycopy(array, offset + 12, packet, 16, 4);
        System.arraycopy(array, offset + 16, packet, 12, 4);
        return packet;
    }
}

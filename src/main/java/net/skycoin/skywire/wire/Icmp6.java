package net.skycoin.skywire.wire;

import java.util.Arrays;
import net.skycoin.skywire.bytes.BigEndian;

/** Errors of ICMPv6 (RFC 4443) about a packet, as whole IPv6 packets. */
public final class Icmp6 {
    private static final int IPV6_HEADER = 40;
    private static final int ICMP_HEADER = 8;
    private static final int ICMPV6 = 58;
    private static final int DESTINATION_UNREACHABLE = 1;
    private static final int ADDRESS_UNREACHABLE = 3;
    private static final int FIRST_INFORMATIONAL = 128;

    /** An error never makes a packet larger than this (RFC 4443, section 2.4). */
    private static final int LARGEST = 1280;

    private Icmp6() {}

    /**
     * Whether an error may be sent about a well-formed IPv6 packet: not about errors themselves.
     */
    public static boolean mayAnswer(byte[] array, int offset, int length) {
        boolean icmp = (array[offset + 6] & 0xff) == ICMPV6;
        return !icmp
                || (length > IPV6_HEADER
                        && (array[offset + IPV6_HEADER] & 0xff) >= FIRST_INFORMATIONAL);
    }

    /** "Address unreachable" about a well-formed IPv6 packet, from the address it was sent to. */
    public static byte[] unreachable(byte[] array, int offset, int length) {
        int quoted = Math.min(length, LARGEST - IPV6_HEADER - ICMP_HEADER);
        byte[] packet = new byte[IPV6_HEADER + ICMP_HEADER + quoted];
        packet[0] = 0x60;
        BigEndian.putU16(packet, 4, ICMP_HEADER + quoted);
        packet[6] = ICMPV6;
        packet[7] = 64;
        System.arraycopy(array, offset + 24, packet, 8, 16);
        System.arraycopy(array, offset + 8, packet, 24, 16);
        packet[IPV6_HEADER] = DESTINATION_UNREACHABLE;
        packet[IPV6_HEADER + 1] = ADDRESS_UNREACHABLE;
        System.arraycopy(array, offset, packet, IPV6_HEADER + ICMP_HEADER, quoted);
        BigEndian.putU16(packet, IPV6_HEADER + 2, checksum(packet));
        return packet;
    }

    /** RFC 8200, section 8.1: over the pseudo-header and the message. */
    private static int checksum(byte[] packet) {
        long sum = (long) packet.length - IPV6_HEADER + ICMPV6;
        byte[] even = Arrays.copyOf(packet, packet.length + (packet.length & 1));
        for (int i = 8; i < even.length; i += 2) {
            sum += BigEndian.getU16(even, i);
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (int) ~sum & 0xffff;
    }
}

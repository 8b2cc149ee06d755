package net.skycoin.skywire.tun;

import net.skycoin.skywire.bytes.BigEndian;
import net.skycoin.skywire.wire.IpPacket;

/**
 * Where TCP or UDP lies in an IP packet, and its checksum (RFC 1071). Offsets always come from the
 * packet's own checked header: whole, not a fragment, TCP or UDP directly behind IP. Nobody else's
 * word counts, or a peer could have the kernel write a "checksum" over ports behind the firewall.
 */
final class TransportHeader {
    static final int TCP = 6;
    static final int UDP = 17;

    /** No TCP or UDP header that could be relied on. */
    static final int NONE = -1;

    static final int TCP_CHECKSUM = 16;
    static final int UDP_CHECKSUM = 6;

    private static final int MIN_TCP = 20;
    private static final int UDP_LENGTH = 8;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    private TransportHeader() {}

    /** Bytes of IP before the TCP or UDP header, or {@link #NONE}. */
    static int start(byte[] array, int packet, int length) {
        if (!IpPacket.isWellFormed(array, packet, length)) {
            return NONE;
        }
        boolean four = IpPacket.version(array, packet) == 4;
        int start = four ? (array[packet] & 15) * 4 : IPV6_HEADER;
        if (four && (BigEndian.getU16(array, packet + 6) & 0x3fff) != 0) {
            return NONE;
        }
        int left = length - start;
        boolean whole =
                switch (protocol(array, packet)) {
                    case TCP ->
                            left >= MIN_TCP
                                    && tcpLength(array, packet + start) >= MIN_TCP
                                    && tcpLength(array, packet + start) <= left;
                    case UDP ->
                            left >= UDP_LENGTH
                                    && BigEndian.getU16(array, packet + start + 4) == left;
                    default -> false;
                };
        return whole ? start : NONE;
    }

    static int protocol(byte[] array, int packet) {
        return array[packet + (IpPacket.version(array, packet) == 4 ? 9 : 6)] & 0xff;
    }

    static int tcpLength(byte[] array, int tcp) {
        return ((array[tcp + 12] & 0xff) >>> 4) * 4;
    }

    static int length(int protocol, byte[] array, int at) {
        return protocol == TCP ? tcpLength(array, at) : UDP_LENGTH;
    }

    static int checksumOffset(int protocol) {
        return protocol == TCP ? TCP_CHECKSUM : UDP_CHECKSUM;
    }

    /** Writes the IP length, and with IPv4 the header's checksum. */
    static void putIpLength(byte[] array, int packet, int length) {
        if (IpPacket.version(array, packet) == 6) {
            BigEndian.putU16(array, packet + 4, length - IPV6_HEADER);
            return;
        }
        BigEndian.putU16(array, packet + 2, length);
        BigEndian.putU16(array, packet + 10, 0);
        int header = (array[packet] & 15) * 4;
        BigEndian.putU16(array, packet + 10, ~fold(sum(array, packet, header, 0)) & 0xffff);
    }

    /** Puts the sum over the pseudo-header alone where the checksum belongs. */
    static void putPseudoSum(byte[] array, int packet, int start, int length) {
        int protocol = protocol(array, packet);
        BigEndian.putU16(
                array,
                packet + start + checksumOffset(protocol),
                fold(pseudoSum(array, packet, protocol, length - start)));
    }

    /** Computes the checksum of a packet for which {@link #start} answered. */
    static void complete(byte[] array, int packet, int start, int length) {
        int protocol = protocol(array, packet);
        int at = packet + start + checksumOffset(protocol);
        BigEndian.putU16(array, at, 0);
        long pseudo = pseudoSum(array, packet, protocol, length - start);
        int checksum = ~fold(sum(array, packet + start, length - start, pseudo)) & 0xffff;
        // RFC 768: zero would say that there is none.
        BigEndian.putU16(array, at, checksum == 0 && protocol == UDP ? 0xffff : checksum);
    }

    /** Completes what the kernel left open at offsets of its own. */
    static void complete(byte[] array, int packet, int length, int start, int offset) {
        if (start + offset + 2 > length) {
            return;
        }
        int checksum = ~fold(sum(array, packet + start, length - start, 0)) & 0xffff;
        BigEndian.putU16(array, packet + start + offset, checksum == 0 ? 0xffff : checksum);
    }

    private static long pseudoSum(byte[] array, int packet, int protocol, int transportLength) {
        boolean four = IpPacket.version(array, packet) == 4;
        return sum(
                array,
                packet + (four ? IPV4_HEADER - 8 : 8),
                four ? 8 : 32,
                protocol + transportLength);
    }

    /** Adds 16-bit words, eight bytes at a time. */
    private static long sum(byte[] array, int offset, int length, long start) {
        long sum = start;
        int at = offset;
        int end = offset + length;
        for (; at + 8 <= end; at += 8) {
            long word = BigEndian.getLong(array, at);
            sum += (word >>> 32) + (word & 0xffffffffL);
        }
        for (; at + 2 <= end; at += 2) {
            sum += BigEndian.getU16(array, at);
        }
        return at < end ? sum + ((array[at] & 0xff) << 8) : sum;
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) folded;
    }
}

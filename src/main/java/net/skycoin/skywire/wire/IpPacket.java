package net.skycoin.skywire.wire;

import java.util.Arrays;
import net.skycoin.skywire.bytes.BigEndian;
import net.skycoin.skywire.crypto.SipHash;

/**
 * A view of an IPv4 (RFC 791) or IPv6 (RFC 8200) packet inside an array: just what the tunnel needs
 * to know of it. Every accessor but {@link #isWellFormed} requires a well-formed packet; nothing is
 * allocated.
 */
public final class IpPacket {
    private static final int V4_HEADER = 20;
    private static final int V6_HEADER = 40;
    private static final int TCP = 6;
    private static final int TCP_HEADER = 20;

    /** FIN, SYN and RST (RFC 9293, section 3.1). */
    private static final int TCP_MARKS = 7;

    private static final int UDP = 17;

    // Code points of the class of service: RFC 4594, RFC 8622.
    private static final int LOWER_EFFORT = 1;
    private static final int CS1 = 8;
    private static final int URGENT = 32;

    private IpPacket() {}

    /** Whether the range holds exactly one packet with a whole header. */
    public static boolean isWellFormed(byte[] array, int offset, int length) {
        if (length < V4_HEADER) {
            return false;
        }
        return switch (version(array, offset)) {
            case 4 ->
                    (array[offset] & 15) >= 5
                            && (array[offset] & 15) * 4 <= length
                            && BigEndian.getU16(array, offset + 2) == length;
            case 6 ->
                    length >= V6_HEADER
                            && BigEndian.getU16(array, offset + 4) + V6_HEADER == length;
            default -> false;
        };
    }

    /** 4 or 6 in a well-formed packet. */
    public static int version(byte[] array, int offset) {
        return (array[offset] & 0xff) >>> 4;
    }

    /**
     * Bytes of the packet that begins here, by its own header, if they lie within {@code
     * available}; 0 if there is no such packet.
     */
    public static int length(byte[] array, int offset, int available) {
        if (available < V4_HEADER) {
            return 0;
        }
        int length =
                version(array, offset) == 4
                        ? BigEndian.getU16(array, offset + 2)
                        : BigEndian.getU16(array, offset + 4) + V6_HEADER;
        return length <= available && isWellFormed(array, offset, length) ? length : 0;
    }

    /**
     * Whether its receiver wants it in order: TCP, but for bare acknowledgements, which say more
     * the later they were made and must not wait for one another.
     */
    public static boolean needsOrder(byte[] array, int offset, int length) {
        boolean v4 = version(array, offset) == 4;
        if ((array[offset + (v4 ? 9 : 6)] & 0xff) != TCP) {
            return false;
        }
        int header = v4 ? (array[offset] & 15) * 4 : V6_HEADER;
        if (length < header + TCP_HEADER) {
            return true;
        }
        int content = length - header - (array[offset + header + 12] >>> 4 & 15) * 4;
        return content != 0 || (array[offset + header + 13] & TCP_MARKS) != 0;
    }

    /**
     * Whether its class of service asks for little delay: the code points of voice, of interactive
     * video and of network control (RFC 4594), from CS4 up.
     */
    public static boolean isUrgent(byte[] array, int offset) {
        return serviceClass(array, offset) >= URGENT;
    }

    /** Whether its class of service says that all others go before: LE (RFC 8622), or CS1. */
    public static boolean isLowly(byte[] array, int offset) {
        int serviceClass = serviceClass(array, offset);
        return serviceClass == LOWER_EFFORT || serviceClass == CS1;
    }

    private static int serviceClass(byte[] array, int offset) {
        return version(array, offset) == 4
                ? (array[offset + 1] & 0xff) >>> 2
                : (BigEndian.getU16(array, offset) >>> 6) & 63;
    }

    /** Sets the class of service to the ordinary one; congestion notification stays. */
    public static void clearServiceClass(byte[] array, int offset) {
        int before = BigEndian.getU16(array, offset);
        if (version(array, offset) == 4) {
            int after = before & ~(63 << 2);
            BigEndian.putU16(array, offset, after);
            // RFC 1624, equation 3.
            int sum = (~BigEndian.getU16(array, offset + 10) & 0xffff) + (~before & 0xffff) + after;
            sum = (sum & 0xffff) + (sum >>> 16);
            sum = (sum & 0xffff) + (sum >>> 16);
            BigEndian.putU16(array, offset + 10, ~sum & 0xffff);
        } else {
            BigEndian.putU16(array, offset, before & ~(63 << 6));
        }
    }

    /**
     * Whether the source address is {@code address} (4 or 16 bytes, of the packet's own family).
     */
    public static boolean hasSource(byte[] array, int offset, byte[] address) {
        return addressIs(array, offset, offset + (version(array, offset) == 4 ? 12 : 8), address);
    }

    /**
     * Whether the destination address is {@code address} (4 or 16 bytes, of the packet's own
     * family).
     */
    public static boolean hasDestination(byte[] array, int offset, byte[] address) {
        return addressIs(array, offset, destinationOffset(array, offset), address);
    }

    /** Index of the destination address, 4 or 16 bytes. */
    public static int destinationOffset(byte[] array, int offset) {
        return offset + (version(array, offset) == 4 ? 16 : 24);
    }

    private static boolean addressIs(byte[] array, int offset, int at, byte[] address) {
        return address.length == (version(array, offset) == 4 ? 4 : 16)
                && Arrays.equals(array, at, at + address.length, address, 0, address.length);
    }

    /**
     * A keyed hash of addresses, protocol and ports, equal for all packets of one flow in one
     * direction. Fragments and unknown protocols hash by addresses and protocol alone.
     */
    public static long flowHash(byte[] array, int offset, int length, long key0, long key1) {
        boolean v4 = version(array, offset) == 4;
        int protocol = array[offset + (v4 ? 9 : 6)] & 0xff;
        int payload = v4 ? (array[offset] & 15) * 4 : V6_HEADER;
        boolean fragment = v4 && (BigEndian.getU16(array, offset + 6) & 0x3fff) != 0;
        boolean ports = (protocol == TCP || protocol == UDP) && !fragment && length >= payload + 4;
        long hash =
                SipHash.hash(
                        key0,
                        key1,
                        protocol
                                | (ports
                                        ? (long) BigEndian.getInt(array, offset + payload) << 8
                                        : 0));
        int at = offset + (v4 ? 12 : 8);
        for (int end = at + (v4 ? 8 : 32); at < end; at += 8) {
            hash = SipHash.hash(key0, key1, hash ^ BigEndian.getLong(array, at));
        }
        return hash;
    }
}

package net.skycoin.skywire.lab;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** One captured Ethernet frame. */
public final class Frame {
    public static final int IPV4 = 0x0800;
    public static final int ARP = 0x0806;
    public static final int IPV6 = 0x86dd;

    public static final int ICMP = 1;
    public static final int TCP = 6;
    public static final int UDP = 17;
    public static final int ICMPV6 = 58;

    private static final int ETHERNET = 14;

    private final long timeNs;
    private final byte[] bytes;

    Frame(long timeNs, byte[] bytes) {
        this.timeNs = timeNs;
        this.bytes = bytes;
    }

    /** When it was seen, since the epoch. */
    public long timeNs() {
        return timeNs;
    }

    /** The frame from the destination's hardware address on; not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    public int etherType() {
        return bytes.length < ETHERNET ? 0 : u16(12);
    }

    public boolean ip() {
        return ipv4() || ipv6();
    }

    /** The IP protocol number (IPv6: the first next header); -1: not IP. */
    public int protocol() {
        return ipv4() ? bytes[ETHERNET + 9] & 0xff : ipv6() ? bytes[ETHERNET + 6] & 0xff : -1;
    }

    /** Null: not IP. */
    public @Nullable InetAddress source() {
        return ipv4() ? address(ETHERNET + 12, 4) : ipv6() ? address(ETHERNET + 8, 16) : null;
    }

    /** Null: not IP. */
    public @Nullable InetAddress destination() {
        return ipv4() ? address(ETHERNET + 16, 4) : ipv6() ? address(ETHERNET + 24, 16) : null;
    }

    /** The source port of TCP and UDP; -1: neither. */
    public int sourcePort() {
        return hasPorts() ? u16(transport()) : -1;
    }

    /** The destination port of TCP and UDP; -1: neither. */
    public int destinationPort() {
        return hasPorts() ? u16(transport() + 2) : -1;
    }

    /** What UDP carries; empty: not UDP. */
    public byte[] udpPayload() {
        if (protocol() != UDP || !hasPorts()) {
            return new byte[0];
        }
        int start = transport() + 8;
        int end = Math.min(bytes.length, transport() + Math.max(8, u16(transport() + 4)));
        return Arrays.copyOfRange(bytes, Math.min(start, end), end);
    }

    private boolean ipv4() {
        return etherType() == IPV4 && bytes.length >= ETHERNET + 20;
    }

    private boolean ipv6() {
        return etherType() == IPV6 && bytes.length >= ETHERNET + 40;
    }

    private boolean hasPorts() {
        return (protocol() == TCP || protocol() == UDP)
                && !laterFragment()
                && bytes.length >= transport() + 8;
    }

    private boolean laterFragment() {
        return ipv4() && (u16(ETHERNET + 6) & 0x1fff) != 0;
    }

    private int transport() {
        return ipv4() ? ETHERNET + 4 * (bytes[ETHERNET] & 0x0f) : ETHERNET + 40;
    }

    private int u16(int offset) {
        return ((bytes[offset] & 0xff) << 8) | (bytes[offset + 1] & 0xff);
    }

    private InetAddress address(int offset, int length) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, offset, offset + length));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One line for messages: addresses, protocol, ports, length. */
    @Override
    public String toString() {
        InetAddress from = source();
        InetAddress to = destination();
        if (from == null || to == null) {
            return String.format("type %04x, %d bytes", etherType(), bytes.length);
        }
        return String.format(
                "%s:%d > %s:%d protocol %d, %d bytes %s",
                from.getHostAddress(),
                sourcePort(),
                to.getHostAddress(),
                destinationPort(),
                protocol(),
                bytes.length,
                HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 64)));
    }
}

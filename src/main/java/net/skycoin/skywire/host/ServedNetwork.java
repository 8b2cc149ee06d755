package net.skycoin.skywire.host;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A network that the router serves: its LAN, or that of its guests.
 *
 * @param interfaces where it is; one need not exist yet, and may go and come back
 * @param address the router's own there
 * @param prefixLength of the network, 8 to 28
 * @param ipv6 the router's own there, in a /64 of which the clients choose theirs
 */
public record ServedNetwork(
        List<String> interfaces, Inet4Address address, int prefixLength, Inet6Address ipv6) {
    /** Addresses at the low end that are left for things with a fixed address. */
    private static final int RESERVED = 9;

    public ServedNetwork {
        interfaces = List.copyOf(interfaces);
        if (prefixLength < 8 || prefixLength > 28) {
            throw new IllegalArgumentException("prefix length " + prefixLength);
        }
    }

    /** The router's address with the prefix, such as {@code 192.168.73.1/24}. */
    String prefix() {
        return address.getHostAddress() + "/" + prefixLength;
    }

    /** What dnsmasq hands out by DHCP: first and last address, and the mask. */
    String range4() {
        return host(RESERVED + 1) + "," + host(hosts()) + "," + text(mask());
    }

    /** Usable addresses, without the network's own and the broadcast address. */
    private int hosts() {
        return (1 << (32 - prefixLength)) - 2;
    }

    private String host(int number) {
        return text((ByteBuffer.wrap(address.getAddress()).getInt() & mask()) + number);
    }

    private int mask() {
        return -1 << (32 - prefixLength);
    }

    private static String text(int bits) {
        try {
            byte[] four = ByteBuffer.allocate(Integer.BYTES).putInt(bits).array();
            return InetAddress.getByAddress(four).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}

package net.skycoin.skywire.host;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What dnsmasq does for the LAN: DHCP, router advertisements, and DNS whose only upstream is the
 * tunnel. IPv6 is announced whether or not the tunnel carries it at the moment: where it does not,
 * the routing table's last resort refuses it at once and programs take IPv4. So an exit may be
 * exchanged without a word to the clients.
 *
 * @param interfaces the LAN's interfaces
 * @param address the router's address there
 * @param prefixLength of the LAN, 8 to 28
 * @param ipv6 the router's IPv6 address there, in a /64 of which the clients choose theirs
 * @param leaseFile where dnsmasq remembers its DHCP leases
 */
public record LanService(
        List<String> interfaces,
        Inet4Address address,
        int prefixLength,
        Inet6Address ipv6,
        Path leaseFile) {
    /** Addresses at the low end that are left for things with a fixed address. */
    private static final int RESERVED = 9;

    public LanService {
        interfaces = List.copyOf(interfaces);
        if (prefixLength < 8 || prefixLength > 28) {
            throw new IllegalArgumentException("LAN prefix length " + prefixLength);
        }
    }

    String configuration(Path upstreams) {
        StringBuilder text = new StringBuilder();
        text.append(
                """
                # Written by skywired; changes are lost.
                # The servers of the tunnel's exit and no others: without a tunnel every question is refused.
                resolv-file=%s
                # An answer from outside never points into a private network, nor into the mesh.
                stop-dns-rebind
                domain-needed
                bogus-priv
                # Names of the mesh are never asked of anyone outside.
                local=/skywire/
                rebind-domain-ok=/skywire/
                no-hosts
                # The kernel's own duplicate check is enough; a probing ping delays the first offer by seconds.
                no-ping
                cache-size=2000
                # Appears on the interfaces as they come and go; on no other.
                bind-dynamic
                """
                        .formatted(upstreams));
        interfaces.forEach(name -> text.append("interface=").append(name).append('\n'));
        text.append(
                """
                dhcp-authoritative
                dhcp-leasefile=%s
                dhcp-range=%s,%s,%s,1h
                """
                        .formatted(leaseFile, host(RESERVED + 1), host(hosts()), netmask()));
        text.append(
                """
                enable-ra
                dhcp-range=%s,ra-stateless,1h
                """
                        .formatted(network6()));
        return text.toString();
    }

    private String network6() {
        byte[] bytes = ipv6.getAddress();
        Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0);
        try {
            return RouterNetwork.text((Inet6Address) InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Usable addresses of the LAN, without the network's own and the broadcast address. */
    private int hosts() {
        return (1 << (32 - prefixLength)) - 2;
    }

    private String host(int number) {
        return text((bits(address) & mask()) + number);
    }

    private String netmask() {
        return text(mask());
    }

    private int mask() {
        return -1 << (32 - prefixLength);
    }

    private static int bits(InetAddress address) {
        return ByteBuffer.wrap(address.getAddress()).getInt();
    }

    private static String text(int bits) {
        try {
            byte[] four = ByteBuffer.allocate(4).putInt(bits).array();
            return InetAddress.getByAddress(four).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}

package net.skycoin.skywire.lab;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.skycoin.skywire.lab.Topology.Kind;
import net.skycoin.skywire.lab.Topology.Node;
import net.skycoin.skywire.lab.Topology.Wire;
import org.jspecify.annotations.Nullable;

/**
 * Who has which interface and address.
 *
 * <pre>
 *   laptop  eth0 --- lan0  router  wan0,wan1.. --- eth0,eth1..  relay .. exit  inet0 --- eth0  server
 *      by DHCP      192.168.73.1/24    10.1.n.1/24 --- 10.1.n.2/24          198.18.n.2 --- 198.18.n.1
 *                                  2001:2:0:n::1/64 --- ::2    2001:2:0:ffff:n::2/80 --- ::1
 * </pre>
 *
 * <p>n counts the wires from 1. The "internet" (RFC 2544's and RFC 5180's benchmarking ranges) is
 * 198.18.0.0/15 and 2001:2:0:ffff::/64: the web server and DNS server have addresses of their own
 * there, which exits reach by their default route. The server has no route back to anything but the
 * wires to its exits, so an answer proves the exit's NAT.
 */
public final class AddressPlan {
    /** The web server's addresses. */
    public static final String WEB_IPV4 = "198.19.0.80";

    public static final String WEB_IPV6 = "2001:2:0:ffff::80";

    /** The "internet's" DNS server. */
    public static final String DNS_IPV4 = "198.18.0.53";

    public static final String DNS_IPV6 = "2001:2:0:ffff::53";

    /** A router's address towards its laptop. */
    public static final String LAN_IPV4 = "192.168.73.1";

    /** The same for IPv6 where nodes route plainly; else the daemon chooses. */
    static final String PLAIN_LAN_IPV6 = "fc00:73::1";

    /** LAN and wires, as an exit sees them where nodes route plainly. */
    static final List<String> PLAIN_INSIDE =
            List.of("192.168.73.0/24", "10.1.0.0/16", "fc00:73::/64", "2001:2::/49");

    private static final int IPV4_LENGTH = 24;

    /**
     * One end of a wire.
     *
     * @param first whether the node is the wire's first
     * @param name of the interface in the node's namespace
     * @param ipv4 the address without prefix length; null: none, or learnt by DHCP
     * @param ipv6Length prefix length of the IPv6 address
     */
    public record Port(
            Node node,
            Wire wire,
            boolean first,
            String name,
            @Nullable String ipv4,
            @Nullable String ipv6,
            int ipv6Length) {
        /** Addresses with prefix lengths, as {@code ip} takes them. */
        List<String> addresses() {
            List<String> addresses = new ArrayList<>();
            if (ipv4 != null) {
                addresses.add(ipv4 + "/" + IPV4_LENGTH);
            }
            if (ipv6 != null) {
                addresses.add(ipv6 + "/" + ipv6Length);
            }
            return addresses;
        }
    }

    private final Topology topology;
    private final List<Port> ports = new ArrayList<>();

    AddressPlan(Topology topology) {
        this.topology = topology;
        Map<String, Integer> used = new HashMap<>();
        for (int i = 0; i < topology.wires().size(); i++) {
            Wire wire = topology.wires().get(i);
            ports.add(port(wire, i + 1, true, used));
            ports.add(port(wire, i + 1, false, used));
        }
    }

    private Port port(Wire wire, int number, boolean first, Map<String, Integer> used) {
        Node node = topology.node(first ? wire.first() : wire.second());
        Kind peer = topology.node(first ? wire.second() : wire.first()).kind();
        String stem = stem(node.kind(), peer);
        int index = used.merge(node.name() + "/" + stem, 1, Integer::sum) - 1;
        String name = stem + index;
        if (node.kind() == Kind.LAPTOP) {
            return new Port(node, wire, first, name, null, null, 0);
        }
        if (peer == Kind.LAPTOP) {
            String ipv6 = topology.daemon() ? null : PLAIN_LAN_IPV6;
            return new Port(node, wire, first, name, LAN_IPV4, ipv6, 64);
        }
        boolean internet = node.kind() == Kind.SERVER || peer == Kind.SERVER;
        int host = internet ? (node.kind() == Kind.SERVER ? 1 : 2) : (first ? 1 : 2);
        String ipv4 = (internet ? "198.18." : "10.1.") + number + "." + host;
        String ipv6 =
                internet
                        ? String.format("2001:2:0:ffff:%x::%d", number, host)
                        : String.format("2001:2:0:%x::%d", number, host);
        return new Port(
                node,
                wire,
                first,
                name,
                wire.family().ipv4() ? ipv4 : null,
                wire.family().ipv6() ? ipv6 : null,
                internet ? 80 : 64);
    }

    private static String stem(Kind kind, Kind peer) {
        if (kind == Kind.ROUTER) {
            return peer == Kind.LAPTOP ? "lan" : "wan";
        }
        return kind == Kind.EXIT && peer == Kind.SERVER ? "inet" : "eth";
    }

    /** All ends of all wires. */
    public List<Port> ports() {
        return List.copyOf(ports);
    }

    /** The interfaces of a node, in the order of the wires. */
    public List<Port> ports(String node) {
        return ports.stream().filter(port -> port.node().name().equals(node)).toList();
    }

    /** The other end of the same wire. */
    public Port peer(Port port) {
        return port(port.wire(), !port.first());
    }

    public Port port(Wire wire, boolean first) {
        return ports.stream()
                .filter(port -> port.wire().equals(wire) && port.first() == first)
                .findFirst()
                .orElseThrow();
    }

    /** The node's interfaces whose other end is of this kind. */
    public List<Port> towards(String node, Kind kind) {
        return ports(node).stream().filter(port -> peer(port).node().kind() == kind).toList();
    }

    /** The node's interfaces towards other daemons. */
    public List<Port> mesh(String node) {
        return ports(node).stream().filter(port -> topology.mesh(port.wire())).toList();
    }
}

package net.skycoin.skywire.node;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.skycoin.skywire.control.Problem;

/** What the fields of a configuration must be to each other. */
final class ConfigRules {
    /** Shared address space (RFC 6598); leases come from here, so no LAN may lie in it. */
    private static final IpPrefix LEASES_IPV4 =
            new IpPrefix(InetAddress.ofLiteral("100.64.0.0"), 10);

    /** The half of the unique local addresses (RFC 4193) that the mesh leaves to leases. */
    private static final IpPrefix LEASES_IPV6 = new IpPrefix(InetAddress.ofLiteral("fc00::"), 8);

    /** Room for the router, a few clients, network and broadcast address. */
    private static final int LONGEST_LAN_PREFIX = 29;

    private static final int SHORTEST_LAN_PREFIX = 16;
    private static final int LONGEST_POOL_PREFIX_IPV4 = 30;
    private static final int LONGEST_POOL_PREFIX_IPV6 = 120;

    private final Config config;
    private final List<Problem> problems;

    private ConfigRules(Config config, List<Problem> problems) {
        this.config = config;
        this.problems = problems;
    }

    static void check(Config config, List<Problem> problems) {
        ConfigRules rules = new ConfigRules(config, problems);
        rules.roles();
        rules.listen();
        rules.lan();
        rules.pools();
    }

    private void roles() {
        require(!config.roles().isEmpty(), "roles", "[]", "at least one role");
        if (config.isRouter()) {
            requireInterfaces("vpn.lan.interfaces", config.vpn().lan().interfaces(), "router");
            requireInterfaces("vpn.uplink.interfaces", config.vpn().uplink(), "router");
        }
        if (config.isExit()) {
            requireInterfaces("exit.interfaces", config.exit().interfaces(), "exit");
        }
    }

    private void listen() {
        Set<Config.Listen> seen = new HashSet<>();
        for (Config.Listen at : config.listen()) {
            boolean first = seen.add(at) || at.address().getPort() == 0;
            require(first, "listen", at.address().toString(), "each address and port once");
        }
    }

    private void requireInterfaces(String path, List<String> interfaces, String role) {
        String allowed = "at least one interface, because roles has \"" + role + "\"";
        require(!interfaces.isEmpty(), path, "[]", allowed);
    }

    private void lan() {
        Config.Lan lan = config.vpn().lan();
        for (String name : config.vpn().uplink()) {
            require(
                    !lan.interfaces().contains(name),
                    "vpn.uplink.interfaces",
                    name,
                    "an interface that is not one of the LAN");
        }
        for (String name : config.exit().interfaces()) {
            require(
                    !lan.interfaces().contains(name),
                    "exit.interfaces",
                    name,
                    "an interface that is not one of the LAN");
        }
        IpPrefix address = lan.ipv4();
        require(
                address.isIpv4()
                        && !address.isNetwork()
                        && address.length() >= SHORTEST_LAN_PREFIX
                        && address.length() <= LONGEST_LAN_PREFIX
                        && address.address().isSiteLocalAddress(),
                "vpn.lan.ipv4",
                address.toString(),
                "a private IPv4 address of a host with a prefix from /16 to /29");
    }

    private void pools() {
        IpPrefix ipv4 = config.exit().ipv4();
        require(
                LEASES_IPV4.contains(ipv4) && ipv4.length() <= LONGEST_POOL_PREFIX_IPV4,
                "exit.ipv4",
                ipv4.toString(),
                "a network inside 100.64.0.0/10, at most /30");
        IpPrefix ipv6 = config.exit().ipv6();
        if (ipv6 != null) {
            require(
                    LEASES_IPV6.contains(ipv6) && ipv6.length() <= LONGEST_POOL_PREFIX_IPV6,
                    "exit.ipv6",
                    ipv6.toString(),
                    "a network inside fc00::/8, at most /120");
        }
    }

    private void require(boolean met, String path, String value, String allowed) {
        if (!met) {
            problems.add(new Problem(Problem.INVALID, path, value, allowed));
        }
    }
}

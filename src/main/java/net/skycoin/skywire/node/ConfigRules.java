package net.skycoin.skywire.node;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.skycoin.skywire.control.Problem;
import net.skycoin.skywire.route.RouteLimits;
import net.skycoin.skywire.wire.PayHello;

/** What the fields of a configuration must be to each other. */
final class ConfigRules {
    /** Shared address space (RFC 6598); leases come from here, so no LAN may lie in it. */
    private static final IpPrefix LEASES_IPV4 =
            new IpPrefix(InetAddress.ofLiteral("100.64.0.0"), 10);

    /** The half of the unique local addresses (RFC 4193) that the mesh leaves to leases. */
    private static final IpPrefix LEASES_IPV6 = new IpPrefix(InetAddress.ofLiteral("fc00::"), 8);

    /** Leaves a few addresses to clients behind those that are not handed out. */
    private static final int LONGEST_LAN_PREFIX = 28;

    private static final int SHORTEST_LAN_PREFIX = 16;

    /** What {@link #isLan} asks for. */
    static final String LAN = "a private IPv4 address of a host with a prefix from /16 to /28";

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
        rules.tls();
        rules.networks();
        rules.path();
        rules.pools();
        rules.pay();
    }

    private void pay() {
        boolean asks =
                !config.pay().price().isFree()
                        || config.pay().prices().values().stream().anyMatch(p -> !p.isFree());
        require(
                !asks || config.pay().isOn(),
                "pay.hubs",
                "[]",
                "at least one hub's key, because a price is asked");
        require(
                config.pay().hubs().size() <= PayHello.MOST_ACCOUNTS,
                "pay.hubs",
                config.pay().hubs().size() + " keys",
                "at most " + PayHello.MOST_ACCOUNTS);
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

    private void path() {
        int required = config.vpn().require().size();
        int most = Math.min(RouteLimits.MAX_REQUIRED, config.vpn().relays());
        require(required <= most, "vpn.require", required + " keys", "at most " + most);
    }

    private void listen() {
        Set<Config.Listen> seen = new HashSet<>();
        for (Config.Listen at : config.listen()) {
            boolean first = seen.add(at) || at.address().getPort() == 0;
            require(first, "listen", at.address().toString(), "each address and port once");
        }
    }

    /** Who is dialled by TLS must have something to show. */
    private void tls() {
        Config.Tls tls = config.tls();
        boolean listens = config.listen().stream().anyMatch(at -> at.transport().equals("tls"));
        String why = "a file in PEM form, because \"listen\" has \"tls\"";
        require(!listens || tls.certificate() != null, "tls.certificate", "absent", why);
        require(!listens || tls.key() != null, "tls.key", "absent", why);
    }

    private void requireInterfaces(String path, List<String> interfaces, String role) {
        String allowed = "at least one interface, because roles has \"" + role + "\"";
        require(!interfaces.isEmpty(), path, "[]", allowed);
    }

    private void networks() {
        Config.Lan lan = config.vpn().lan();
        Config.Lan guests = config.vpn().guests();
        requireApart("vpn.guests.interfaces", guests.interfaces(), lan, "the LAN");
        List<String> uplink = config.vpn().uplink();
        List<String> exit = config.exit().interfaces();
        requireApart("vpn.uplink.interfaces", uplink, lan, "the LAN");
        requireApart("vpn.uplink.interfaces", uplink, guests, "the guests");
        requireApart("exit.interfaces", exit, lan, "the LAN");
        requireApart("exit.interfaces", exit, guests, "the guests");
        require(isLan(lan.ipv4()), "vpn.lan.ipv4", lan.ipv4().toString(), LAN);
        require(isLan(guests.ipv4()), "vpn.guests.ipv4", guests.ipv4().toString(), LAN);
        require(
                guests.interfaces().isEmpty() || !guests.ipv4().overlaps(lan.ipv4()),
                "vpn.guests.ipv4",
                guests.ipv4().toString(),
                "a network apart from the LAN's, " + lan.ipv4());
    }

    private void requireApart(String path, List<String> names, Config.Lan served, String whose) {
        for (String name : names) {
            require(
                    !served.interfaces().contains(name),
                    path,
                    name,
                    "an interface that is not one of " + whose);
        }
    }

    /** Whether a router may have this address in a network that it serves, see {@link #LAN}. */
    static boolean isLan(IpPrefix address) {
        return address.isIpv4()
                && !address.isNetwork()
                && address.length() >= SHORTEST_LAN_PREFIX
                && address.length() <= LONGEST_LAN_PREFIX
                && address.address().isSiteLocalAddress();
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

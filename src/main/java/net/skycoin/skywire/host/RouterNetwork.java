package net.skycoin.skywire.host;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses, routes and rules of the router role.
 *
 * <pre>
 *   priority  rule                                who
 *   5300      fwmark 0x534b lookup main           the daemon's sockets: the open network
 *   5310      iif LAN lookup 142                  clients, guests too: the tunnel or nothing
 *   5320      lookup main, but no default route   the machine itself: LAN and other direct routes
 *   5330      lookup 142                          the machine itself: the tunnel or nothing
 *
 *   table 142: default dev sky0                   while there is a lease
 *              unreachable default                always, as the last resort
 * </pre>
 *
 * <p>Rules and the unreachable route are installed once and never removed: without the daemon, LAN
 * and machine find every way but the direct one refused at once. What hangs on {@code sky0} goes
 * with it.
 */
public final class RouterNetwork {
    /** Our routing table. */
    public static final int TABLE = 142;

    /** The mark of the daemon's own sockets: "SK". */
    public static final int MARK = 0x534b;

    private static final int MARKED_PRIORITY = 5300;
    private static final int LAN_PRIORITY = 5310;
    private static final int DIRECT_PRIORITY = 5320;
    private static final int TUNNEL_PRIORITY = 5330;

    /** RFC 8200, section 5. */
    private static final int IPV6_LEAST_MTU = 1280;

    /** The highest there is: any other route of the table comes before it. */
    private static final String LAST_METRIC = "4294967295";

    private static final Pattern LAN_RULE =
            Pattern.compile(
                    "^"
                            + LAN_PRIORITY
                            + ":\\s+from all iif (\\S+)( \\[detached])? lookup "
                            + TABLE);

    private static final List<String> FAMILIES = List.of("-4", "-6");

    private final HostCommands commands;
    private final String device;
    private @Nullable Inet4Address address4;
    private @Nullable Inet6Address address6;

    /** For the tunnel's device, {@code sky0}. */
    public RouterNetwork(HostCommands commands, String device) {
        this.commands = commands;
        this.device = device;
    }

    /**
     * Gives an interface the router's addresses. Nobody else can have that of IPv6: it counts at
     * once.
     */
    public void lanAddresses(String lanInterface, ServedNetwork network) throws HostException {
        new IpScript()
                .add("address", "replace", network.prefix(), "dev", lanInterface)
                .add(
                        "address",
                        "replace",
                        text(network.ipv6()) + "/64",
                        "dev",
                        lanInterface,
                        "nodad")
                .add("link", "set", lanInterface, "up")
                .run(commands);
    }

    /**
     * Installs what stays: the last resort first, then the rules that lead to it. May be repeated,
     * with other LAN interfaces too, and for some that are not there yet.
     */
    public void install(List<String> lanInterfaces) throws HostException {
        for (String family : FAMILIES) {
            IpScript script =
                    new IpScript()
                            .add(
                                    "route",
                                    "replace",
                                    "unreachable",
                                    "default",
                                    "table",
                                    table(),
                                    "metric",
                                    LAST_METRIC);
            for (String lan : lanInterfaces) {
                addRule(script, LAN_PRIORITY, "iif", lan, "lookup", table());
            }
            addRule(script, TUNNEL_PRIORITY, "lookup", table());
            addRule(script, DIRECT_PRIORITY, "lookup", "main", "suppress_prefixlength", "0");
            addRule(
                    script,
                    MARKED_PRIORITY,
                    "fwmark",
                    "0x" + Integer.toHexString(MARK),
                    "lookup",
                    "main");
            script.run(commands, family);
            removeOtherLanRules(family, lanInterfaces);
        }
    }

    private static String table() {
        return Integer.toString(TABLE);
    }

    private static void addRule(IpScript script, int priority, String... rule) {
        List<String> words =
                new ArrayList<>(List.of("rule", "add", "priority", Integer.toString(priority)));
        words.addAll(List.of(rule));
        script.add(words.toArray(String[]::new));
    }

    private void removeOtherLanRules(String family, List<String> lanInterfaces)
            throws HostException {
        for (String line : commands.run("ip", family, "rule", "show").lines().toList()) {
            Matcher matcher = LAN_RULE.matcher(line);
            if (matcher.find() && !lanInterfaces.contains(matcher.group(1))) {
                commands.run(
                        "ip",
                        family,
                        "rule",
                        "delete",
                        "priority",
                        Integer.toString(LAN_PRIORITY),
                        "iif",
                        matcher.group(1));
            }
        }
    }

    /** The device was made anew: it has no address yet and nothing is routed into it. */
    public void deviceCreated() throws HostException {
        address4 = null;
        address6 = null;
        // No link-local address: it would solicit routers through the tunnel.
        new IpScript()
                .add("link", "set", device, "addrgenmode", "none")
                .add("link", "set", device, "up")
                .run(commands);
    }

    /**
     * Applies a lease. Addresses that stay the same are not touched, so that connections go on; a
     * family without an address is refused at once by the last resort, and so is IPv6 where its
     * least packet does not pass.
     *
     * @param mtu the largest inner packet, in bytes
     */
    public void lease(@Nullable Inet4Address lease4, @Nullable Inet6Address granted6, int mtu)
            throws HostException {
        // Below the least of IPv6 the kernel would take IPv6 off the device; the routes hold the
        // size all the same.
        int deviceMtu = Math.max(mtu, IPV6_LEAST_MTU);
        Inet6Address lease6 = mtu < IPV6_LEAST_MTU ? null : granted6;
        IpScript script =
                new IpScript().add("link", "set", device, "mtu", Integer.toString(deviceMtu));
        Inet4Address old4 = address4;
        Inet6Address old6 = address6;
        address4 = lease4;
        address6 = lease6;
        if (lease4 != null) {
            script.add("address", "replace", lease4.getHostAddress() + "/32", "dev", device);
        }
        if (lease6 != null) {
            String prefix = text(lease6) + "/128";
            script.add("address", "replace", prefix, "dev", device, "nodad", "noprefixroute");
        }
        if (old4 != null && !old4.equals(lease4)) {
            script.add("address", "delete", old4.getHostAddress() + "/32", "dev", device);
        }
        if (old6 != null && !old6.equals(lease6)) {
            script.add("address", "delete", text(old6) + "/128", "dev", device);
        }
        if (lease4 != null) {
            routeInto(script, "0.0.0.0/0", mtu);
        }
        if (lease6 != null) {
            routeInto(script, "::/0", mtu);
        }
        script.run(commands);
        if (lease4 == null) {
            withdraw("-4");
        }
        if (lease6 == null) {
            withdraw("-6");
        }
    }

    private void routeInto(IpScript script, String all, int mtu) {
        String size = Integer.toString(mtu);
        script.add("route", "replace", all, "dev", device, "table", table(), "mtu", size);
    }

    /**
     * The exit is gone: everything is refused at once. Addresses stay, and connections with them.
     */
    public void withdraw() throws HostException {
        withdraw("-4");
        withdraw("-6");
    }

    private void withdraw(String family) throws HostException {
        commands.run("ip", family, "route", "flush", "table", table(), "dev", device);
    }

    /** Without the scope that Java appends to some addresses. */
    static String text(Inet6Address address) {
        String text = Objects.requireNonNull(address.getHostAddress());
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }
}

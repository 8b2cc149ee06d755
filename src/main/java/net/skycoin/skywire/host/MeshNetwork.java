package net.skycoin.skywire.host;

import java.net.Inet6Address;
import org.jspecify.annotations.Nullable;

/**
 * Addresses and route of mesh traffic. All mesh addresses are deprecated: a program gets one as its
 * source only by the route to fd00::/8, or because it asked for it.
 */
public final class MeshNetwork {
    /** All of the mesh. */
    public static final String PREFIX = "fd00::/8";

    /** What every circuit carries (RFC 8200, section 5). */
    private static final String MTU = "1280";

    private final HostCommands commands;
    private final String device;
    private final String table;
    private @Nullable Inet6Address today;
    private @Nullable Inet6Address yesterday;

    /**
     * @param device {@code sky0}
     * @param table the routing table that leads into the tunnel: a router's own, else {@code main}
     */
    public MeshNetwork(HostCommands commands, String device, String table) {
        this.commands = commands;
        this.device = device;
        this.table = table;
    }

    /** Brings up a device that is for mesh traffic only. */
    public void deviceCreated() throws HostException {
        commands.run("ip", "link", "set", device, "addrgenmode", "none");
        commands.run("ip", "link", "set", device, "mtu", MTU, "up");
    }

    /**
     * Gives the device its addresses, and the mesh its route. The throw-away address before the
     * present one stays for the connections that use it.
     *
     * @param asOwn which of the two programs get that do not choose
     */
    public void addresses(Inet6Address own, Inet6Address throwAway, boolean asOwn)
            throws HostException {
        add(own);
        add(throwAway);
        commands.run(
                "ip",
                "-6",
                "route",
                "replace",
                PREFIX,
                "dev",
                device,
                "src",
                RouterNetwork.text(asOwn ? own : throwAway),
                "mtu",
                MTU,
                "table",
                table);
        if (!throwAway.equals(today)) {
            Inet6Address over = yesterday;
            yesterday = today;
            today = throwAway;
            if (over != null) {
                commands.run("ip", "-6", "address", "delete", prefix(over), "dev", device);
            }
        }
    }

    private void add(Inet6Address address) throws HostException {
        commands.run(
                "ip",
                "-6",
                "address",
                "replace",
                prefix(address),
                "dev",
                device,
                "preferred_lft",
                "0",
                "nodad",
                "noprefixroute");
    }

    private static String prefix(Inet6Address address) {
        return RouterNetwork.text(address) + "/128";
    }
}

package net.skycoin.skywire.host;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Routes and rules of the exit role: the pools of leases lie behind the device, and what comes out
 * of it uses the main table, also where a router's rules say otherwise. What may pass is the
 * firewall's business.
 */
public final class ExitNetwork {
    /** Between a router's rules for the daemon's sockets and for everything else. */
    private static final int PRIORITY = 5305;

    private final HostCommands commands;
    private final String device;

    /** For the exit's device, {@code skyx0}. */
    public ExitNetwork(HostCommands commands, String device) {
        this.commands = commands;
        this.device = device;
    }

    /**
     * Brings the newly made device up with the pools behind it.
     *
     * @param pool4 such as {@code 100.64.0.0/16}
     * @param pool6 such as {@code fc53:1::/64}; null when only IPv4 is let out
     * @param mtu the largest inner packet of any lease, in bytes
     */
    public void deviceCreated(String pool4, @Nullable String pool6, int mtu) throws HostException {
        String size = Integer.toString(mtu);
        new IpScript()
                .add("link", "set", device, "addrgenmode", "none")
                .add("link", "set", device, "mtu", size, "up")
                .run(commands);
        open("-4", pool4);
        if (pool6 != null) {
            open("-6", pool6);
        }
    }

    private void open(String family, String pool) throws HostException {
        String priority = Integer.toString(PRIORITY);
        new IpScript()
                .add("route", "replace", pool, "dev", device)
                .add("rule", "add", "priority", priority, "iif", device, "lookup", "main")
                .run(commands, family);
    }

    /** Limits the packets towards one lease to {@code mtu} bytes: the kernel says so to senders. */
    public void leaseMtu(InetAddress lease, int mtu) throws HostException {
        commands.run(
                "ip",
                family(lease),
                "route",
                "replace",
                prefix(lease),
                "dev",
                device,
                "mtu",
                Integer.toString(mtu));
    }

    /** The lease is over; its address falls back to the pool's route. */
    public void leaseOver(InetAddress lease) throws HostException {
        commands.run("ip", family(lease), "route", "flush", "exact", prefix(lease), "dev", device);
    }

    private static String family(InetAddress address) {
        return address instanceof Inet4Address ? "-4" : "-6";
    }

    private static String prefix(InetAddress address) {
        return address instanceof Inet6Address six
                ? RouterNetwork.text(six) + "/128"
                : address.getHostAddress() + "/32";
    }
}

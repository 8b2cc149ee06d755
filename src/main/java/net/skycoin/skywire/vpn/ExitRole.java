package net.skycoin.skywire.vpn;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import net.skycoin.skywire.bytes.PacketBatch;
import net.skycoin.skywire.host.ExitNetwork;
import net.skycoin.skywire.host.HostException;
import net.skycoin.skywire.host.KillSwitch;
import net.skycoin.skywire.host.KillSwitch.NamedSet;
import net.skycoin.skywire.tun.TunException;
import net.skycoin.skywire.wire.Lease;
import org.jspecify.annotations.Nullable;

/**
 * The exit role at the machine: the device {@code skyx0}, the pools' routes into it, and the kill
 * switch's sets.
 */
public final class ExitRole implements ExitLeases.Listener {
    /** The device of leased traffic; nothing passes between it, {@code sky0} and the LAN. */
    public static final String DEVICE = "skyx0";

    /** Largest inner packet of any lease: a 1,500-byte path over IPv4 less the cell's 108 bytes. */
    private static final int MTU = 1392;

    /**
     * What the configuration says; prefixes as text, {@code pool6} null where the exit carries no
     * IPv6.
     *
     * @param interfaces towards the ordinary internet
     * @param allowed4 private networks that may be reached all the same
     */
    public record Settings(
            List<String> interfaces,
            String pool4,
            @Nullable String pool6,
            List<String> allowed4,
            List<String> allowed6) {}

    private final Settings settings;
    private final KillSwitch killSwitch;
    private final ExitNetwork network;
    private final HostTasks tasks;
    private final TunnelDevice device;
    private final Set<InetAddress> limited = new HashSet<>();

    /** {@code packets} takes what comes out of the device, on the engine's thread. */
    public ExitRole(
            Settings settings,
            KillSwitch killSwitch,
            ExitNetwork network,
            Executor hostThread,
            ScheduledExecutorService engine,
            Consumer<PacketBatch> packets) {
        this.settings = settings;
        this.killSwitch = killSwitch;
        this.network = network;
        this.tasks = new HostTasks(hostThread);
        this.device = new TunnelDevice(DEVICE, engine, packets, this::deviceCreated);
    }

    /** Fills the sets; as {@link RouterRole#prepare}. */
    public void prepare() throws HostException {
        killSwitch.replace(
                Map.of(
                        NamedSet.EXIT_UPLINK, settings.interfaces(),
                        NamedSet.EXIT_ALLOWED4, settings.allowed4(),
                        NamedSet.EXIT_ALLOWED6, settings.allowed6(),
                        NamedSet.LEASES4, List.of(settings.pool4()),
                        NamedSet.LEASES6,
                                settings.pool6() == null ? List.of() : List.of(settings.pool6())));
    }

    /** Makes the device; on the engine's thread. */
    public void open() throws TunException {
        device.open();
    }

    /** Removes the device; on the engine's thread. */
    public void close() {
        device.close();
    }

    @Override
    public void leaseSized(Lease lease, int mtu) {
        List<InetAddress> addresses = new ArrayList<>();
        if (lease.ipv4() != null) {
            addresses.add(lease.ipv4());
        }
        if (lease.ipv6() != null) {
            addresses.add(lease.ipv6());
        }
        tasks.run(
                "limiting packets to a lease",
                () -> {
                    for (InetAddress address : addresses) {
                        limit(address, mtu);
                    }
                });
    }

    /** Only smaller sizes than the device's need a route of their own. On the host's thread. */
    private void limit(InetAddress lease, int mtu) throws HostException {
        if (mtu < MTU) {
            network.leaseMtu(lease, mtu);
            limited.add(lease);
        } else if (limited.remove(lease)) {
            network.leaseOver(lease);
        }
    }

    @Override
    public void packetArrived(byte[] array, int offset, int length, int flags) {
        device.write(array, offset, length, flags);
    }

    private void deviceCreated() {
        tasks.run(
                "configuring " + DEVICE,
                () -> network.deviceCreated(settings.pool4(), settings.pool6(), MTU));
    }
}

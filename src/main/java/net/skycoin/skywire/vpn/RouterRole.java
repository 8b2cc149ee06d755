package net.skycoin.skywire.vpn;

import io.netty.channel.IoEventLoop;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.host.HostException;
import net.skycoin.skywire.host.KillSwitch;
import net.skycoin.skywire.host.KillSwitch.NamedSet;
import net.skycoin.skywire.host.LanService;
import net.skycoin.skywire.host.Resolvers;
import net.skycoin.skywire.host.RouterNetwork;
import net.skycoin.skywire.host.ServedInterfaces;
import net.skycoin.skywire.tun.TunException;
import net.skycoin.skywire.wire.Lease;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * The router role at the machine: the device {@code sky0}, the routes into it, the kill switch's
 * sets, and dnsmasq's files. What is installed here stays when the daemon stops: without {@code
 * sky0} the routing table ends in "unreachable".
 */
public final class RouterRole implements UplinkListener {
    /** The device of the router's own and its clients' traffic. */
    public static final String DEVICE = "sky0";

    private static final long LOOK_SECONDS = 1;

    /** What the configuration says. */
    public record Settings(List<String> uplinks, LanService lan) {}

    private final Settings settings;
    private final KillSwitch killSwitch;
    private final RouterNetwork network;
    private final ServedInterfaces served;
    private final Resolvers resolvers;
    private final ScheduledExecutorService hostThread;
    private final HostTasks tasks;
    private final TunnelDevice device;
    private Runnable alsoWhenCreated = () -> {};
    private @Nullable Lease lease;
    private int mtu;
    private boolean closed;

    /** {@code packets} takes what comes out of the device, on the engine's thread. */
    public RouterRole(
            Settings settings,
            KillSwitch killSwitch,
            RouterNetwork network,
            Resolvers resolvers,
            ScheduledExecutorService hostThread,
            IoEventLoop engine,
            DevicePackets packets) {
        this.settings = settings;
        this.killSwitch = killSwitch;
        this.network = network;
        this.served = new ServedInterfaces(network, settings.lan().networks());
        this.resolvers = resolvers;
        this.hostThread = hostThread;
        this.tasks = new HostTasks(hostThread);
        this.device = new TunnelDevice(DEVICE, engine, packets, this::deviceCreated);
    }

    /**
     * Fails closed first: sets, rules and the last resort. Called before the engine starts, on the
     * main thread, after {@link KillSwitch#require}.
     */
    public void prepare() throws HostException, IOException {
        killSwitch.replace(
                Map.of(
                        NamedSet.LAN,
                        settings.lan().lan().interfaces(),
                        NamedSet.GUESTS,
                        settings.lan().guests().interfaces(),
                        NamedSet.UPLINK,
                        settings.uplinks()));
        network.install(settings.lan().interfaces());
        served.complete();
        resolvers.upstreams(List.of());
    }

    /** Who else has something to configure each time the device was made; before {@link #open}. */
    void alsoWhenCreated(Runnable task) {
        alsoWhenCreated = task;
    }

    /**
     * Makes the device, and looks after the LAN from now on; on the engine's thread. dnsmasq, which
     * a new configuration restarts, serves on with what it has until then.
     */
    public void open() throws TunException {
        device.open();
        tasks.run("configuring dnsmasq", () -> resolvers.configure(settings.lan()));
        Runnable look = () -> tasks.run("giving the LAN its addresses", served::complete);
        var _ =
                hostThread.scheduleWithFixedDelay(
                        look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Removes the device, and with it what was routed into it; rules, sets and files stay. On the
     * engine's thread.
     */
    public void close() {
        closed = true;
        device.close();
    }

    @Override
    public void connected(PublicKey exit, Lease granted, int largestPacket) {
        lease = granted;
        mtu = largestPacket;
        Logger.info(
                "Connected to exit {}: {} {} with packets of up to {} bytes",
                exit,
                granted.ipv4() == null ? "no IPv4" : granted.ipv4().getHostAddress(),
                granted.ipv6() == null ? "no IPv6" : granted.ipv6().getHostAddress(),
                largestPacket);
        tasks.run("applying the lease", () -> apply(granted, largestPacket));
    }

    @Override
    public void disconnected(String reason) {
        lease = null;
        if (closed) {
            // The routes went with the device.
            tasks.run("withdrawing the resolvers", () -> resolvers.upstreams(List.of()));
            return;
        }
        Logger.warn(
                "Disconnected: {}; the LAN's traffic is refused until there is a path again",
                reason);
        tasks.run("withdrawing the route", this::withdraw);
    }

    /** Hands the kernel what waits to be put together with more; at the end of each round. */
    public void flush() {
        device.flush();
    }

    @Override
    public void packetArrived(byte[] array, int offset, int length, int flags) {
        device.write(array, offset, length, flags);
    }

    private void apply(Lease granted, int largestPacket) throws HostException, IOException {
        network.lease(granted.ipv4(), granted.ipv6(), largestPacket);
        resolvers.upstreams(granted.resolvers());
    }

    private void withdraw() throws HostException, IOException {
        network.withdraw();
        resolvers.upstreams(List.of());
    }

    private void deviceCreated() {
        Lease current = lease;
        int largestPacket = mtu;
        tasks.run(
                "configuring " + DEVICE,
                () -> {
                    network.deviceCreated();
                    if (current != null) {
                        apply(current, largestPacket);
                    }
                });
        alsoWhenCreated.run();
    }
}

package net.skycoin.skywire.vpn;

import io.netty.channel.IoEventLoop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import net.skycoin.skywire.host.HostException;
import net.skycoin.skywire.host.KillSwitch;
import net.skycoin.skywire.host.KillSwitch.NamedSet;
import net.skycoin.skywire.host.MeshNetwork;
import net.skycoin.skywire.identity.NodeAddress;
import net.skycoin.skywire.tun.TunException;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * Mesh traffic at the machine: the node's addresses and the way to fd00::/8 on {@code sky0}, which
 * is the router's where there is one, and who may call which port.
 */
public final class MeshRole implements MeshListener {
    /**
     * What the configuration says.
     *
     * @param tcp ports that the mesh may call
     * @param udp ports that the mesh may call
     * @param asOwn whether the machine's programs call under the node's own key unless they choose
     */
    public record Settings(List<Integer> tcp, List<Integer> udp, boolean asOwn) {}

    private final Settings settings;
    private final KillSwitch killSwitch;
    private final MeshNetwork network;
    private final HostTasks tasks;
    private final @Nullable RouterRole router;
    private final @Nullable TunnelDevice device;
    private @Nullable NodeAddress own;
    private @Nullable NodeAddress throwAway;
    private boolean ready;

    /**
     * @param packets takes what comes out of the device, on the engine's thread
     * @param router whose device it is; null where there is none
     */
    public MeshRole(
            Settings settings,
            KillSwitch killSwitch,
            MeshNetwork network,
            Executor hostThread,
            IoEventLoop engine,
            DevicePackets packets,
            @Nullable RouterRole router) {
        this.settings = settings;
        this.killSwitch = killSwitch;
        this.network = network;
        this.tasks = new HostTasks(hostThread);
        this.router = router;
        if (router == null) {
            device =
                    new TunnelDevice(RouterRole.DEVICE, engine, packets, () -> deviceCreated(true));
        } else {
            device = null;
            router.alsoWhenCreated(() -> deviceCreated(false));
        }
    }

    /** Fills the sets; called before the engine starts, on the main thread. */
    public void prepare() throws HostException {
        killSwitch.require(router != null);
        killSwitch.replace(
                Map.of(
                        NamedSet.MESH_TCP, texts(settings.tcp()),
                        NamedSet.MESH_UDP, texts(settings.udp())));
    }

    private static List<String> texts(List<Integer> ports) {
        return ports.stream().map(port -> Integer.toString(port)).toList();
    }

    /** Makes the device where it is this role's; on the engine's thread. */
    public void open() throws TunException {
        if (device != null) {
            device.open();
        }
    }

    /** Hands the kernel what waits to be put together with more; at the end of each round. */
    public void flush() {
        if (device != null) {
            device.flush();
        }
    }

    /** Removes it; on the engine's thread. */
    public void close() {
        if (device != null) {
            device.close();
        }
    }

    @Override
    public void addresses(NodeAddress ownAddress, NodeAddress fresh) {
        own = ownAddress;
        throwAway = fresh;
        Logger.info("Called at {}, calling from {}", ownAddress, fresh);
        if (ready) {
            apply();
        }
    }

    @Override
    public void packetArrived(byte[] array, int offset, int length, int flags) {
        if (device != null) {
            device.write(array, offset, length, flags);
        } else if (router != null) {
            router.packetArrived(array, offset, length, flags);
        }
    }

    private void deviceCreated(boolean ours) {
        ready = true;
        if (ours) {
            tasks.run("configuring " + RouterRole.DEVICE, network::deviceCreated);
        }
        apply();
    }

    private void apply() {
        NodeAddress ownNow = own;
        NodeAddress freshNow = throwAway;
        if (ownNow != null && freshNow != null) {
            tasks.run(
                    "giving the node its addresses in the mesh",
                    () -> {
                        network.addresses(
                                ownNow.toInetAddress(), freshNow.toInetAddress(), settings.asOwn());
                        killSwitch.meshSource(RouterRole.DEVICE, freshNow.toInetAddress());
                    });
        }
    }
}

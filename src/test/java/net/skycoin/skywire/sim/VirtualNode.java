package net.skycoin.skywire.sim;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.skycoin.skywire.bond.Bond;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.bytes.PacketBatch;
import net.skycoin.skywire.bytes.PacketPool;
import net.skycoin.skywire.circuit.CircuitSettings;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.link.Endpoint;
import net.skycoin.skywire.link.LinkSettings;
import net.skycoin.skywire.node.Engine;
import net.skycoin.skywire.node.PathSettings;
import net.skycoin.skywire.route.RoutePolicy;
import net.skycoin.skywire.topology.PublicationSettings;
import net.skycoin.skywire.vpn.ExitLeases;
import net.skycoin.skywire.vpn.Uplink;
import net.skycoin.skywire.vpn.UplinkListener;
import net.skycoin.skywire.wire.ExitPolicy;
import net.skycoin.skywire.wire.IpPacket;
import net.skycoin.skywire.wire.Lease;
import net.skycoin.skywire.wire.LeaseRequest;
import net.skycoin.skywire.wire.Purpose;
import net.skycoin.skywire.wire.Role;
import org.jspecify.annotations.Nullable;

/**
 * A whole node of the virtual network. A relay relays; an exit sends every packet back to where it
 * came from, as an echo server on the internet would; a router counts the echoes of the packets
 * that it was given.
 */
final class VirtualNode implements UplinkListener, ExitLeases.Listener {
    private static final int PACKETS = 4096;

    private final VirtualNetwork network;
    private final String name;
    private final Role role;
    private final Kind kind;
    private final PrivateKey identity;
    private final InetSocketAddress address;
    private final SplittableRandom random;
    private final List<Engine.Peer> peers = new ArrayList<>();
    private final List<byte[]> echoes = new ArrayList<>();
    private final List<PublicKey> exits;
    private final int relays;
    private long bootCounter;
    private @Nullable Engine engine;
    private Timers timers;
    private PacketPool pool = PacketPool.tracking(PACKETS);
    private @Nullable Lease lease;
    private int disconnects;

    /** What the node is for. */
    enum Kind {
        RELAY,
        EXIT,
        ROUTER
    }

    private VirtualNode(
            VirtualNetwork network,
            String name,
            Kind kind,
            int number,
            List<PublicKey> exits,
            int relays) {
        this.network = network;
        this.name = name;
        this.role = kind == Kind.EXIT ? Role.EXIT : Role.RELAY;
        this.exits = exits;
        this.relays = relays;
        this.random = network.random().split();
        this.identity = PrivateKey.generate(random);
        this.address = new InetSocketAddress(InetAddress.ofLiteral("10.0.0." + number), 7373);
        this.timers = new Timers(network.nowNs());
        this.kind = kind;
        network.add(this);
    }

    static VirtualNode relay(VirtualNetwork network, String name, int number) {
        return new VirtualNode(network, name, Kind.RELAY, number, List.of(), 0);
    }

    static VirtualNode exit(VirtualNetwork network, String name, int number) {
        return new VirtualNode(network, name, Kind.EXIT, number, List.of(), 0);
    }

    /** A router whose paths to {@code exit} have {@code relays} relays. */
    static VirtualNode router(
            VirtualNetwork network, String name, int number, PublicKey exit, int relays) {
        return router(network, name, number, List.of(exit), relays);
    }

    /** A router with several exits, the first of which it prefers. */
    static VirtualNode router(
            VirtualNetwork network, String name, int number, List<PublicKey> exits, int relays) {
        return new VirtualNode(network, name, Kind.ROUTER, number, exits, relays);
    }

    InetSocketAddress address() {
        return address;
    }

    PublicKey key() {
        return identity.publicKey();
    }

    /** Dials {@code other} from its next start on. */
    void dials(VirtualNode other) {
        peers.add(new Engine.Peer(other.key(), new Endpoint("udp", other.address)));
    }

    /** Starts, or starts again after a crash: same identity, a new life. */
    void start() {
        timers = new Timers(network.nowNs());
        pool = PacketPool.tracking(PACKETS);
        engine =
                new Engine(
                        settings(++bootCounter),
                        identity,
                        random,
                        timers,
                        pool,
                        (to, batch) -> {
                            for (int i = 0; i < batch.count(); i++) {
                                byte[] datagram = new byte[batch.length(i)];
                                System.arraycopy(
                                        batch.array(),
                                        batch.offset(i),
                                        datagram,
                                        0,
                                        datagram.length);
                                network.send(this, to.address(), datagram);
                            }
                            return batch.count();
                        },
                        kind == Kind.ROUTER ? this : null,
                        kind == Kind.EXIT ? this : null);
        engine.start();
        engine.flush();
    }

    /** Stops without a word, as when the power is cut. */
    void crash() {
        engine = null;
        lease = null;
    }

    Engine engine() {
        if (engine == null) {
            throw new IllegalStateException(name + " is not running");
        }
        return engine;
    }

    /** Fails if the running engine has lost a packet buffer; call it when nothing is queued. */
    void assertNoLeak() {
        pool.assertNoneOutstanding();
    }

    private Engine.Settings settings(long boot) {
        Set<Role> roles = kind == Kind.ROUTER ? EnumSet.noneOf(Role.class) : EnumSet.of(role);
        return new Engine.Settings(
                LinkSettings.DEFAULT,
                CircuitSettings.of(
                        kind == Kind.RELAY, kind == Kind.EXIT ? Set.of(Purpose.EXIT) : Set.of()),
                new PublicationSettings(
                        kind != Kind.ROUTER,
                        PublicationSettings.DEFAULT_LIFETIME_SECONDS,
                        0,
                        roles,
                        new ExitPolicy(kind == Kind.EXIT, false),
                        null,
                        NanoSky.ZERO,
                        List.of()),
                new PathSettings(relays, RoutePolicy.LATENCY, Set.of()),
                0,
                boot,
                List.copyOf(peers),
                exits.isEmpty()
                        ? null
                        : new Uplink.Settings(
                                exits, LeaseRequest.WANTS_IPV4, Uplink.MAX_PATHS, Bond.Policy.SUM),
                kind == Kind.EXIT
                        ? new ExitLeases.Settings(
                                new ExitLeases.Prefix(InetAddress.ofLiteral("100.64.0.0"), 16),
                                null,
                                List.of(InetAddress.ofLiteral("198.18.0.53")))
                        : null);
    }

    // ---- time and input
    // --------------------------------------------------------------------------------------------------

    long nextDeadlineNs() {
        return engine == null ? Timers.NEVER : timers.nextDeadlineNs();
    }

    void advance(long nowNs) {
        if (engine != null) {
            timers.advance(nowNs);
            engine.flush();
        }
    }

    void receive(long nowNs, InetSocketAddress from, byte[] datagram) {
        if (engine != null) {
            timers.advance(nowNs);
            PacketBatch batch = new PacketBatch();
            batch.append(datagram, 0, datagram.length);
            engine.received(new Endpoint("udp", from), batch);
            engine.flush();
        }
    }

    // ---- a router's side
    // -------------------------------------------------------------------------------------------------

    boolean isConnected() {
        return lease != null;
    }

    int disconnects() {
        return disconnects;
    }

    /** A router's uplink. */
    Uplink uplink() {
        Uplink uplink = engine().uplink();
        if (uplink == null) {
            throw new IllegalStateException(name + " is not a router");
        }
        return uplink;
    }

    /** Packets that came back, in order of arrival. */
    List<byte[]> echoes() {
        return echoes;
    }

    /** Sends a UDP packet with this payload to the echo server; false without a lease. */
    boolean sendPayload(byte[] payload) {
        if (lease == null || lease.ipv4() == null) {
            return false;
        }
        byte[] packet =
                InnerPackets.udp4(
                        lease.ipv4().getAddress(), new byte[] {(byte) 198, 18, 0, 10}, payload);
        PacketBatch batch = new PacketBatch();
        batch.append(packet, 0, packet.length);
        timers.advance(network.nowNs());
        engine().fromRouterDevice(batch);
        engine().flush();
        return true;
    }

    @Override
    public void connected(PublicKey at, Lease granted, int mtu) {
        lease = granted;
    }

    @Override
    public void disconnected(String reason) {
        lease = null;
        disconnects++;
    }

    @Override
    public void packetArrived(byte[] array, int offset, int length, int flags) {
        if (kind == Kind.ROUTER) {
            echoes.add(InnerPackets.payload(array, offset, length));
        } else if (IpPacket.version(array, offset) == 4) {
            byte[] answer = InnerPackets.swapped4(array, offset, length);
            PacketBatch batch = new PacketBatch();
            batch.append(answer, 0, answer.length);
            engine().fromExitDevice(batch);
        }
    }

    @Override
    public void leaseSized(Lease sized, int mtu) {}

    @Override
    public String toString() {
        return name;
    }
}

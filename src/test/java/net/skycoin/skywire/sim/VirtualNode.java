package net.skycoin.skywire.sim;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.skycoin.skywire.bond.Bond;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.bytes.PacketBatch;
import net.skycoin.skywire.bytes.PacketPool;
import net.skycoin.skywire.circuit.CircuitSettings;
import net.skycoin.skywire.circuit.Hop;
import net.skycoin.skywire.circuit.OutboundCircuit;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.identity.NodeAddress;
import net.skycoin.skywire.link.Endpoint;
import net.skycoin.skywire.link.LinkSettings;
import net.skycoin.skywire.node.Engine;
import net.skycoin.skywire.node.PathSettings;
import net.skycoin.skywire.route.RouteLimits;
import net.skycoin.skywire.route.RoutePolicy;
import net.skycoin.skywire.topology.PublicationSettings;
import net.skycoin.skywire.vpn.ExitLeases;
import net.skycoin.skywire.vpn.MeshListener;
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

    /** Renewals in a network of hundreds are mostly checks of signatures; a few are enough. */
    private static final int PEER_LIFETIME_SECONDS = 7200;

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
    private boolean meshed;
    private boolean callable;
    private @Nullable VirtualPurse purse;
    private int capabilities;
    private final List<byte[]> meshPackets = new ArrayList<>();
    private @Nullable Lease lease;
    private int disconnects;

    /** What the node is for. */
    enum Kind {
        RELAY,
        EXIT,
        ROUTER,
        /** Relays, and is the end of other nodes' circuits under its own name. */
        PEER
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
        this.address =
                new InetSocketAddress(
                        InetAddress.ofLiteral("10.0." + number / 256 + "." + number % 256), 7373);
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

    static VirtualNode peer(VirtualNetwork network, String name, int number) {
        return new VirtualNode(network, name, Kind.PEER, number, List.of(), 0);
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

    /** Decides between nodes that want to run at the same moment. */
    int index() {
        return address.getAddress().hashCode();
    }

    boolean isRunning() {
        return engine != null;
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
        pool = kind == Kind.PEER ? PacketPool.of(PACKETS) : PacketPool.tracking(PACKETS);
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
        if (meshed) {
            engine.joinMesh(new OfMesh());
        }
        if (purse != null) {
            purse.join(engine, timers);
        }
        engine.start();
        engine.flush();
    }

    private Set<Purpose> served() {
        return switch (kind) {
            case EXIT -> Set.of(Purpose.EXIT);
            case PEER -> Set.of(Purpose.MESH);
            case RELAY, ROUTER -> callable ? Set.of(Purpose.MESH) : Set.of();
        };
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
                CircuitSettings.of(kind == Kind.RELAY || kind == Kind.PEER, served()),
                new PublicationSettings(
                        kind != Kind.ROUTER,
                        kind == Kind.PEER
                                ? PEER_LIFETIME_SECONDS
                                : PublicationSettings.DEFAULT_LIFETIME_SECONDS,
                        0,
                        roles,
                        new ExitPolicy(kind == Kind.EXIT, false),
                        null,
                        purse == null ? NanoSky.ZERO : purse.price(),
                        List.of()),
                new PathSettings(relays, RoutePolicy.LATENCY, RouteLimits.NONE),
                capabilities,
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

    /** Calls others from its next start on, and is called if it is {@code callable}. */
    VirtualNode inMesh(boolean callable) {
        meshed = true;
        this.callable = callable;
        return this;
    }

    /** Asks a price and pays others from its next start on. */
    VirtualNode with(VirtualPurse money) {
        purse = money;
        return this;
    }

    /** Says in its handshakes that it can do this. */
    VirtualNode with(int capability) {
        capabilities |= capability;
        return this;
    }

    /** What came from the mesh. */
    List<byte[]> meshPackets() {
        return meshPackets;
    }

    /** Sends a packet into the mesh. */
    void sendToMesh(byte[] packet) {
        PacketBatch batch = new PacketBatch();
        batch.append(packet, 0, packet.length);
        timers.advance(network.nowNs());
        engine().fromRouterDevice(batch);
        engine().flush();
    }

    private final class OfMesh implements MeshListener {
        @Override
        public void addresses(NodeAddress own, NodeAddress throwAway) {}

        @Override
        public void packetArrived(byte[] array, int offset, int length, int flags) {
            meshPackets.add(Arrays.copyOfRange(array, offset, offset + length));
        }
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

    void receive(long nowNs, InetSocketAddress from, PacketBatch batch) {
        if (engine != null) {
            timers.advance(nowNs);
            engine.received(new Endpoint("udp", from), batch);
            engine.flush();
        }
    }

    /** Calls another node over this path. */
    OutboundCircuit open(List<Hop> path, int innerMtu) {
        timers.advance(network.nowNs());
        OutboundCircuit circuit = engine().circuits().open(path, Purpose.MESH, 600, innerMtu);
        engine().flush();
        return circuit;
    }

    void close(OutboundCircuit circuit) {
        timers.advance(network.nowNs());
        circuit.close();
        engine().flush();
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

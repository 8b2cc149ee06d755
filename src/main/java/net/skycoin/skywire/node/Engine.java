package net.skycoin.skywire.node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.bytes.PacketBatch;
import net.skycoin.skywire.bytes.PacketPool;
import net.skycoin.skywire.circuit.Circuit;
import net.skycoin.skywire.circuit.CircuitListener;
import net.skycoin.skywire.circuit.CircuitSettings;
import net.skycoin.skywire.circuit.Circuits;
import net.skycoin.skywire.circuit.Closing;
import net.skycoin.skywire.circuit.InboundCircuit;
import net.skycoin.skywire.circuit.OnionKeys;
import net.skycoin.skywire.circuit.OutboundCircuit;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.link.DatagramSender;
import net.skycoin.skywire.link.Discovery;
import net.skycoin.skywire.link.Endpoint;
import net.skycoin.skywire.link.Link;
import net.skycoin.skywire.link.LinkListener;
import net.skycoin.skywire.link.LinkSettings;
import net.skycoin.skywire.link.Links;
import net.skycoin.skywire.link.NeighbourTime;
import net.skycoin.skywire.pay.HubGate;
import net.skycoin.skywire.pay.PayRecord;
import net.skycoin.skywire.pay.PaySettings;
import net.skycoin.skywire.pay.PayStore;
import net.skycoin.skywire.pay.Payments;
import net.skycoin.skywire.topology.LocalLink;
import net.skycoin.skywire.topology.MapExchange;
import net.skycoin.skywire.topology.MapLimits;
import net.skycoin.skywire.topology.MapPeer;
import net.skycoin.skywire.topology.NetworkMap;
import net.skycoin.skywire.topology.OwnRecords;
import net.skycoin.skywire.topology.PublicationSettings;
import net.skycoin.skywire.vpn.ExitLeases;
import net.skycoin.skywire.vpn.Mesh;
import net.skycoin.skywire.vpn.MeshListener;
import net.skycoin.skywire.vpn.Uplink;
import net.skycoin.skywire.vpn.UplinkListener;
import net.skycoin.skywire.wire.Beacon;
import net.skycoin.skywire.wire.FailureCode;
import net.skycoin.skywire.wire.NodeDescriptor;
import net.skycoin.skywire.wire.Purpose;
import net.skycoin.skywire.wire.TimeOffer;
import org.jspecify.annotations.Nullable;

/**
 * A whole node without a socket, a thread or a clock: links, map, circuits and, by role, the uplink
 * of a router and the leases of an exit. Datagrams and inner packets go in, and out through the
 * sender and the listeners; {@link Timers} is the time. The daemon runs it on its event loop, the
 * simulator under a virtual clock.
 *
 * <p>After each round of input the owner calls {@link #flush}, and what was queued leaves in
 * batches. Engine's thread only.
 */
public final class Engine implements AutoCloseable {
    /** A neighbour to dial. */
    public record Peer(PublicKey key, Endpoint endpoint) {}

    /**
     * What the node is to be.
     *
     * @param capabilities bits of the handshake (AES in hardware, ...)
     * @param bootCounter counted up at each start, unsigned 32 bits
     * @param uplink null unless the node is a router
     * @param exit null unless the node is an exit
     */
    public record Settings(
            LinkSettings link,
            CircuitSettings circuit,
            PublicationSettings publication,
            PathSettings paths,
            int capabilities,
            long bootCounter,
            List<Peer> peers,
            Uplink.@Nullable Settings uplink,
            ExitLeases.@Nullable Settings exit) {}

    /**
     * First type of the messages that belong to circuits, and of those that belong to the map
     * (protocol.md, section 2).
     */
    private static final int FIRST_CIRCUIT_MESSAGE = 16;

    private static final int FIRST_MAP_MESSAGE = 32;

    private static final long TELL_TIME_NS = 60_000_000_000L;

    private final Settings settings;
    private final Links links;
    private final NetworkMap map;
    private final MapExchange exchange;
    private final OwnRecords ownRecords;
    private final OnionKeys onionKeys;
    private final PaidTolls tolls = new PaidTolls();
    private final Circuits circuits;
    private final Planner planner;
    private final @Nullable Uplink uplink;
    private final @Nullable ExitLeases exitLeases;
    private final PrivateKey identity;
    private final RandomGenerator random;
    private final Timers timers;
    private final NeighbourTime time;
    private @Nullable Mesh mesh;
    private @Nullable Discovery discovery;
    private @Nullable Payments payments;
    private final Map<Link, LinkPeer> mapPeers = new LinkedHashMap<>();
    private long unknownMessages;

    /** A link in the eyes of the map exchange. */
    private record LinkPeer(Link link) implements MapPeer {
        @Override
        public PublicKey key() {
            return link.key();
        }

        @Override
        public boolean send(byte[] message) {
            return link.send(message);
        }
    }

    /** The listeners may be null where the role is not wanted. */
    public Engine(
            Settings settings,
            PrivateKey identity,
            RandomGenerator random,
            Timers timers,
            PacketPool pool,
            DatagramSender sender,
            @Nullable UplinkListener uplinkListener,
            ExitLeases.@Nullable Listener exitListener) {
        this.settings = settings;
        this.identity = identity;
        this.random = random;
        this.timers = timers;
        time = new NeighbourTime(timers);
        links =
                new Links(
                        settings.link(),
                        identity,
                        settings.capabilities(),
                        random,
                        timers,
                        sender,
                        new OfLinks());
        map = new NetworkMap(identity.publicKey(), MapLimits.DEFAULT, timers);
        ownRecords =
                new OwnRecords(
                        settings.publication(),
                        identity,
                        settings.bootCounter(),
                        map,
                        timers,
                        this::localLinks);
        exchange = new MapExchange(map, random, timers, ownRecords::outbid);
        onionKeys = new OnionKeys(random, timers, this::onionKeyChanged);
        circuits =
                new Circuits(
                        settings.circuit(),
                        identity,
                        onionKeys,
                        settings.capabilities(),
                        random,
                        timers,
                        pool,
                        new OfCircuits(),
                        links::best,
                        this::ownDescriptor,
                        tolls);
        planner = new Planner(settings.paths(), map, links, random);
        uplink =
                settings.uplink() == null || uplinkListener == null
                        ? null
                        : new Uplink(
                                settings.uplink(),
                                random,
                                timers,
                                circuits,
                                planner,
                                uplinkListener);
        exitLeases =
                settings.exit() == null || exitListener == null
                        ? null
                        : new ExitLeases(settings.exit(), random, timers, exitListener);
        map.addChangeListener(this::pathsMayHaveChanged);
    }

    /** Takes part in traffic between nodes; before {@link #start}. */
    public void joinMesh(MeshListener listener) {
        mesh =
                new Mesh(
                        identity,
                        random,
                        timers,
                        circuits,
                        planner,
                        () -> map.descriptors().stream().map(NodeDescriptor::key).toList(),
                        listener);
    }

    /**
     * Pays and is paid; before {@link #start}.
     *
     * @param most what this node's own circuits may cost for a MiB
     * @param saved what the store holds, oldest first
     */
    public void joinPayments(
            PaySettings pay, NanoSky most, PayStore store, HubGate hubs, List<PayRecord> saved) {
        Payments fresh =
                new Payments(
                        pay,
                        identity,
                        random,
                        timers,
                        time,
                        store,
                        hubs,
                        saved,
                        circuits::unpaid,
                        this::pathsMayHaveChanged);
        payments = fresh;
        tolls.join(fresh);
        planner.pays(fresh::canPay, most);
    }

    /**
     * Looks for neighbours on local networks; before {@link #start}.
     *
     * @param sender sends a beacon to every local network
     */
    public void discover(List<Beacon.Place> places, Consumer<byte[]> sender) {
        discovery = new Discovery(links, identity, settings.link(), places, random, timers, sender);
    }

    /** Publishes the node's descriptor, dials the peers and begins to build circuits. */
    public void start() {
        onionKeyChanged();
        settings.peers().forEach(peer -> links.dial(peer.key(), peer.endpoint()));
        if (uplink != null) {
            uplink.start();
        }
        if (mesh != null) {
            mesh.start();
        }
        if (discovery != null) {
            discovery.start();
        }
        if (payments != null) {
            payments.start();
        }
        timers.after(TELL_TIME_NS, this::tellTime);
    }

    private void tellTime() {
        links.links().forEach(this::tellTime);
        timers.after(TELL_TIME_NS, this::tellTime);
    }

    private void tellTime(Link link) {
        OptionalLong now = time.unixMs();
        if (now.isPresent()) {
            link.send(new TimeOffer(now.getAsLong()).emit());
        }
    }

    private void timeTold(Link link, byte[] message) {
        TimeOffer offer = TimeOffer.parse(message);
        if (offer == null) {
            unknownMessages++;
            return;
        }
        boolean news = time.unixMs().isEmpty();
        // It was on its way meanwhile; neighbours that repeat each other would fall behind.
        time.told(link.key(), offer.unixMs() + link.rttNs() / 2_000_000);
        if (news) {
            links.links().forEach(this::tellTime);
        }
    }

    /** What time it is, as far as neighbours know. */
    public NeighbourTime time() {
        return time;
    }

    /** Takes datagrams that arrived from one source. */
    public void received(Endpoint from, PacketBatch batch) {
        links.received(from, batch);
    }

    /** Takes packets that came out of {@code sky0}, with a cell's flags; they are copied. */
    public void fromRouterDevice(PacketBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            byte[] array = batch.array();
            int offset = batch.offset(i);
            int length = batch.length(i);
            if (mesh != null && Mesh.isForMesh(array, offset, length)) {
                mesh.send(array, offset, length, batch.flags(i));
            } else if (uplink != null) {
                uplink.send(array, offset, length, batch.flags(i));
            }
        }
    }

    /** Takes packets that came back to an exit, with a cell's flags; they are copied. */
    public void fromExitDevice(PacketBatch batch) {
        if (exitLeases != null) {
            for (int i = 0; i < batch.count(); i++) {
                exitLeases.send(batch.array(), batch.offset(i), batch.length(i), batch.flags(i));
            }
        }
    }

    /** Sends what this round of input has queued. */
    public void flush() {
        if (payments != null) {
            payments.work();
        }
        links.flush();
    }

    /** A blocked transport takes datagrams again. */
    public void writable() {
        links.writable();
    }

    public Links links() {
        return links;
    }

    public NetworkMap map() {
        return map;
    }

    public MapExchange exchange() {
        return exchange;
    }

    public Circuits circuits() {
        return circuits;
    }

    public Planner planner() {
        return planner;
    }

    public @Nullable Uplink uplink() {
        return uplink;
    }

    public @Nullable ExitLeases exitLeases() {
        return exitLeases;
    }

    public @Nullable Discovery discovery() {
        return discovery;
    }

    public @Nullable Payments payments() {
        return payments;
    }

    public @Nullable Mesh mesh() {
        return mesh;
    }

    /** Messages of neighbours whose type nobody here knows. */
    public long unknownMessages() {
        return unknownMessages;
    }

    /** Takes leave of the neighbours and wipes the onion keys. */
    @Override
    public void close() {
        if (uplink != null) {
            uplink.close();
        }
        if (mesh != null) {
            mesh.close();
        }
        if (discovery != null) {
            discovery.close();
        }
        ownRecords.close();
        circuits.close();
        if (payments != null) {
            payments.close();
        }
        links.flush();
        links.close();
        onionKeys.close();
    }

    private void onionKeyChanged() {
        ownRecords.onionKeyChanged(onionKeys.current());
    }

    private byte[] ownDescriptor() {
        NodeDescriptor descriptor = map.descriptor(map.ownKey());
        return descriptor == null ? new byte[0] : descriptor.emit();
    }

    private List<LocalLink> localLinks() {
        return CircuitLinks.of(links).stream()
                .map(
                        link -> {
                            long delayNs = link.rttNs() == 0 ? -1 : link.rttNs() / 2;
                            return new LocalLink(
                                    link.key(),
                                    delayNs,
                                    link.capacityOut(),
                                    link.statistics().largestDatagram());
                        })
                .toList();
    }

    private void linksChanged() {
        ownRecords.linksChanged();
        pathsMayHaveChanged();
    }

    private void pathsMayHaveChanged() {
        if (uplink != null) {
            uplink.changed();
        }
    }

    private final class OfLinks implements LinkListener {
        @Override
        public void linkUp(Link link) {
            LinkPeer peer = new LinkPeer(link);
            mapPeers.put(link, peer);
            exchange.linkUp(peer);
            tellTime(link);
            if (payments != null) {
                payments.linkUp(link);
            }
            linksChanged();
        }

        @Override
        public void linkSilent(Link link) {
            pathsMayHaveChanged();
        }

        @Override
        public void linkRecovered(Link link) {
            pathsMayHaveChanged();
        }

        @Override
        public void linkDown(Link link, String reason) {
            LinkPeer peer = mapPeers.remove(link);
            if (peer != null) {
                exchange.linkDown(peer);
            }
            circuits.linkDown(link);
            if (payments != null) {
                payments.linkDown(link);
            }
            if (links.links().stream().noneMatch(other -> other.key().equals(link.key()))) {
                time.gone(link.key());
            }
            linksChanged();
        }

        @Override
        public void mtuChanged(Link link) {
            linksChanged();
        }

        @Override
        public void messageReceived(Link link, byte[] message) {
            int type = message[0] & 0xff;
            LinkPeer peer = mapPeers.get(link);
            if (type == TimeOffer.MESSAGE_TYPE) {
                timeTold(link, message);
            } else if (Payments.handles(type) && payments != null) {
                payments.received(link, message);
            } else if (type >= FIRST_MAP_MESSAGE && MapExchange.handles(type) && peer != null) {
                exchange.received(peer, message);
            } else if (type >= FIRST_CIRCUIT_MESSAGE && type < FIRST_MAP_MESSAGE) {
                circuits.messageReceived(link, message);
            } else {
                unknownMessages++;
            }
        }

        @Override
        public void cellReceived(Link link, byte[] array, int offset, int length) {
            circuits.cellReceived(link, array, offset, length);
        }
    }

    private final class OfCircuits implements CircuitListener {
        @Override
        public void opened(OutboundCircuit circuit) {
            if (circuit.purpose() == Purpose.MESH) {
                if (mesh != null) {
                    mesh.opened(circuit);
                }
            } else if (uplink != null) {
                uplink.opened(circuit);
            }
        }

        @Override
        public void failed(
                OutboundCircuit circuit, FailureCode code, @Nullable PublicKey reporter) {
            if (circuit.purpose() == Purpose.MESH) {
                if (mesh != null) {
                    mesh.failed(circuit, code);
                }
            } else if (uplink != null) {
                uplink.failed(circuit, code, reporter);
            }
        }

        @Override
        public void accepted(InboundCircuit circuit) {
            // An exit waits for a lease request; until then the circuit carries nothing.
            if (circuit.purpose() == Purpose.MESH && mesh != null) {
                mesh.accepted(circuit);
            }
        }

        @Override
        public void received(
                Circuit circuit,
                int flow,
                int flowSequence,
                int cellClass,
                int flags,
                byte[] array,
                int offset,
                int length) {
            if (isOfMesh(circuit)) {
                if (mesh != null) {
                    mesh.received(circuit, cellClass, flags, array, offset, length);
                }
                return;
            }
            switch (circuit) {
                case OutboundCircuit outbound -> {
                    if (uplink != null) {
                        uplink.received(
                                outbound,
                                flow,
                                flowSequence,
                                cellClass,
                                flags,
                                array,
                                offset,
                                length);
                    }
                }
                case InboundCircuit inbound -> {
                    if (exitLeases != null) {
                        exitLeases.received(
                                inbound,
                                flow,
                                flowSequence,
                                cellClass,
                                flags,
                                array,
                                offset,
                                length);
                    }
                }
            }
        }

        @Override
        public void closed(Circuit circuit, Closing why) {
            if (isOfMesh(circuit)) {
                if (mesh != null) {
                    mesh.closed(circuit);
                }
                return;
            }
            switch (circuit) {
                case OutboundCircuit outbound -> {
                    if (uplink != null) {
                        uplink.closed(outbound, why);
                    }
                }
                case InboundCircuit inbound -> {
                    if (exitLeases != null) {
                        exitLeases.closed(inbound);
                    }
                }
            }
        }

        private static boolean isOfMesh(Circuit circuit) {
            Purpose purpose =
                    switch (circuit) {
                        case OutboundCircuit outbound -> outbound.purpose();
                        case InboundCircuit inbound -> inbound.purpose();
                    };
            return purpose == Purpose.MESH;
        }

        @Override
        public void staleDescriptor(byte[] bytes) {
            NodeDescriptor descriptor = NodeDescriptor.parse(bytes);
            if (descriptor != null && descriptor.verify()) {
                map.put(descriptor, 0, descriptor.key());
            }
        }
    }
}

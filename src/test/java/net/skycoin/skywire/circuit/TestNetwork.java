package net.skycoin.skywire.circuit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.skycoin.skywire.bytes.Packet;
import net.skycoin.skywire.bytes.PacketPool;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.link.Neighbour;
import net.skycoin.skywire.wire.Cell;
import net.skycoin.skywire.wire.FailureCode;
import net.skycoin.skywire.wire.HopStatus;
import net.skycoin.skywire.wire.Purpose;
import org.jspecify.annotations.Nullable;

/** Nodes that have nothing but circuits, joined by links that are mere delays in virtual time. */
final class TestNetwork {
    static final long MS = 1_000_000;
    static final long DELAY_NS = 5 * MS;

    final Timers timers = new Timers(0);
    final Random random;
    final PacketPool pool = PacketPool.tracking(1000);
    final List<Node> nodes = new ArrayList<>();
    private long nextLinkId = 1;

    TestNetwork(long seed) {
        random = new Random(seed);
    }

    static CircuitSettings settings() {
        return CircuitSettings.of(true, EnumSet.allOf(Purpose.class));
    }

    /** Nodes in a row, each linked to the next. */
    static TestNetwork chain(long seed, int length) {
        TestNetwork network = new TestNetwork(seed);
        for (int i = 0; i < length; i++) {
            network.add(settings());
        }
        for (int i = 1; i < length; i++) {
            network.connect(network.nodes.get(i - 1), network.nodes.get(i));
        }
        return network;
    }

    Node add(CircuitSettings settings) {
        Node node = new Node(settings, 0);
        nodes.add(node);
        return node;
    }

    Node add(CircuitSettings settings, int capabilities) {
        Node node = new Node(settings, capabilities);
        nodes.add(node);
        return node;
    }

    void connect(Node a, Node b) {
        TestLink forth = new TestLink(a, b);
        TestLink back = new TestLink(b, a);
        forth.reverse = back;
        back.reverse = forth;
        a.links.put(b.key(), forth);
        b.links.put(a.key(), back);
    }

    /** Takes a link away; both sides hear of it. */
    void cut(Node a, Node b) {
        TestLink forth = Objects.requireNonNull(a.links.remove(b.key()));
        TestLink back = Objects.requireNonNull(b.links.remove(a.key()));
        forth.up = false;
        back.up = false;
        a.circuits.linkDown(forth);
        b.circuits.linkDown(back);
    }

    void run(long ms) {
        timers.advance(timers.nowNs() + ms * MS);
    }

    /** The first nodes after {@code nodes[0]} as a path. */
    List<Hop> path(int hops) {
        return nodes.subList(1, hops + 1).stream().map(Node::hop).toList();
    }

    /** What a node's listener heard. */
    static final class Heard implements CircuitListener {
        final List<OutboundCircuit> opened = new ArrayList<>();
        final List<FailureCode> failures = new ArrayList<>();
        final List<@Nullable PublicKey> reporters = new ArrayList<>();
        final List<InboundCircuit> accepted = new ArrayList<>();
        final List<String> data = new ArrayList<>();
        final List<byte[]> packets = new ArrayList<>();
        final List<Circuit> closed = new ArrayList<>();
        final List<Closing> closings = new ArrayList<>();
        final List<byte[]> descriptors = new ArrayList<>();
        final List<HopStatus> statuses = new ArrayList<>();
        final List<PublicKey> statusHops = new ArrayList<>();

        @Override
        public void opened(OutboundCircuit circuit) {
            opened.add(circuit);
        }

        @Override
        public void failed(
                OutboundCircuit circuit, FailureCode code, @Nullable PublicKey reporter) {
            failures.add(code);
            reporters.add(reporter);
        }

        @Override
        public void accepted(InboundCircuit circuit) {
            accepted.add(circuit);
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
            data.add(flow + "/" + flowSequence + "/" + cellClass + "/" + flags);
            packets.add(Arrays.copyOfRange(array, offset, offset + length));
        }

        @Override
        public void closed(Circuit circuit, Closing why) {
            closed.add(circuit);
            closings.add(why);
        }

        @Override
        public void staleDescriptor(byte[] descriptor) {
            descriptors.add(descriptor);
        }

        @Override
        public void status(OutboundCircuit circuit, PublicKey hop, HopStatus status) {
            statusHops.add(hop);
            statuses.add(status);
        }
    }

    /** One node. */
    final class Node {
        final PrivateKey identity = PrivateKey.generate(random);
        final OnionKeys onionKeys = new OnionKeys(random, timers, () -> {});
        final Heard heard = new Heard();
        final Map<PublicKey, TestLink> links = new LinkedHashMap<>();
        final byte[] descriptor = new byte[400];
        final Circuits circuits;

        Node(CircuitSettings settings, int capabilities) {
            random.nextBytes(descriptor);
            circuits =
                    new Circuits(
                            settings,
                            identity,
                            onionKeys,
                            capabilities,
                            random,
                            timers,
                            pool,
                            heard,
                            links::get,
                            () -> descriptor);
        }

        PublicKey key() {
            return identity.publicKey();
        }

        Hop hop() {
            return new Hop(key(), onionKeys.current());
        }

        TestLink to(Node peer) {
            return Objects.requireNonNull(links.get(peer.key()));
        }

        /** Circuits of others that pass here. */
        int relayed() {
            return circuits.describe().relayed().size();
        }

        OutboundCircuit open(List<Hop> path) {
            return circuits.open(path, Purpose.EXIT, 600, 1392);
        }
    }

    /** What the wire does to a message or cell. */
    interface Tap {
        /** What arrives; null for nothing. */
        byte @Nullable [] passes(byte[] sent);
    }

    /** One direction of a link. */
    final class TestLink implements Neighbour {
        final long id = nextLinkId++;
        final Node owner;
        final Node peer;
        final List<byte[]> messages = new ArrayList<>();
        final List<byte[]> cells = new ArrayList<>();
        boolean up = true;
        boolean usable = true;
        @Nullable TestLink reverse;

        Tap onMessage = message -> message;

        Tap onCell = cell -> cell;

        TestLink(Node owner, Node peer) {
            this.owner = owner;
            this.peer = peer;
        }

        @Override
        public PublicKey key() {
            return peer.key();
        }

        @Override
        public long id() {
            return id;
        }

        @Override
        public int maxCell() {
            return 1472 - 32;
        }

        @Override
        public boolean send(byte[] message) {
            if (!up) {
                return false;
            }
            messages.add(message);
            byte[] sent = onMessage.passes(message);
            if (sent != null) {
                timers.after(DELAY_NS, () -> deliverMessage(sent));
            }
            return true;
        }

        void deliverMessage(byte[] message) {
            if (up) {
                peer.circuits.messageReceived(Objects.requireNonNull(reverse), message);
            }
        }

        @Override
        public void sendCell(Packet cell, int flow) {
            byte[] bytes = Arrays.copyOfRange(cell.array, cell.offset, cell.offset + cell.length);
            if (flow != Cell.circuitId(bytes, 0)) {
                throw new AssertionError("flow is not the circuit id");
            }
            if (cell.offset < 16 || cell.offset + cell.length + 16 > Packet.CAPACITY) {
                throw new AssertionError("no room for the link's header and tag");
            }
            cell.release();
            cells.add(bytes.clone());
            byte[] sent = onCell.passes(bytes);
            if (sent != null) {
                timers.after(DELAY_NS, () -> deliverCell(sent));
            }
        }

        void deliverCell(byte[] cell) {
            if (up) {
                byte[] buffer = new byte[cell.length + 40];
                System.arraycopy(cell, 0, buffer, 20, cell.length);
                peer.circuits.cellReceived(
                        Objects.requireNonNull(reverse), buffer, 20, cell.length);
            }
        }

        @Override
        public boolean usable() {
            return up && usable;
        }

        @Override
        public long rttNs() {
            return 2 * DELAY_NS;
        }
    }
}

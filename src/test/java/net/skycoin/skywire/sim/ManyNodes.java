package net.skycoin.skywire.sim;

import static net.skycoin.skywire.sim.VirtualNetwork.MS;
import static net.skycoin.skywire.sim.VirtualNetwork.SECOND;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.skycoin.skywire.circuit.Hop;
import net.skycoin.skywire.circuit.OutboundCircuit;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.node.PathSettings;
import net.skycoin.skywire.route.Route;
import net.skycoin.skywire.route.RouteLimits;
import net.skycoin.skywire.route.RoutePolicy;
import net.skycoin.skywire.sim.VirtualNetwork.Shape;
import net.skycoin.skywire.wire.NodeDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * A network that nobody administers: nodes crash and come back, wires are cut, whole parts fall off
 * and return, and some wires lose a fifth of what they carry. After each change random pairs of
 * nodes that something still joins must get a working circuit within {@link #PATIENCE_NS}.
 *
 * <p>Everything is a function of the seed.
 */
final class ManyNodes {
    static final long PATIENCE_NS = 10 * SECOND;

    private static final int AT_A_TIME = 3;
    private static final double CHORDS = 1.2;
    private static final long POLL_NS = 100 * MS;

    /** What is wrong with the network at the moment, so that it can be mended again. */
    private sealed interface Fault {}

    private record Crash(VirtualNode node) implements Fault {}

    private record Cut(VirtualNode a, VirtualNode b) implements Fault {}

    private record Partition(List<Cut> cuts) implements Fault {}

    /**
     * What a run showed.
     *
     * @param pairs that were joined when they were asked
     * @param failed descriptions of those that had no circuit in time
     * @param slowestNs until a circuit worked
     * @param largestMap records in the largest map at any time
     * @param trace digest of every datagram
     */
    record Outcome(
            long seed,
            int changes,
            int pairs,
            List<String> failed,
            long slowestNs,
            int largestMap,
            String trace) {}

    private final long seed;
    private final VirtualNetwork network;
    private final SplittableRandom random;
    private final List<VirtualNode> nodes = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();
    private int pairs;
    private long slowestNs;
    private int largestMap;

    private ManyNodes(long seed, int size) {
        this.seed = seed;
        network = new VirtualNetwork(seed);
        random = network.random().split();
        for (int i = 0; i < size; i++) {
            nodes.add(VirtualNode.peer(network, "n" + i, i + 1));
        }
        // A ring, so that it hangs together, and chords, so that it stays so.
        for (int i = 0; i < size; i++) {
            join(i, (i + 1) % size);
        }
        for (int i = 0; i < CHORDS * size; i++) {
            join(random.nextInt(size), random.nextInt(size));
        }
    }

    private void join(int a, int b) {
        VirtualNode from = nodes.get(a);
        VirtualNode to = nodes.get(b);
        if (a != b && !network.neighbours(from).contains(to)) {
            network.join(from, to, shape(), shape());
            from.dials(to);
        }
    }

    private Shape shape() {
        double loss =
                switch (random.nextInt(10)) {
                    case 0 -> 0.2;
                    case 1, 2 -> 0.02;
                    default -> 0;
                };
        return new Shape(1 + random.nextInt(40), random.nextInt(20), loss, 0.01);
    }

    /**
     * Runs one network.
     *
     * @param durationNs of virtual time, over which the changes are spread
     */
    static Outcome run(long seed, int size, int changes, long durationNs, int pairsPerChange) {
        ManyNodes world = new ManyNodes(seed, size);
        world.nodes.forEach(VirtualNode::start);
        world.network.run(30 * SECOND);
        long periodNs = durationNs / changes;
        for (int change = 0; change < changes; change++) {
            long nextNs = world.network.nowNs() + periodNs;
            String what = world.change();
            world.tryPairs("after change " + change + " (" + what + ")", pairsPerChange);
            world.look();
            world.network.run(Math.max(0, nextNs - world.network.nowNs()));
        }
        return new Outcome(
                seed,
                changes,
                world.pairs,
                List.copyOf(world.failed),
                world.slowestNs,
                world.largestMap,
                world.network.trace());
    }

    private void look() {
        for (VirtualNode node : nodes) {
            if (node.isRunning()) {
                largestMap = Math.max(largestMap, node.engine().map().size());
            }
        }
    }

    // ---- changes

    private String change() {
        boolean mend = !faults.isEmpty() && random.nextInt(12) < faults.size();
        if (mend) {
            return "mended " + mend(faults.remove(random.nextInt(faults.size())));
        }
        Fault fault =
                switch (random.nextInt(5)) {
                    case 0, 1 -> new Crash(running());
                    case 2, 3 -> cut();
                    default -> partition();
                };
        faults.add(fault);
        return switch (fault) {
            case Crash(VirtualNode node) -> {
                node.crash();
                yield node + " crashed";
            }
            case Cut(VirtualNode a, VirtualNode b) -> {
                network.cut(a, b, true);
                yield a + "-" + b + " cut";
            }
            case Partition(List<Cut> cuts) -> {
                cuts.forEach(cut -> network.cut(cut.a, cut.b, true));
                yield "partition along " + cuts.size() + " wires";
            }
        };
    }

    private String mend(Fault fault) {
        switch (fault) {
            case Crash(VirtualNode node) -> node.start();
            case Cut cut -> mendCut(cut);
            case Partition(List<Cut> cuts) -> cuts.forEach(this::mendCut);
        }
        return fault.getClass().getSimpleName();
    }

    /** Unless it belongs to another fault, too. */
    private void mendCut(Cut cut) {
        boolean stays =
                faults.stream()
                        .anyMatch(
                                other ->
                                        switch (other) {
                                            case Cut one -> one.equals(cut);
                                            case Partition(List<Cut> cuts) -> cuts.contains(cut);
                                            case Crash _ -> false;
                                        });
        if (!stays) {
            network.cut(cut.a, cut.b, false);
        }
    }

    private VirtualNode running() {
        VirtualNode node = nodes.get(random.nextInt(nodes.size()));
        while (!node.isRunning()) {
            node = nodes.get(random.nextInt(nodes.size()));
        }
        return node;
    }

    private Cut cut() {
        VirtualNode a = running();
        List<VirtualNode> others = List.copyOf(network.neighbours(a));
        return ordered(a, others.get(random.nextInt(others.size())));
    }

    private static Cut ordered(VirtualNode a, VirtualNode b) {
        return a.index() < b.index() ? new Cut(a, b) : new Cut(b, a);
    }

    /** A random part, grown from one node, falls off. */
    private Partition partition() {
        Set<VirtualNode> part = new LinkedHashSet<>(List.of(running()));
        int size = 2 + random.nextInt(Math.max(1, nodes.size() / 4));
        List<VirtualNode> border = new ArrayList<>(part);
        while (part.size() < size && !border.isEmpty()) {
            VirtualNode from = border.get(random.nextInt(border.size()));
            List<VirtualNode> next =
                    network.neighbours(from).stream().filter(n -> !part.contains(n)).toList();
            if (next.isEmpty()) {
                border.remove(from);
            } else {
                VirtualNode chosen = next.get(random.nextInt(next.size()));
                part.add(chosen);
                border.add(chosen);
            }
        }
        Set<Cut> cuts = new LinkedHashSet<>();
        for (VirtualNode inside : part) {
            for (VirtualNode other : network.neighbours(inside)) {
                if (!part.contains(other)) {
                    cuts.add(ordered(inside, other));
                }
            }
        }
        return new Partition(List.copyOf(cuts));
    }

    // ---- pairs

    private void tryPairs(String when, int count) {
        long begunNs = network.nowNs();
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            VirtualNode from = running();
            VirtualNode to = running();
            if (from != to && network.reachable(from).contains(to)) {
                attempts.add(new Attempt(from, to));
            }
        }
        pairs += attempts.size();
        List<Attempt> open = new ArrayList<>(attempts);
        while (!open.isEmpty() && network.nowNs() - begunNs < PATIENCE_NS) {
            open.removeIf(Attempt::works);
            slowestNs = open.isEmpty() ? slowestNs : Math.max(slowestNs, network.nowNs() - begunNs);
            network.run(POLL_NS);
        }
        for (Attempt attempt : open) {
            failed.add("seed " + seed + " " + when + ": " + attempt.describe());
        }
        attempts.forEach(Attempt::close);
    }

    /**
     * One node calls another, as often as it takes, by whatever paths its own map offers: by as
     * many at a time as a router keeps ready, and one more, which share as few relays as can be.
     */
    private static final class Attempt {
        private final VirtualNode from;
        private final VirtualNode to;
        private final List<OutboundCircuit> circuits = new ArrayList<>();
        private Set<PublicKey> failing = new LinkedHashSet<>();
        private int tries;

        Attempt(VirtualNode from, VirtualNode to) {
            this.from = from;
            this.to = to;
        }

        boolean works() {
            for (OutboundCircuit circuit : List.copyOf(circuits)) {
                if (circuit.isOpen()) {
                    return true;
                }
                if (circuit.state() == OutboundCircuit.State.CLOSED) {
                    failing.addAll(circuit.path().subList(0, circuit.path().size() - 1));
                    circuits.remove(circuit);
                }
            }
            if (circuits.isEmpty()) {
                open();
            }
            return false;
        }

        private void open() {
            List<Route> routes = routes();
            if (routes.isEmpty()) {
                failing = new LinkedHashSet<>();
                routes = routes();
            }
            for (Route route : routes) {
                List<Hop> hops = hops(route);
                if (hops != null) {
                    tries++;
                    circuits.add(from.open(hops, route.largestDatagram() - 80));
                }
            }
        }

        private List<Route> routes() {
            for (int relays : new int[] {2, 3, 4, 5, 6, 7, 1, 0}) {
                PathSettings wanted =
                        new PathSettings(
                                relays,
                                RoutePolicy.LATENCY,
                                RouteLimits.NONE.withExcluded(failing));
                List<Route> routes =
                        from.engine().planner().routes(to.key(), wanted, AT_A_TIME).routes();
                if (!routes.isEmpty()) {
                    return routes;
                }
            }
            return List.of();
        }

        private @Nullable List<Hop> hops(Route route) {
            List<PublicKey> keys = new ArrayList<>(route.relays());
            keys.add(route.target());
            List<Hop> hops = new ArrayList<>();
            for (PublicKey key : keys) {
                NodeDescriptor descriptor = from.engine().map().descriptor(key);
                if (descriptor == null) {
                    return null;
                }
                hops.add(new Hop(key, descriptor.onionKey()));
            }
            return hops;
        }

        String describe() {
            return from + " to " + to + " after " + tries + " tries";
        }

        void close() {
            if (from.isRunning()) {
                circuits.forEach(from::close);
            }
        }
    }
}

package net.skycoin.skywire.sim;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.bytes.PacketBatch;
import net.skycoin.skywire.clock.Timers;
import org.jspecify.annotations.Nullable;

/**
 * Nodes, the wires between them, and the time that they share. Everything random comes from the
 * seed; events of one moment happen in the order in which they were caused.
 */
final class VirtualNetwork {
    static final long MS = 1_000_000;
    static final long SECOND = 1000 * MS;

    private static final int RECORDED = 2000;

    /** How a wire treats datagrams in one direction; {@code jitterMs} reorders them. */
    record Shape(double delayMs, double jitterMs, double loss, double duplicates) {
        Shape(double delayMs, double jitterMs, double loss) {
            this(delayMs, jitterMs, loss, 0);
        }
    }

    /** When a node wants to run; void when it wants something else by now. */
    private record Wish(long atNs, VirtualNode node) implements Comparable<Wish> {
        @Override
        public int compareTo(Wish other) {
            int byTime = Long.compare(atNs, other.atNs);
            return byTime != 0 ? byTime : Integer.compare(node.index(), other.node.index());
        }
    }

    private static final class Wire {
        Shape shape;
        boolean cut;

        Wire(Shape shape) {
            this.shape = shape;
        }
    }

    private record Delivery(
            long atNs, long order, VirtualNode to, InetSocketAddress from, byte[] datagram)
            implements Comparable<Delivery> {
        @Override
        public int compareTo(Delivery other) {
            int byTime = Long.compare(atNs, other.atNs);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final SplittableRandom random;
    private final List<VirtualNode> nodes = new ArrayList<>();
    private final Map<InetSocketAddress, VirtualNode> byAddress = new LinkedHashMap<>();
    private final Map<VirtualNode, Map<VirtualNode, Wire>> wires = new LinkedHashMap<>();
    private final PriorityQueue<Wish> wishes = new PriorityQueue<>();
    private final PacketBatch arriving = new PacketBatch();
    private final PriorityQueue<Delivery> inFlight = new PriorityQueue<>();
    private final MessageDigest trace;
    private long nowNs = SECOND;
    private long order;
    private long delivered;

    /** What somebody on the wires recorded, and how often the recorder speaks. */
    private final List<Recorded> recorded = new ArrayList<>();

    private double meddling;

    private record Recorded(InetSocketAddress from, VirtualNode to, byte[] datagram) {}

    VirtualNetwork(long seed) {
        System.out.println("virtual network with seed " + seed);
        random = new SplittableRandom(seed);
        try {
            trace = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    SplittableRandom random() {
        return random;
    }

    long nowNs() {
        return nowNs;
    }

    void add(VirtualNode node) {
        nodes.add(node);
        wires.put(node, new LinkedHashMap<>());
        byAddress.put(node.address(), node);
    }

    /** Joins two nodes by a wire with the same shape in both directions. */
    void join(VirtualNode a, VirtualNode b, Shape shape) {
        join(a, b, shape, shape);
    }

    /** Joins two nodes by a wire whose directions differ. */
    void join(VirtualNode a, VirtualNode b, Shape there, Shape back) {
        wiresOf(a).put(b, new Wire(there));
        wiresOf(b).put(a, new Wire(back));
    }

    /** From now on nothing passes between the two, silently; or does again. */
    void cut(VirtualNode a, VirtualNode b, boolean cut) {
        wire(a, b).cut = cut;
        wire(b, a).cut = cut;
    }

    /** The nodes that something could reach from this one at the moment, itself included. */
    Set<VirtualNode> reachable(VirtualNode from) {
        Set<VirtualNode> seen = new LinkedHashSet<>(List.of(from));
        ArrayDeque<VirtualNode> queue = new ArrayDeque<>(seen);
        while (!queue.isEmpty()) {
            wiresOf(queue.remove())
                    .forEach(
                            (to, wire) -> {
                                if (!wire.cut && to.isRunning() && seen.add(to)) {
                                    queue.add(to);
                                }
                            });
        }
        return seen;
    }

    /** Those who share a wire with this node, in the order in which they were joined. */
    Set<VirtualNode> neighbours(VirtualNode of) {
        return wiresOf(of).keySet();
    }

    /**
     * From now on somebody on the wires adds, to this share of the datagrams, one of his own: an
     * earlier one again, or one altered, cut, or made longer, from where it came from or from
     * elsewhere.
     */
    void meddle(double share) {
        meddling = share;
    }

    /** A datagram from anywhere. */
    void inject(InetSocketAddress from, VirtualNode to, byte[] datagram) {
        inFlight.add(new Delivery(nowNs + MS, order++, to, from, datagram));
    }

    private void meddle(VirtualNode from, VirtualNode to, byte[] datagram) {
        if (random.nextDouble() >= meddling) {
            return;
        }
        Recorded now = new Recorded(from.address(), to, datagram.clone());
        if (recorded.size() < RECORDED) {
            recorded.add(now);
        } else {
            recorded.set(random.nextInt(RECORDED), now);
        }
        Recorded chosen = recorded.get(random.nextInt(recorded.size()));
        byte[] bytes = chosen.datagram.clone();
        switch (random.nextInt(5)) {
            case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 2 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(600));
            case 3 -> random.nextBytes(bytes);
            default -> {}
        }
        InetSocketAddress elsewhere = nodes.get(random.nextInt(nodes.size())).address();
        inject(random.nextBoolean() ? chosen.from : elsewhere, chosen.to, bytes);
    }

    private Map<VirtualNode, Wire> wiresOf(VirtualNode node) {
        return Objects.requireNonNull(wires.get(node));
    }

    private Wire wire(VirtualNode from, VirtualNode to) {
        Wire wire = wiresOf(from).get(to);
        if (wire == null) {
            throw new IllegalArgumentException("no wire between " + from + " and " + to);
        }
        return wire;
    }

    /** Takes a datagram that {@code from} sends. */
    void send(VirtualNode from, InetSocketAddress to, byte[] datagram) {
        VirtualNode receiver = byAddress.get(to);
        Wire wire = receiver == null ? null : wiresOf(from).get(receiver);
        // Drawn in any case, so that a cut changes nothing else.
        double lot = random.nextDouble();
        double spread = random.nextDouble();
        boolean copied =
                wire != null
                        && wire.shape.duplicates > 0
                        && random.nextDouble() < wire.shape.duplicates;
        if (meddling > 0 && receiver != null) {
            meddle(from, receiver, datagram);
        }
        if (receiver != null && wire != null && !wire.cut && lot >= wire.shape.loss) {
            long delayNs = (long) ((wire.shape.delayMs + spread * wire.shape.jitterMs) * MS);
            inFlight.add(
                    new Delivery(nowNs + delayNs, order++, receiver, from.address(), datagram));
            if (copied) {
                long atNs = nowNs + 2 * delayNs;
                inFlight.add(new Delivery(atNs, order++, receiver, from.address(), datagram));
            }
        }
    }

    /** Lets {@code durationNs} of virtual time pass. */
    void run(long durationNs) {
        long endNs = nowNs + durationNs;
        askAll();
        while (step(endNs)) {}
        nowNs = endNs;
        nodes.forEach(node -> node.advance(nowNs));
    }

    /** Lets time pass until the condition holds; says whether it did within the limit. */
    boolean runUntil(BooleanSupplier condition, long limitNs) {
        long endNs = nowNs + limitNs;
        askAll();
        while (!condition.getAsBoolean()) {
            if (!step(endNs)) {
                nowNs = endNs;
                return condition.getAsBoolean();
            }
        }
        return true;
    }

    /** Does what happens next, if it happens before {@code endNs}. */
    private boolean step(long endNs) {
        while (!wishes.isEmpty() && wishes.peek().node.nextDeadlineNs() != wishes.peek().atNs) {
            wishes.remove();
        }
        long deliveryNs = inFlight.isEmpty() ? Timers.NEVER : inFlight.peek().atNs;
        long wishNs = wishes.isEmpty() ? Timers.NEVER : wishes.peek().atNs;
        if (Math.min(deliveryNs, wishNs) > endNs) {
            return false;
        }
        nowNs = Math.max(nowNs, Math.min(deliveryNs, wishNs));
        if (wishNs < deliveryNs) {
            VirtualNode node = wishes.remove().node;
            node.advance(nowNs);
            ask(node);
        } else {
            Delivery delivery = inFlight.remove();
            deliver(delivery);
            ask(delivery.to);
        }
        return true;
    }

    /** The owner of the network may have spoken to any node. */
    private void askAll() {
        wishes.clear();
        nodes.forEach(this::ask);
    }

    private void ask(VirtualNode node) {
        long atNs = node.nextDeadlineNs();
        if (atNs != Timers.NEVER) {
            wishes.add(new Wish(atNs, node));
        }
    }

    private void deliver(Delivery delivery) {
        delivered++;
        note(delivery);
        arriving.clear();
        arriving.append(delivery.datagram, 0, delivery.datagram.length);
        delivery.to.receive(nowNs, delivery.from, arriving);
    }

    private void note(Delivery delivery) {
        trace.update(
                ByteBuffer.allocate(12)
                        .putLong(nowNs)
                        .putInt(delivery.to.address().getPort())
                        .array());
        trace.update(delivery.datagram);
    }

    /** A digest of every datagram that arrived so far, and when. */
    String trace() {
        try {
            return Hex.encode(((MessageDigest) trace.clone()).digest()) + " " + delivered;
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Nullable VirtualNode node(String name) {
        return nodes.stream().filter(node -> node.toString().equals(name)).findFirst().orElse(null);
    }
}

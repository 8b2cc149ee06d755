package net.skycoin.skywire.sim;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.clock.Timers;
import org.jspecify.annotations.Nullable;

/**
 * Nodes, the wires between them, and the time that they share. Everything random comes from the
 * seed; events of one moment happen in the order in which they were caused.
 */
final class VirtualNetwork {
    static final long MS = 1_000_000;
    static final long SECOND = 1000 * MS;

    /** How a wire treats datagrams in one direction; {@code jitterMs} reorders them. */
    record Shape(double delayMs, double jitterMs, double loss) {}

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
    private final Map<String, Wire> wires = new LinkedHashMap<>();
    private final PriorityQueue<Delivery> inFlight = new PriorityQueue<>();
    private final MessageDigest trace;
    private long nowNs = SECOND;
    private long order;
    private long delivered;

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
        byAddress.put(node.address(), node);
    }

    /** Joins two nodes by a wire with the same shape in both directions. */
    void join(VirtualNode a, VirtualNode b, Shape shape) {
        wires.put(name(a, b), new Wire(shape));
        wires.put(name(b, a), new Wire(shape));
    }

    /** From now on nothing passes between the two, silently; or does again. */
    void cut(VirtualNode a, VirtualNode b, boolean cut) {
        wire(a, b).cut = cut;
        wire(b, a).cut = cut;
    }

    private Wire wire(VirtualNode from, VirtualNode to) {
        Wire wire = wires.get(name(from, to));
        if (wire == null) {
            throw new IllegalArgumentException("no wire between " + from + " and " + to);
        }
        return wire;
    }

    private static String name(VirtualNode from, VirtualNode to) {
        return from + ">" + to;
    }

    /** Takes a datagram that {@code from} sends. */
    void send(VirtualNode from, InetSocketAddress to, byte[] datagram) {
        VirtualNode receiver = byAddress.get(to);
        Wire wire = receiver == null ? null : wires.get(name(from, receiver));
        // Drawn in any case, so that a cut changes nothing else.
        double lot = random.nextDouble();
        double spread = random.nextDouble();
        if (receiver != null && wire != null && !wire.cut && lot >= wire.shape.loss) {
            long delayNs = (long) ((wire.shape.delayMs + spread * wire.shape.jitterMs) * MS);
            inFlight.add(
                    new Delivery(nowNs + delayNs, order++, receiver, from.address(), datagram));
        }
    }

    /** Lets {@code durationNs} of virtual time pass. */
    void run(long durationNs) {
        long endNs = nowNs + durationNs;
        while (step(endNs)) {}
        nowNs = endNs;
        nodes.forEach(node -> node.advance(nowNs));
    }

    /** Lets time pass until the condition holds; says whether it did within the limit. */
    boolean runUntil(BooleanSupplier condition, long limitNs) {
        long endNs = nowNs + limitNs;
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
        VirtualNode next = null;
        long nextNs = inFlight.isEmpty() ? Timers.NEVER : inFlight.peek().atNs;
        for (VirtualNode node : nodes) {
            if (node.nextDeadlineNs() < nextNs) {
                nextNs = node.nextDeadlineNs();
                next = node;
            }
        }
        if (nextNs > endNs) {
            return false;
        }
        nowNs = Math.max(nowNs, nextNs);
        if (next != null) {
            next.advance(nowNs);
        } else {
            deliver(inFlight.remove());
        }
        return true;
    }

    private void deliver(Delivery delivery) {
        delivered++;
        note(delivery);
        delivery.to.receive(nowNs, delivery.from, delivery.datagram);
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

package net.skycoin.skywire.link;

import java.util.ArrayDeque;
import net.skycoin.skywire.bytes.Packet;
import org.jspecify.annotations.Nullable;

/**
 * The cells that wait for a link: deficit round robin between flows (Shreedhar and Varghese, 1995),
 * so that each flow gets the same share of bytes whatever it offers. Bounded over all flows; the
 * longest flow pays when it is full, at its head, as in FQ-CoDel (RFC 8290). A flow that keeps a
 * standing queue loses packets on the way out by CoDel (RFC 8289), and whatever has waited too
 * long. What is relayed for others waits in a line of its own behind the owner's ({@link
 * OwnerFirst}). Owns the packets inside; no allocation in the steady state.
 */
final class FairQueue {
    static final int MAX_PACKETS = 256;
    static final int MAX_BYTES = 256 * 1024;
    static final long MAX_WAIT_NS = 100_000_000L;

    /** CoDel: a queue that never gets shorter than this, for as long as that, is a standing one. */
    static final long TARGET_NS = 5_000_000L;

    static final long INTERVAL_NS = 100_000_000L;

    /** Bytes that a flow may send per turn: one full datagram. */
    private static final int QUANTUM = 1500;

    private static final int BUCKETS = 256;

    private final @Nullable Flow[] buckets = new @Nullable Flow[BUCKETS];
    private final ArrayDeque<Flow> own = new ArrayDeque<>();
    private final ArrayDeque<Flow> relayed = new ArrayDeque<>();
    private final OwnerFirst order = new OwnerFirst();
    private final ArrayDeque<Flow> spare = new ArrayDeque<>();
    private int packets;
    private int bytes;
    private long dropped;

    /** The packets of one flow; exists while there are any. */
    private static final class Flow {
        final ArrayDeque<Packet> queue = new ArrayDeque<>();
        int id;
        boolean relayed;
        int bytes;
        int deficit;
        @Nullable Flow nextInBucket;

        // CoDel's state, by the names of RFC 8289.
        long firstAboveNs;
        long dropNextNs;
        int count;
        boolean dropping;
    }

    /** Takes ownership of a packet. */
    void offer(Packet packet, int flowId, long nowNs) {
        packet.queuedAtNs = nowNs;
        Flow flow = flow(flowId, packet.relayed);
        flow.queue.addLast(packet);
        flow.bytes += packet.length;
        packets++;
        bytes += packet.length;
        while (packets > MAX_PACKETS || bytes > MAX_BYTES) {
            drop(longest());
        }
    }

    /** The next packet, which is then the caller's; null when none is left. */
    @Nullable Packet poll(long nowNs) {
        while (packets > 0) {
            boolean next = order.relayedNext(holds(false), holds(true));
            Packet packet = poll(next, nowNs);
            if (packet != null) {
                order.left(next);
                return packet;
            }
        }
        return null;
    }

    /** Whether packets of the owner's wait, or such that are relayed. */
    boolean holds(boolean ofOthers) {
        return !turns(ofOthers).isEmpty();
    }

    /** The next packet of one kind, which is then the caller's; null when none is left. */
    @Nullable Packet poll(boolean ofOthers, long nowNs) {
        ArrayDeque<Flow> turns = turns(ofOthers);
        while (true) {
            Flow flow = turns.peekFirst();
            if (flow == null) {
                return null;
            }
            Packet head = flow.queue.getFirst();
            if (nowNs - head.queuedAtNs > MAX_WAIT_NS || isStanding(flow, head, nowNs)) {
                drop(flow);
            } else if (flow.deficit < head.length) {
                flow.deficit += QUANTUM;
                turns.addLast(turns.removeFirst());
            } else {
                flow.deficit -= head.length;
                return take(flow);
            }
        }
    }

    /**
     * Whether CoDel drops the head: the first one once the queue has been standing for an interval,
     * then more and more often for as long as it stands.
     */
    private static boolean isStanding(Flow flow, Packet head, long nowNs) {
        if (nowNs - head.queuedAtNs < TARGET_NS || flow.bytes <= QUANTUM) {
            flow.firstAboveNs = 0;
            flow.dropping = false;
            return false;
        }
        if (flow.firstAboveNs == 0) {
            flow.firstAboveNs = nowNs + INTERVAL_NS;
            return false;
        }
        if (nowNs < flow.firstAboveNs || (flow.dropping && nowNs < flow.dropNextNs)) {
            return false;
        }
        if (!flow.dropping) {
            flow.dropping = true;
            // Soon after the last time the rate that helped then is taken up again.
            boolean recent = nowNs - flow.dropNextNs < 16 * INTERVAL_NS;
            flow.count = recent && flow.count > 2 ? flow.count - 2 : 1;
            flow.dropNextNs = nowNs;
        } else {
            flow.count++;
        }
        flow.dropNextNs += (long) (INTERVAL_NS / Math.sqrt(flow.count));
        return true;
    }

    boolean isEmpty() {
        return packets == 0;
    }

    int packets() {
        return packets;
    }

    int bytes() {
        return bytes;
    }

    /** Packets dropped because the queue was full or they had waited too long. */
    long dropped() {
        return dropped;
    }

    /** Releases all packets. */
    void clear() {
        while (packets > 0) {
            take(holds(false) ? own.getFirst() : relayed.getFirst()).release();
        }
    }

    private void drop(Flow flow) {
        take(flow).release();
        dropped++;
    }

    private ArrayDeque<Flow> turns(boolean ofOthers) {
        return ofOthers ? relayed : own;
    }

    private Flow longest() {
        Flow longest = longest(own, null);
        longest = longest(relayed, longest);
        if (longest == null) {
            throw new IllegalStateException("nothing to drop");
        }
        return longest;
    }

    private static @Nullable Flow longest(ArrayDeque<Flow> turns, @Nullable Flow before) {
        Flow longest = before;
        for (Flow flow : turns) {
            if (longest == null || flow.bytes > longest.bytes) {
                longest = flow;
            }
        }
        return longest;
    }

    private Packet take(Flow flow) {
        Packet packet = flow.queue.removeFirst();
        flow.bytes -= packet.length;
        packets--;
        bytes -= packet.length;
        if (flow.queue.isEmpty()) {
            retire(flow);
        }
        return packet;
    }

    private Flow flow(int id, boolean ofOthers) {
        int bucket = bucket(id);
        for (Flow flow = buckets[bucket]; flow != null; flow = flow.nextInBucket) {
            if (flow.id == id) {
                return flow;
            }
        }
        Flow flow = spare.isEmpty() ? new Flow() : spare.removeLast();
        flow.id = id;
        flow.relayed = ofOthers;
        flow.deficit = QUANTUM;
        flow.firstAboveNs = 0;
        flow.dropping = false;
        flow.nextInBucket = buckets[bucket];
        buckets[bucket] = flow;
        turns(ofOthers).addLast(flow);
        return flow;
    }

    private void retire(Flow flow) {
        turns(flow.relayed).remove(flow);
        int bucket = bucket(flow.id);
        if (buckets[bucket] == flow) {
            buckets[bucket] = flow.nextInBucket;
        } else {
            Flow before = buckets[bucket];
            while (before != null && before.nextInBucket != flow) {
                before = before.nextInBucket;
            }
            if (before != null) {
                before.nextInBucket = flow.nextInBucket;
            }
        }
        flow.nextInBucket = null;
        spare.addLast(flow);
    }

    private static int bucket(int id) {
        // Fibonacci hashing: the top byte of the product depends on all bits of the id.
        return (id * 0x9e3779b9) >>> 24;
    }
}

package net.skycoin.skywire.bond;

import org.jspecify.annotations.Nullable;

/**
 * What waits for any of the paths: flow-queued CoDel (RFC 8290), the only place where a bond drops
 * packets on purpose. In front of the flows' turns, those of flows that send little (voice, keys,
 * name look-ups, the first packets of a connection) and what is marked as urgent wait in a line of
 * their own, which {@link #pollUrgent} serves. Behind all others is what is marked as of little
 * account (RFC 8622: guests' packets are): one in sixteen leaves while others wait.
 *
 * <p>CoDel's times follow the bond's: a standing queue that a flow of a long round trip needs to
 * keep the paths busy is not yet a bad one, and it delays nobody but that flow. Owns the parcels
 * inside.
 */
final class SharedQueue {
    /** Flows that are told apart; others share. */
    static final int FLOWS = 1024;

    private static final int MAX_PARCELS = 4096;

    /** RFC 8290, section 5.2.3: one full packet. */
    private static final int QUANTUM = 1514;

    /** RFC 8289, section 4.4. */
    private static final long INTERVAL_NS = 100_000_000;

    /** Three times RFC 8289's: the paths' probing already makes the pacers stop for as long. */
    private static final long TARGET_NS = 15_000_000;

    private static final long MAX_TARGET_NS = 150_000_000;

    /** Below this a queue is never bad: two full packets. */
    private static final int TINY_BYTES = 3028;

    /**
     * Bytes that a flow may send in {@link #SPARSE_NS} and still count as one that sends little.
     */
    private static final int SPARSE_BYTES = 4096;

    private static final long SPARSE_NS = 100_000_000;

    private static final int BEFORE_BACKGROUND = 15;

    /** The urgent line is short, or it is none. */
    private static final int MAX_URGENT = 64;

    private final ParcelPool pool;
    private final @Nullable Flow[] flows = new @Nullable Flow[FLOWS];
    private final FlowList fresh = new FlowList();
    private final FlowList old = new FlowList();
    private final FlowList background = new FlowList();
    private final ParcelList urgent = new ParcelList();
    private long targetNs = TARGET_NS;
    private long intervalNs = INTERVAL_NS;
    private int parcels;
    private int bytes;
    private long dropped;
    private int inARow;

    /** One flow's packets and CoDel's state for them. */
    private static final class Flow {
        final ParcelList parcels = new ParcelList();
        @Nullable Flow next;
        boolean listed;
        boolean background;
        int bytes;
        int deficit;
        long recentBytes;
        long recentAtNs;
        long firstAboveNs;
        boolean dropping;
        long dropNextNs;
        int count;
        int lastCount;
    }

    /** First in, first out, linked through the flows. */
    private static final class FlowList {
        @Nullable Flow head;
        @Nullable Flow tail;

        void add(Flow flow) {
            flow.next = null;
            if (tail == null) {
                head = flow;
            } else {
                tail.next = flow;
            }
            tail = flow;
            flow.listed = true;
        }

        void removeHead() {
            Flow flow = head;
            if (flow != null) {
                head = flow.next;
                if (head == null) {
                    tail = null;
                }
                flow.next = null;
                flow.listed = false;
            }
        }
    }

    SharedQueue(ParcelPool pool) {
        this.pool = pool;
    }

    /** Tells how long a round trip over the bond takes; CoDel's times follow. */
    void roundTrip(long rttNs) {
        targetNs = Math.clamp(rttNs, TARGET_NS, MAX_TARGET_NS);
        intervalNs = Math.max(INTERVAL_NS, 2 * rttNs);
    }

    boolean isEmpty() {
        return parcels == 0;
    }

    /** Whether anything waits that is not urgent. */
    boolean hasBulk() {
        return parcels > urgent.size();
    }

    boolean hasUrgent() {
        return !urgent.isEmpty();
    }

    int parcels() {
        return parcels;
    }

    int bytes() {
        return bytes;
    }

    /** Packets dropped on purpose. */
    long dropped() {
        return dropped;
    }

    /**
     * Takes ownership.
     *
     * @param marked whether the packet itself asks to be hurried
     * @param lowly whether it says that it may wait
     */
    void offer(Parcel parcel, boolean marked, boolean lowly, long nowNs) {
        parcel.queuedAtNs = nowNs;
        int id = parcel.flow & (FLOWS - 1);
        Flow flow = flows[id];
        if (flow == null) {
            flow = new Flow();
            flows[id] = flow;
        }
        parcels++;
        bytes += parcel.length;
        boolean sparse = count(flow, parcel.length, nowNs) <= SPARSE_BYTES;
        // A flow keeps its order: nothing overtakes what waits for its turn.
        if ((sparse || marked) && !lowly && flow.parcels.isEmpty() && urgent.size() < MAX_URGENT) {
            urgent.add(parcel);
            return;
        }
        flow.parcels.add(parcel);
        flow.bytes += parcel.length;
        if (!flow.listed) {
            flow.deficit = QUANTUM;
            flow.background = lowly;
            (lowly ? background : fresh).add(flow);
        }
        while (parcels > MAX_PARCELS || (pool.scarce() && parcels > 1)) {
            if (!dropFromLongest()) {
                return;
            }
        }
    }

    /** Bytes of the flow in the time just past, as a leaky bucket. */
    private static long count(Flow flow, int length, long nowNs) {
        long leaked = (nowNs - flow.recentAtNs) / (SPARSE_NS / SPARSE_BYTES);
        flow.recentBytes = Math.max(0, flow.recentBytes - leaked) + length;
        flow.recentAtNs = nowNs;
        return flow.recentBytes;
    }

    /** The next urgent packet, which is then the caller's. */
    @Nullable Parcel pollUrgent() {
        Parcel parcel = urgent.poll();
        if (parcel != null) {
            taken(parcel);
        }
        return parcel;
    }

    /** The next packet in turn, which is then the caller's; null when none is left. */
    @Nullable Parcel poll(long nowNs) {
        while (true) {
            FlowList list = next();
            Flow flow = list.head;
            if (flow == null) {
                return null;
            }
            if (flow.deficit <= 0) {
                flow.deficit += QUANTUM;
                list.removeHead();
                (flow.background ? background : old).add(flow);
                continue;
            }
            Parcel parcel = dequeue(flow, nowNs);
            if (parcel == null) {
                list.removeHead();
                if (list == fresh && old.head != null) {
                    old.add(flow);
                }
                continue;
            }
            flow.deficit -= parcel.length;
            inARow = flow.background ? 0 : inARow + 1;
            return parcel;
        }
    }

    private FlowList next() {
        FlowList first = fresh.head != null ? fresh : old;
        boolean turn = first.head == null || inARow >= BEFORE_BACKGROUND;
        return turn && background.head != null ? background : first;
    }

    void clear() {
        for (Parcel p = pollUrgent(); p != null; p = pollUrgent()) {
            pool.release(p);
        }
        for (Flow flow : flows) {
            for (Parcel p = flow == null ? null : take(flow);
                    p != null && flow != null;
                    p = take(flow)) {
                pool.release(p);
            }
        }
    }

    // ---- CoDel, RFC 8289, section 5

    private @Nullable Parcel dequeue(Flow flow, long nowNs) {
        Parcel parcel = take(flow);
        boolean okToDrop = isAbove(flow, parcel, nowNs);
        if (flow.dropping) {
            if (!okToDrop) {
                flow.dropping = false;
            }
            while (parcel != null && flow.dropping && nowNs >= flow.dropNextNs) {
                drop(parcel);
                flow.count++;
                parcel = take(flow);
                if (isAbove(flow, parcel, nowNs)) {
                    flow.dropNextNs = controlLaw(flow.dropNextNs, flow.count);
                } else {
                    flow.dropping = false;
                }
            }
        } else if (okToDrop && parcel != null) {
            drop(parcel);
            parcel = take(flow);
            isAbove(flow, parcel, nowNs);
            flow.dropping = true;
            int delta = flow.count - flow.lastCount;
            flow.count = delta > 1 && nowNs - flow.dropNextNs < 16 * intervalNs ? delta : 1;
            flow.dropNextNs = controlLaw(nowNs, flow.count);
            flow.lastCount = flow.count;
        }
        return parcel;
    }

    private boolean isAbove(Flow flow, @Nullable Parcel parcel, long nowNs) {
        if (parcel == null || nowNs - parcel.queuedAtNs < targetNs || flow.bytes <= TINY_BYTES) {
            flow.firstAboveNs = 0;
            return false;
        }
        if (flow.firstAboveNs == 0) {
            flow.firstAboveNs = nowNs + intervalNs;
            return false;
        }
        return nowNs >= flow.firstAboveNs;
    }

    private long controlLaw(long fromNs, int count) {
        return fromNs + (long) (intervalNs / Math.sqrt(count));
    }

    private @Nullable Parcel take(Flow flow) {
        Parcel parcel = flow.parcels.poll();
        if (parcel != null) {
            flow.bytes -= parcel.length;
            taken(parcel);
        }
        return parcel;
    }

    private void taken(Parcel parcel) {
        parcels--;
        bytes -= parcel.length;
    }

    private void drop(Parcel parcel) {
        dropped++;
        pool.release(parcel);
    }

    private boolean dropFromLongest() {
        Flow longest = longest(background, null);
        longest = longest(fresh, longest);
        longest = longest(old, longest);
        Parcel parcel = longest == null ? null : take(longest);
        if (parcel == null) {
            return false;
        }
        drop(parcel);
        return true;
    }

    private static @Nullable Flow longest(FlowList list, @Nullable Flow before) {
        Flow longest = before;
        for (Flow flow = list.head; flow != null; flow = flow.next) {
            longest = longest == null || flow.bytes > longest.bytes ? flow : longest;
        }
        return longest;
    }
}

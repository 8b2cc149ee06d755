package net.skycoin.skywire.bond;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts packets that came over different paths back into the order in which each flow was sent, and
 * delivers none twice. A flow never waits for another one, no packet waits longer than the hold
 * time, and only what needs order (TCP) waits at all: the rest is delivered as it comes.
 *
 * <pre>
 *    ... delivered or given up | missing | held | missing | held ...
 *                                ^ next
 * </pre>
 */
final class Resequencer {
    /** Where packets go; the range is valid during the call. */
    @FunctionalInterface
    interface Sink {
        void packetArrived(byte[] array, int offset, int length, int flags);
    }

    /** How far ahead of the next packet one may be, and how far behind one is remembered. */
    static final int WINDOW = 8192;

    private static final int FIRST_RING = 16;
    private static final long FORGET_NS = 30_000_000_000L;

    /** Stands for a packet that was delivered before its turn. */
    private static final Parcel DELIVERED = new Parcel();

    private final ParcelPool pool;
    private final Sink sink;
    private final @Nullable Flow[] flows = new @Nullable Flow[SharedQueue.FLOWS];
    private final int[] nexts = new int[SharedQueue.FLOWS];
    private final List<Flow> blocked = new ArrayList<>();
    private long holdNs = 250_000_000;
    private long givenUp;
    private long duplicates;
    private int held;

    private static final class Flow {
        int next;
        @Nullable Parcel[] ring = new @Nullable Parcel[FIRST_RING];

        /** Entries of the ring in use, and those of them that wait. */
        int ahead;

        int held;
        boolean blocked;
        long lastAtNs;

        /** Bit of a sequence just below {@link #next}: given up, may still come. */
        long @Nullable [] missing;

        Flow(int next) {
            this.next = next;
        }

        @Nullable Parcel at(int sequence) {
            return ring[sequence & (ring.length - 1)];
        }

        void put(int sequence, @Nullable Parcel parcel) {
            ring[sequence & (ring.length - 1)] = parcel;
        }

        void growTo(int distance) {
            int capacity = ring.length;
            while (capacity <= distance) {
                capacity *= 2;
            }
            if (capacity == ring.length) {
                return;
            }
            @Nullable Parcel[] before = ring;
            ring = new @Nullable Parcel[capacity];
            for (int i = 0; i < before.length; i++) {
                put(next + i, before[next + i & (before.length - 1)]);
            }
        }

        void setMissing(int sequence, boolean is) {
            long[] bits = missing;
            if (bits == null) {
                if (!is) {
                    return;
                }
                bits = new long[WINDOW / Long.SIZE];
                missing = bits;
            }
            int at = sequence & (WINDOW - 1);
            if (is) {
                bits[at / Long.SIZE] |= 1L << at;
            } else {
                bits[at / Long.SIZE] &= ~(1L << at);
            }
        }

        boolean isMissing(int sequence) {
            int at = sequence & (WINDOW - 1);
            return missing != null && (missing[at / Long.SIZE] >>> at & 1) != 0;
        }
    }

    Resequencer(ParcelPool pool, Sink sink) {
        this.pool = pool;
        this.sink = sink;
    }

    /** The longest that a packet waits for those before it. */
    void hold(long ns) {
        holdNs = ns;
    }

    /** Packets for which others waited in vain. */
    long givenUp() {
        return givenUp;
    }

    /** Packets that came more than once. */
    long duplicates() {
        return duplicates;
    }

    /** Packets that wait at the moment. */
    int held() {
        return held;
    }

    boolean isBlocked() {
        return !blocked.isEmpty();
    }

    /** A packet arrived; {@code ordered} ones wait for their turn. */
    void arrived(
            int flowId,
            int sequence,
            byte[] array,
            int offset,
            int length,
            int flags,
            boolean ordered,
            long nowNs) {
        int id = flowId & (SharedQueue.FLOWS - 1);
        Flow flow = flows[id];
        if (flow == null) {
            flow = new Flow(nexts[id]);
            flows[id] = flow;
        }
        flow.lastAtNs = nowNs;
        int distance = sequence - flow.next;
        if (distance == 0) {
            advance(flow);
            sink.packetArrived(array, offset, length, flags);
            release(flow);
        } else if (distance < 0 && distance >= -WINDOW) {
            late(flow, sequence, array, offset, length, flags);
        } else if (distance < 0 || distance >= WINDOW) {
            restart(flow, sequence);
            sink.packetArrived(array, offset, length, flags);
        } else {
            early(flow, sequence, distance, array, offset, length, flags, ordered, nowNs);
        }
    }

    private static void advance(Flow flow) {
        flow.setMissing(flow.next, false);
        flow.next++;
    }

    private void late(Flow flow, int sequence, byte[] array, int offset, int length, int flags) {
        if (flow.isMissing(sequence)) {
            flow.setMissing(sequence, false);
            sink.packetArrived(array, offset, length, flags);
        } else {
            duplicates++;
        }
    }

    private void early(
            Flow flow,
            int sequence,
            int distance,
            byte[] array,
            int offset,
            int length,
            int flags,
            boolean ordered,
            long nowNs) {
        flow.growTo(distance);
        if (flow.at(sequence) != null) {
            duplicates++;
            return;
        }
        Parcel parcel = ordered && !pool.scarce() ? pool.acquire() : null;
        if (parcel == null || length > Parcel.CAPACITY) {
            if (parcel != null) {
                pool.release(parcel);
            }
            flow.put(sequence, DELIVERED);
            flow.ahead++;
            sink.packetArrived(array, offset, length, flags);
            if (flow.held == 0) {
                // Nobody waits: what is missing may come late.
                skipTo(flow, sequence);
                release(flow);
            }
            return;
        }
        System.arraycopy(array, offset, parcel.array, 0, length);
        parcel.length = length;
        parcel.flags = flags;
        parcel.queuedAtNs = nowNs;
        flow.put(sequence, parcel);
        flow.ahead++;
        flow.held++;
        held++;
        if (!flow.blocked) {
            flow.blocked = true;
            blocked.add(flow);
        }
    }

    /** Delivers what is no longer waiting for anything. */
    private void release(Flow flow) {
        while (flow.ahead > 0) {
            Parcel parcel = flow.at(flow.next);
            if (parcel == null) {
                return;
            }
            flow.put(flow.next, null);
            flow.ahead--;
            advance(flow);
            if (parcel != DELIVERED) {
                flow.held--;
                held--;
                sink.packetArrived(parcel.array, 0, parcel.length, parcel.flags);
                pool.release(parcel);
            }
        }
    }

    /** Gives up on all that is missing before {@code sequence}. */
    private void skipTo(Flow flow, int sequence) {
        while (flow.next != sequence) {
            if (flow.at(flow.next) != null) {
                release(flow);
            } else {
                flow.setMissing(flow.next, true);
                flow.next++;
            }
            if (flow.next - sequence > 0) {
                return;
            }
        }
    }

    /** The other end counts from elsewhere: delivers what is held and follows. */
    private void restart(Flow flow, int sequence) {
        while (flow.ahead > 0) {
            release(flow);
            flow.next += flow.ahead > 0 ? 1 : 0;
        }
        flow.missing = null;
        flow.next = sequence + 1;
    }

    /** Lets nobody wait longer than the hold time; to be called every few milliseconds. */
    void expire(long nowNs) {
        for (int i = blocked.size() - 1; i >= 0; i--) {
            Flow flow = blocked.get(i);
            while (flow.held > 0) {
                int first = firstHeld(flow);
                Parcel parcel = flow.at(first);
                if (parcel == null || (nowNs - parcel.queuedAtNs < holdNs && !pool.scarce())) {
                    break;
                }
                givenUp += first - flow.next;
                skipTo(flow, first);
                release(flow);
            }
            if (flow.held == 0) {
                flow.blocked = false;
                blocked.set(i, blocked.getLast());
                blocked.removeLast();
            }
        }
    }

    private static int firstHeld(Flow flow) {
        int sequence = flow.next;
        while (flow.at(sequence) == null || flow.at(sequence) == DELIVERED) {
            sequence++;
        }
        return sequence;
    }

    /** Frees what idle flows occupy; to be called every few seconds. */
    void forgetIdle(long nowNs) {
        for (int i = 0; i < flows.length; i++) {
            Flow flow = flows[i];
            if (flow != null && !flow.blocked && nowNs - flow.lastAtNs > FORGET_NS) {
                nexts[i] = flow.next;
                flows[i] = null;
            }
        }
    }

    /** Drops everything. */
    void clear() {
        for (Flow flow : blocked) {
            for (Parcel parcel : flow.ring) {
                if (parcel != null && parcel != DELIVERED) {
                    pool.release(parcel);
                }
            }
        }
        blocked.clear();
        held = 0;
    }
}

package net.skycoin.skywire.lab;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One direction of a wire, as a model without I/O or clock: a transmitter with a rate and a bounded
 * queue before it, then a line with a delay that keeps the order, but for the packets that are to
 * be late.
 *
 * <pre>
 *   arrive --(loss, bursts)--> queue --(rate, twice)--> line --(delay, jitter, late)--> poll
 *                                | full: dropped
 * </pre>
 *
 * <p>Slots given to {@link #arrive} belong to the conduit until {@link #poll} returns them; what it
 * drops it releases itself. Used by the wire's thread; {@link #shape} may be set by any thread and
 * counts from the next packet on (a cut also swallows what is under way). Statistics may be read by
 * any thread.
 */
final class Conduit {
    /** What a slot holds beside the Ethernet frame: the virtio header. */
    static final int SLOT_OVERHEAD = 10;

    /** How late a reordered packet is. */
    static final long LATE_NS = 4_000_000;

    private static final long NEVER = Long.MAX_VALUE;
    private static final int LATENESS_BITS = 24;
    private static final long PHASES_NS = 3_600_000_000_000L;

    private final PacketSlots slots;
    private final SplittableRandom random;
    private final SlotQueue waiting = new SlotQueue();
    private final SlotQueue flying = new SlotQueue();
    private final SlotQueue late = new SlotQueue();
    private long transmitterFreeNs = Long.MIN_VALUE;
    private long lastDeliveryNs = Long.MIN_VALUE;
    private long burstUntilNs = Long.MIN_VALUE;
    private final long phaseNs;
    private volatile Shape shape;

    final AtomicLong frames = new AtomicLong();
    final AtomicLong bytes = new AtomicLong();
    final AtomicLong lost = new AtomicLong();
    final AtomicLong queueDrops = new AtomicLong();

    /** How late packets were delivered: their number by the bits of the microseconds. */
    final AtomicLongArray lateness = new AtomicLongArray(LATENESS_BITS);

    Conduit(PacketSlots slots, Shape shape, long seed) {
        this.slots = slots;
        this.shape = shape;
        random = new SplittableRandom(seed);
        phaseNs = random.nextLong(PHASES_NS);
    }

    Shape shape() {
        return shape;
    }

    void shape(Shape next) {
        shape = next;
    }

    /** A packet came in at the near end. */
    void arrive(int slot, long nowNs) {
        Shape now = shape;
        if (now.burst() > 0 && random.nextDouble() < now.burst()) {
            burstUntilNs = nowNs + now.burstNs();
        }
        boolean unlucky = now.loss() > 0 && random.nextDouble() < now.loss();
        if (unlucky || nowNs < burstUntilNs) {
            drop(slot, lost);
            return;
        }
        transmit(nowNs);
        if (waiting.size() >= now.queue()) {
            drop(slot, queueDrops);
            return;
        }
        waiting.add(slot, nowNs);
        transmit(nowNs);
    }

    /** A packet that reaches the far end by now, the caller's from here on; -1: none. */
    int poll(long nowNs) {
        transmit(nowNs);
        boolean cut = shape.cut();
        for (SlotQueue next = firstToLand();
                next.size() > 0 && next.firstNs() <= nowNs;
                next = firstToLand()) {
            long dueNs = next.firstNs();
            int slot = next.remove();
            if (cut) {
                drop(slot, lost);
            } else {
                frames.lazySet(frames.getPlain() + 1);
                bytes.lazySet(bytes.getPlain() + frameBytes(slot));
                countLateness(nowNs - dueNs);
                return slot;
            }
        }
        return -1;
    }

    private void countLateness(long ns) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(ns / 1_000);
        int at = Math.min(bits, LATENESS_BITS - 1);
        lateness.setPlain(at, lateness.getPlain(at) + 1);
    }

    /** When {@link #poll} or the transmitter next has something to do. */
    long nextEventNs() {
        SlotQueue next = firstToLand();
        long delivery = next.size() > 0 ? next.firstNs() : NEVER;
        return waiting.size() > 0 ? Math.min(delivery, transmitterFreeNs) : delivery;
    }

    private SlotQueue firstToLand() {
        boolean lateFirst =
                late.size() > 0 && (flying.size() == 0 || late.firstNs() < flying.firstNs());
        return lateFirst ? late : flying;
    }

    private void transmit(long nowNs) {
        while (waiting.size() > 0 && transmitterFreeNs <= nowNs) {
            Shape now = shape;
            long startNs = Math.max(transmitterFreeNs, waiting.firstNs());
            int slot = waiting.remove();
            double rateBps = now.rateBpsAt(startNs + phaseNs);
            transmitterFreeNs = startNs + durationNs(rateBps, frameBytes(slot));
            long delayNs = now.delayNs();
            if (now.jitterNs() > 0) {
                delayNs += random.nextLong(now.jitterNs());
            }
            lastDeliveryNs = Math.max(lastDeliveryNs, transmitterFreeNs + delayNs);
            fly(slot, now);
            if (now.duplicate() > 0 && random.nextDouble() < now.duplicate()) {
                int copy = slots.copy(slot);
                if (copy >= 0) {
                    fly(copy, now);
                }
            }
        }
    }

    private void fly(int slot, Shape now) {
        if (now.reorder() > 0 && random.nextDouble() < now.reorder()) {
            late.add(slot, lastDeliveryNs + LATE_NS);
        } else {
            flying.add(slot, lastDeliveryNs);
        }
    }

    private static long durationNs(double rateBps, int frameBytes) {
        return rateBps == 0 ? 0 : Math.round(frameBytes * 8e9 / rateBps);
    }

    private int frameBytes(int slot) {
        return slots.length(slot) - SLOT_OVERHEAD;
    }

    private void drop(int slot, AtomicLong counter) {
        counter.lazySet(counter.getPlain() + 1);
        slots.release(slot);
    }

    /** A growing ring of slots with a time each. */
    private static final class SlotQueue {
        private int[] slots = new int[64];
        private long[] timesNs = new long[64];
        private int head;
        private int size;

        int size() {
            return size;
        }

        long firstNs() {
            return timesNs[head];
        }

        void add(int slot, long timeNs) {
            if (size == slots.length) {
                grow();
            }
            int tail = (head + size) & (slots.length - 1);
            slots[tail] = slot;
            timesNs[tail] = timeNs;
            size++;
        }

        int remove() {
            int slot = slots[head];
            head = (head + 1) & (slots.length - 1);
            size--;
            return slot;
        }

        private void grow() {
            int[] moreSlots = new int[2 * size];
            long[] moreTimes = new long[2 * size];
            for (int i = 0; i < size; i++) {
                int from = (head + i) & (size - 1);
                moreSlots[i] = slots[from];
                moreTimes[i] = timesNs[from];
            }
            slots = moreSlots;
            timesNs = moreTimes;
            head = 0;
        }
    }
}

package net.skycoin.skywire.bond.sim;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import net.skycoin.skywire.clock.Timers;

/**
 * One direction of a line: a transmitter with a rate and a bounded queue before it, then a delay;
 * it loses packets one by one or in bursts, and its rate may change with time.
 */
public final class VirtualWire {
    private static final long SECOND_NS = 1_000_000_000;

    /**
     * How it treats packets.
     *
     * @param rateBps bits per second
     * @param delayNs one way
     * @param jitterNs the delay varies by up to so much, without reordering
     * @param loss probability that a packet is lost by itself
     * @param burst probability that a burst of losses begins with a packet
     * @param burstNs how long a burst lasts
     * @param swings whether the rate halves and doubles each second
     * @param queue packets that wait before the next is dropped
     * @param stallNs now and then all is held back for up to so much, and then comes at once
     */
    public record Shape(
            double rateBps,
            long delayNs,
            long jitterNs,
            double loss,
            double burst,
            long burstNs,
            boolean swings,
            int queue,
            long stallNs) {

        public static Shape of(double mbps, double delayMs, double loss) {
            // The lab's default queue is in packets too; this is 100 ms, and 30 packets at least.
            int queue = (int) Math.max(30, mbps * 1e6 * 0.1 / 12_000);
            return new Shape(mbps * 1e6, (long) (delayMs * 1e6), 0, loss, 0, 0, false, queue, 0);
        }

        public Shape withJitterMs(double ms) {
            return new Shape(
                    rateBps,
                    delayNs,
                    (long) (ms * 1e6),
                    loss,
                    burst,
                    burstNs,
                    swings,
                    queue,
                    stallNs);
        }

        public Shape withBursts(double probability, double ms) {
            return new Shape(
                    rateBps,
                    delayNs,
                    jitterNs,
                    loss,
                    probability,
                    (long) (ms * 1e6),
                    swings,
                    queue,
                    stallNs);
        }

        public Shape withSwings() {
            return new Shape(
                    rateBps, delayNs, jitterNs, loss, burst, burstNs, true, queue, stallNs);
        }

        /** As behind a relay that is short of processor time. */
        public Shape withStallsMs(double ms) {
            return new Shape(
                    rateBps,
                    delayNs,
                    jitterNs,
                    loss,
                    burst,
                    burstNs,
                    swings,
                    queue,
                    (long) (ms * 1e6));
        }

        public Shape withQueue(int packets) {
            return new Shape(
                    rateBps, delayNs, jitterNs, loss, burst, burstNs, swings, packets, stallNs);
        }

        /** Bits per second on average. */
        public double meanBps() {
            return swings ? rateBps * 0.75 : rateBps;
        }
    }

    private final Timers timers;
    private final SplittableRandom random;
    private final Shape shape;
    private final ArrayDeque<Long> starts = new ArrayDeque<>();
    private final long phaseNs;
    private long freeNs;
    private long lastArrivalNs;
    private long burstUntilNs;
    private long nextStallNs;
    private long stallEndNs;
    private boolean cut;
    private long queueDrops;
    private long lost;
    private long carriedBytes;

    public VirtualWire(Timers timers, SplittableRandom random, Shape shape) {
        this.timers = timers;
        this.random = random;
        this.shape = shape;
        this.phaseNs = random.nextLong(2 * SECOND_NS);
    }

    public Shape shape() {
        return shape;
    }

    public void cut(boolean is) {
        cut = is;
    }

    public long queueDrops() {
        return queueDrops;
    }

    public long lost() {
        return lost;
    }

    public long carriedBytes() {
        return carriedBytes;
    }

    private double rateBps(long atNs) {
        return shape.swings && (atNs + phaseNs) / SECOND_NS % 2 == 1
                ? shape.rateBps / 2
                : shape.rateBps;
    }

    private long afterStall(long arrivalNs) {
        if (shape.stallNs == 0) {
            return arrivalNs;
        }
        while (arrivalNs >= nextStallNs) {
            stallEndNs = nextStallNs + random.nextLong(shape.stallNs);
            nextStallNs = stallEndNs + random.nextLong(2 * shape.stallNs);
        }
        return Math.max(arrivalNs, stallEndNs);
    }

    /** Takes a packet of so many bytes; {@code then} runs when it arrives. */
    public <T> void send(T packet, int bytes, Consumer<T> then) {
        long nowNs = timers.nowNs();
        if (random.nextDouble() < shape.burst) {
            burstUntilNs = nowNs + shape.burstNs;
        }
        if (cut || nowNs < burstUntilNs || random.nextDouble() < shape.loss) {
            lost++;
            return;
        }
        while (!starts.isEmpty() && starts.peekFirst() <= nowNs) {
            starts.removeFirst();
        }
        if (starts.size() >= shape.queue) {
            queueDrops++;
            return;
        }
        long startNs = Math.max(nowNs, freeNs);
        starts.addLast(startNs);
        freeNs = startNs + (long) (bytes * 8e9 / rateBps(startNs));
        long jitterNs = shape.jitterNs == 0 ? 0 : random.nextLong(shape.jitterNs);
        lastArrivalNs = Math.max(lastArrivalNs, freeNs + shape.delayNs + jitterNs);
        lastArrivalNs = Math.max(lastArrivalNs, afterStall(lastArrivalNs));
        timers.at(
                lastArrivalNs,
                () -> {
                    if (!cut) {
                        carriedBytes += bytes;
                        then.accept(packet);
                    }
                });
    }
}

package net.skycoin.skywire.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What was measured of the links with one neighbour over one transport, at four time scales: the
 * last minutes by the second, the last hours by the minute, the last days by the hour, the last
 * month by the day. It outlives the link, so that a neighbour that comes and goes has a past; a
 * time without a link has no samples. About ten kilobytes.
 *
 * <p>Each scale is a ring; a slot is what the slots of the scale below say together: the means, and
 * the highest rates.
 */
public final class LinkHistory {
    /** The time scales. */
    public enum Scale {
        SECOND(1_000_000_000L, 120),
        MINUTE(60_000_000_000L, 180),
        HOUR(3_600_000_000_000L, 72),
        DAY(86_400_000_000_000L, 31);

        private final long lengthNs;
        private final int slots;

        Scale(long lengthNs, int slots) {
            this.lengthNs = lengthNs;
            this.slots = slots;
        }

        public long lengthNs() {
            return lengthNs;
        }
    }

    /**
     * What a slot of time was like.
     *
     * @param beganNs monotonic time at which the slot begins
     * @param seconds with a link in it
     * @param rttNs mean of the smoothed round-trip times; negative when there was none
     * @param delayOutNs mean one-way delay towards the peer; negative when unknown
     * @param delayInNs mean one-way delay from the peer; negative when unknown
     * @param lossOut share of packets lost towards the peer
     * @param lossIn share of packets lost from the peer
     * @param rateOut mean bits per second that reached the peer
     * @param rateIn mean bits per second that arrived
     * @param topRateOut of the best second
     * @param topRateIn of the best second
     */
    public record Slot(
            long beganNs,
            int seconds,
            long rttNs,
            long delayOutNs,
            long delayInNs,
            double lossOut,
            double lossIn,
            double rateOut,
            double rateIn,
            double topRateOut,
            double topRateIn) {}

    private static final int FIELDS = 9;
    private static final int RTT = 0;
    private static final int DELAY_OUT = 1;
    private static final int DELAY_IN = 2;
    private static final int LOSS_OUT = 3;
    private static final int LOSS_IN = 4;
    private static final int RATE_OUT = 5;
    private static final int RATE_IN = 6;
    private static final int TOP_OUT = 7;
    private static final int TOP_IN = 8;

    /** One scale: slots by their number since the origin of time, modulo the length. */
    private static final class Ring {
        final Scale scale;
        final long[] numbers;
        final int[] seconds;
        final int[] delays;
        final double[] sums;

        Ring(Scale scale) {
            this.scale = scale;
            numbers = new long[scale.slots];
            seconds = new int[scale.slots];
            delays = new int[scale.slots];
            sums = new double[scale.slots * FIELDS];
        }

        void add(LinkStatistics now, long nowNs) {
            long number = Math.floorDiv(nowNs, scale.lengthNs);
            int slot = Math.floorMod(number, scale.slots);
            int at = slot * FIELDS;
            if (numbers[slot] != number || seconds[slot] == 0) {
                numbers[slot] = number;
                seconds[slot] = 0;
                delays[slot] = 0;
                Arrays.fill(sums, at, at + FIELDS, 0);
            }
            seconds[slot]++;
            if (now.rttNs() > 0) {
                delays[slot]++;
                sums[at + RTT] += now.rttNs();
                sums[at + DELAY_OUT] += now.delayOutNs();
                sums[at + DELAY_IN] += now.delayInNs();
            }
            sums[at + LOSS_OUT] += now.lossOut();
            sums[at + LOSS_IN] += now.lossIn();
            sums[at + RATE_OUT] += now.rateOut();
            sums[at + RATE_IN] += now.rateIn();
            sums[at + TOP_OUT] = Math.max(sums[at + TOP_OUT], now.rateOut());
            sums[at + TOP_IN] = Math.max(sums[at + TOP_IN], now.rateIn());
        }

        List<Slot> slots(long nowNs) {
            long last = Math.floorDiv(nowNs, scale.lengthNs);
            List<Slot> list = new ArrayList<>();
            for (long number = last - scale.slots + 1; number <= last; number++) {
                int slot = Math.floorMod(number, scale.slots);
                if (numbers[slot] == number && seconds[slot] > 0) {
                    list.add(slot(slot));
                }
            }
            return list;
        }

        double topRateOut(long nowNs) {
            long first = Math.floorDiv(nowNs, scale.lengthNs) - scale.slots + 1;
            double top = 0;
            for (int slot = 0; slot < numbers.length; slot++) {
                if (numbers[slot] >= first && seconds[slot] > 0) {
                    top = Math.max(top, sums[slot * FIELDS + TOP_OUT]);
                }
            }
            return top;
        }

        private Slot slot(int slot) {
            int at = slot * FIELDS;
            int n = seconds[slot];
            return new Slot(
                    numbers[slot] * scale.lengthNs,
                    n,
                    meanDelay(slot, RTT),
                    meanDelay(slot, DELAY_OUT),
                    meanDelay(slot, DELAY_IN),
                    sums[at + LOSS_OUT] / n,
                    sums[at + LOSS_IN] / n,
                    sums[at + RATE_OUT] / n,
                    sums[at + RATE_IN] / n,
                    sums[at + TOP_OUT],
                    sums[at + TOP_IN]);
        }

        private long meanDelay(int slot, int field) {
            int n = delays[slot];
            return n == 0 ? -1 : Math.round(sums[slot * FIELDS + field] / n);
        }
    }

    private final Map<Scale, Ring> rings = new EnumMap<>(Scale.class);
    private long lastNs = Long.MIN_VALUE;

    LinkHistory() {
        for (Scale scale : Scale.values()) {
            rings.put(scale, new Ring(scale));
        }
    }

    /** Takes what a link has measured; once in a second at most, the rest is passed over. */
    void add(LinkStatistics now, long nowNs) {
        long second = Math.floorDiv(nowNs, Scale.SECOND.lengthNs);
        if (lastNs != Long.MIN_VALUE && second <= Math.floorDiv(lastNs, Scale.SECOND.lengthNs)) {
            return;
        }
        lastNs = nowNs;
        for (Ring ring : rings.values()) {
            ring.add(now, nowNs);
        }
    }

    /** The slots of a scale in which there was a link, oldest first; the last goes on. */
    public List<Slot> slots(Scale scale, long nowNs) {
        return ring(scale).slots(nowNs);
    }

    /** Bits per second of the best second towards the peer in the last days; 0 without any. */
    double topRateOut(long nowNs) {
        return ring(Scale.HOUR).topRateOut(nowNs);
    }

    private Ring ring(Scale scale) {
        return Objects.requireNonNull(rings.get(scale));
    }

    /** When a link was last measured. */
    long lastNs() {
        return lastNs;
    }
}

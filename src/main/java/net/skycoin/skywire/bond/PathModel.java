package net.skycoin.skywire.bond;

import java.util.random.RandomGenerator;
import net.skycoin.skywire.clock.Timers;

/**
 * What one path can carry, found out in the manner of BBR (Cardwell et al., "BBR: Congestion-Based
 * Congestion Control", ACM Queue 2016; draft-ietf-ccwg-bbr): the largest delivery rate seen lately
 * and the least round-trip time say how fast to send and how much may be under way; now and then a
 * little more is sent to see whether the path carries it.
 *
 * <pre>
 *   STARTUP -- the rate grows no more, or a queue stands --> DRAIN -- the queue is gone --> CRUISE
 *   CRUISE -- after a while --> UP -- a round trip, until the rate grows no more --> DOWN -- queue gone --> CRUISE
 * </pre>
 *
 * <p>Two things differ from BBR. Arrival times are the receiver's own, so the way back and the
 * gathering of feedback do not blur the samples; and in flight stays below 1.25 BDP but for what
 * the feedback's interval needs, and what must be under way on a path whose packets or feedback
 * come in clumps (a busy relay, wifi): else the rate would fall, then the window with it, without
 * end. Rates are bytes per second.
 */
final class PathModel {
    private enum Phase {
        STARTUP,
        DRAIN,
        CRUISE,
        UP,
        DOWN
    }

    private static final long SECOND_NS = 1_000_000_000;
    private static final double STARTUP_GAIN = 2.77;
    private static final double DRAIN_GAIN = 0.5;
    private static final double UP_GAIN = 1.25;

    /** Once the path has carried more than before, there may be much more. */
    private static final double FURTHER_UP_GAIN = 1.75;

    private static final double DOWN_GAIN = 0.75;
    private static final double STARTUP_WINDOW = 2;
    private static final double WINDOW = 1.25;

    /** Rounds over which the largest rate counts; fewer when a queue says that it is too high. */
    private static final int ROUNDS = 10;

    private static final int FEW_ROUNDS = 2;

    private static final int FIRST_WINDOW = 10 * 1500;
    private static final int LEAST_WINDOW = 4 * 1500;

    /** Half of the time over which the least delays count. */
    private static final long LEAST_FOR_NS = 5 * SECOND_NS;

    private static final long CRUISE_MIN_NS = 150_000_000;
    private static final int CRUISE_ROUND_TRIPS = 6;
    private static final long STANDING_QUEUE_NS = 20_000_000;
    private static final long MAX_STANDING_QUEUE_NS = 50_000_000;

    /** Draft BBR, section 4.3.1.3: so much loss in the start means that the queue is full. */
    private static final double STARTUP_LOSS = 0.02;

    private static final long CLUMPS_FOR_NS = SECOND_NS;

    /** Draft BBR, section 4.5.5: clumps of more than that are not made up for. */
    private static final long CLUMP_MAX_NS = 100_000_000;

    private final RandomGenerator random;

    private Phase phase = Phase.STARTUP;
    private long phaseSinceNs;
    private long cruiseNs;
    private double rateBeforeUp;
    private double upGain = UP_GAIN;

    private long delivered;
    private long deliveredAtNs = Timers.NEVER;
    private long firstSentNs;
    private long limitedUntil;

    private final double[] roundMaxima = new double[ROUNDS];
    private long rounds;
    private long roundEnd;
    private double rate;
    private double fullRate;
    private int fullRounds;

    private long clumpSinceNs;
    private long clumpBytes;
    private long newlyDelivered;
    private final WindowedMin clumps = new WindowedMin(CLUMPS_FOR_NS);

    private final WindowedMin rtt = new WindowedMin(LEAST_FOR_NS);
    private final WindowedMin delay = new WindowedMin(LEAST_FOR_NS);
    private long smoothedDelayNs;
    private long smoothedRttNs;
    private int crowdedRounds;
    private double loss;
    private int sharers = 1;

    PathModel(RandomGenerator random, long nowNs) {
        this.random = random;
        phaseSinceNs = nowNs;
    }

    /** The least of the values of the last one to two periods. */
    static final class WindowedMin {
        private final long periodNs;
        private long sinceNs = Long.MIN_VALUE / 2;
        private long now = Timers.NEVER;
        private long before = Timers.NEVER;

        WindowedMin(long periodNs) {
            this.periodNs = periodNs;
        }

        void add(long value, long nowNs) {
            if (nowNs - sinceNs > periodNs) {
                before = now;
                now = Timers.NEVER;
                sinceNs = nowNs;
            }
            now = Math.min(now, value);
        }

        /** {@link Timers#NEVER} before the first. */
        long get() {
            return Math.min(now, before);
        }
    }

    long delivered() {
        return delivered;
    }

    long deliveredAtNs() {
        return deliveredAtNs;
    }

    long firstSentNs() {
        return firstSentNs;
    }

    boolean isApplicationLimited() {
        return delivered < limitedUntil;
    }

    boolean isMeasured() {
        return rtt.get() != Timers.NEVER;
    }

    /** Bytes per second that the path carries; 0 until the first sample. */
    double rate() {
        return rate;
    }

    /** Smoothed, without the time that the other end took to answer. */
    long rttNs() {
        return smoothedRttNs;
    }

    long leastRttNs() {
        return isMeasured() ? rtt.get() : Path.INITIAL_RTT_NS;
    }

    /**
     * Delay towards the other end now, on a scale that all paths of the bond share and whose zero
     * is arbitrary.
     */
    long delayNs() {
        return smoothedDelayNs;
    }

    /** The same without queues. */
    long leastDelayNs() {
        return isMeasured() ? delay.get() : 0;
    }

    /** How long cells wait in queues of the path. */
    long queueingNs() {
        return isMeasured() ? Math.max(0, smoothedDelayNs - delay.get()) : 0;
    }

    /** The part of cells that gets lost. */
    double loss() {
        return loss;
    }

    boolean isStarting() {
        return phase == Phase.STARTUP;
    }

    /** So many paths, this one included, share one bottleneck: together they probe like one. */
    void sharers(int count) {
        sharers = count;
    }

    /** Bytes per second at which to send. */
    double pacingRate() {
        if (rate == 0) {
            return STARTUP_GAIN * FIRST_WINDOW * SECOND_NS / (double) leastRttNs();
        }
        return switch (phase) {
            case STARTUP -> STARTUP_GAIN * rate;
            case DRAIN -> DRAIN_GAIN * rate;
            case CRUISE -> rate;
            case UP -> (1 + (upGain - 1) / sharers) * rate;
            case DOWN -> DOWN_GAIN * rate;
        };
    }

    /** Bytes that may be under way. */
    long window() {
        if (rate == 0) {
            return FIRST_WINDOW;
        }
        double gain =
                switch (phase) {
                    case STARTUP, DRAIN -> STARTUP_WINDOW;
                    case UP -> 1 + (Math.max(WINDOW, upGain) - 1) / sharers;
                    case CRUISE, DOWN -> 1 + (WINDOW - 1) / sharers;
                };
        return Math.max(LEAST_WINDOW, (long) (gain * bdp()) + clumpAllowance());
    }

    private double bdp() {
        return rate * (leastRttNs() + Path.FEEDBACK_INTERVAL_NS) / SECOND_NS;
    }

    /** Draft BBR, section 4.5.5: what arrives at once beyond what the rate explains. */
    private void measureClumps(long nowNs) {
        double expected = rate * (nowNs - clumpSinceNs) / SECOND_NS;
        if (clumpBytes <= expected) {
            clumpBytes = 0;
            expected = 0;
            clumpSinceNs = nowNs;
        }
        clumpBytes += newlyDelivered;
        newlyDelivered = 0;
        clumps.add((long) (expected - clumpBytes), nowNs);
    }

    private long clumpAllowance() {
        if (clumps.get() == Timers.NEVER) {
            return 0;
        }
        double explained = rate * Path.FEEDBACK_INTERVAL_NS / SECOND_NS;
        double most = rate * CLUMP_MAX_NS / SECOND_NS;
        return (long) Math.clamp(-clumps.get() - explained, 0, most);
    }

    /** A cell is about to be sent; {@code idle} says that none is under way. */
    void sending(boolean idle, long nowNs) {
        if (idle) {
            firstSentNs = nowNs;
            if (isMeasured()) {
                // As if the news of an arrival had just come.
                deliveredAtNs = Math.max(deliveredAtNs, nowNs + delay.get() - rtt.get());
            }
        }
    }

    /** There was room on the path and nothing to send. */
    void applicationLimited(long inFlight) {
        limitedUntil = delivered + Math.max(1, inFlight);
    }

    void lost(int cells, int of) {
        double weight = Math.min(1, of / 256.0);
        loss += weight * ((double) cells / of - loss);
    }

    void acknowledged(int bytes) {
        delivered += bytes;
        newlyDelivered += bytes;
    }

    /**
     * The newest cell that arrived, after all of them were counted by {@link #acknowledged}.
     *
     * @param cell its record
     * @param arrivedNs when, by the other end's clock
     * @param heldNs how long the other end kept the news
     */
    void sample(SentCells.SentCell cell, long arrivedNs, long heldNs, long inFlight, long nowNs) {
        measureDelays(arrivedNs - cell.sentNs, nowNs - cell.sentNs - heldNs, nowNs);
        boolean newRound = cell.delivered >= roundEnd;
        if (newRound) {
            roundEnd = delivered;
            rounds++;
            roundMaxima[(int) (rounds % ROUNDS)] = 0;
        }
        if (cell.deliveredAtNs != Timers.NEVER) {
            long elapsedNs =
                    Math.max(cell.sentNs - cell.firstSentNs, arrivedNs - cell.deliveredAtNs);
            // Draft BBR, section 4.1.1.2.4: a shorter time than a round trip says nothing.
            elapsedNs = Math.max(elapsedNs, rtt.get());
            double sample = (delivered - cell.delivered) * (double) SECOND_NS / elapsedNs;
            if (!cell.applicationLimited || sample > rate) {
                int at = (int) (rounds % ROUNDS);
                roundMaxima[at] = Math.max(roundMaxima[at], sample);
            } else if (newRound) {
                // Nothing was learnt: the round before is not forgotten for it.
                rounds--;
            }
        }
        measureClumps(nowNs);
        deliveredAtNs = arrivedNs;
        firstSentNs = cell.sentNs;
        if (newRound) {
            crowdedRounds = isCrowded() ? crowdedRounds + 1 : 0;
        }
        updateRate();
        step(newRound, cell.applicationLimited, inFlight, nowNs);
    }

    private boolean isCrowded() {
        return queueingNs()
                > Math.clamp(leastRttNs() / 2, STANDING_QUEUE_NS, MAX_STANDING_QUEUE_NS);
    }

    /** Whether cells are lost, and more of them since a queue stands. */
    private boolean overflows() {
        return loss > STARTUP_LOSS && queueingNs() > STANDING_QUEUE_NS;
    }

    private void updateRate() {
        int few = crowdedRounds >= FEW_ROUNDS ? FEW_ROUNDS : ROUNDS;
        double most = 0;
        for (int i = 0; i < few; i++) {
            most = Math.max(most, roundMaxima[(int) ((rounds + ROUNDS - i) % ROUNDS)]);
        }
        if (most > 0) {
            rate = most;
        }
    }

    private void measureDelays(long delayNs, long rttNs, long nowNs) {
        if (rttNs < 0 || rttNs > 60 * SECOND_NS) {
            return;
        }
        boolean first = !isMeasured();
        rtt.add(rttNs, nowNs);
        delay.add(delayNs, nowNs);
        // RFC 6298, section 2.
        smoothedRttNs = first ? rttNs : smoothedRttNs + (rttNs - smoothedRttNs) / 8;
        smoothedDelayNs = first ? delayNs : smoothedDelayNs + (delayNs - smoothedDelayNs) / 4;
    }

    private void step(boolean newRound, boolean limited, long inFlight, long nowNs) {
        long inPhaseNs = nowNs - phaseSinceNs;
        switch (phase) {
            case STARTUP -> {
                boolean crowded = rounds > 3 && (isCrowded() || overflows());
                if (newRound && (crowded || (!limited && isFull()))) {
                    enter(Phase.DRAIN, nowNs);
                }
            }
            case DRAIN -> {
                if (inFlight <= bdp()) {
                    cruise(nowNs);
                }
            }
            case CRUISE -> {
                if (inPhaseNs >= cruiseNs) {
                    rateBeforeUp = rate;
                    upGain = UP_GAIN;
                    enter(Phase.UP, nowNs);
                }
            }
            case UP -> {
                if (inPhaseNs >= leastRttNs() + 2 * Path.FEEDBACK_INTERVAL_NS) {
                    boolean grows = rate > 1.1 * rateBeforeUp && !isCrowded();
                    rateBeforeUp = rate;
                    upGain = FURTHER_UP_GAIN;
                    enter(grows ? Phase.UP : Phase.DOWN, nowNs);
                }
            }
            case DOWN -> {
                if (inFlight <= bdp() || inPhaseNs > 2 * leastRttNs()) {
                    cruise(nowNs);
                }
            }
        }
    }

    /** Finds out anew how much the path carries, from what is known up. */
    void restart(long nowNs) {
        fullRate = 0;
        fullRounds = 0;
        crowdedRounds = 0;
        enter(Phase.STARTUP, nowNs);
    }

    /** Draft BBR, section 4.3.1.2: three rounds without growth by a quarter. */
    private boolean isFull() {
        if (rate >= 1.25 * fullRate) {
            fullRate = rate;
            fullRounds = 0;
            return false;
        }
        return ++fullRounds >= 3;
    }

    private void cruise(long nowNs) {
        cruiseNs = Math.max(CRUISE_MIN_NS, CRUISE_ROUND_TRIPS * leastRttNs());
        cruiseNs += random.nextLong(cruiseNs / 2);
        enter(Phase.CRUISE, nowNs);
    }

    private void enter(Phase next, long nowNs) {
        phase = next;
        phaseSinceNs = nowNs;
    }
}

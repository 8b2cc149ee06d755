package net.skycoin.skywire.bond;

import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.wire.Feedback;

/**
 * The model of one path of a bond, at one of its ends: what was sent on it, what the other end says
 * arrived, and what arrived here. Every cell of a path is numbered by the path itself (the
 * circuit's sequence), so loss and silence are the path's own and never guessed from the bond's
 * traffic as a whole.
 *
 * <pre>
 *            answer demanded, none for max(2 RTT, 100 ms)        none for max(4 RTT, 500 ms), at most 800 ms
 *   GOOD  ------------------------------------------->  SUSPECT  ------------------------------------------>  DEAD
 *         <------------------ feedback ---------------
 * </pre>
 *
 * Suspicion only moves new packets elsewhere; the path is probed and comes back with the first
 * feedback that acknowledges something. Halfway to suspicion an otherwise idle path is probed: the
 * loss of a last packet is not a silence.
 */
public final class Path {
    /** How sure the bond is that the path carries packets. */
    public enum State {
        GOOD,
        SUSPECT,
        DEAD
    }

    /** Assumed until the first measurement. */
    static final long INITIAL_RTT_NS = 200_000_000;

    /** The other end may hold feedback back for as long; it adds to every patience. */
    static final long FEEDBACK_INTERVAL_NS = 10_000_000;

    private static final long SUSPECT_MIN_NS = 100_000_000;
    private static final long DEAD_MIN_NS = 500_000_000;
    private static final long DEAD_MAX_NS = 800_000_000;
    private static final int BIT_MAP_BITS = 128;

    private final Carrier carrier;
    private final Object owner;
    private final long originNs;
    private State state = State.GOOD;

    private long sent;
    private long lastDemanding = -1;
    private long highestAcknowledged = -1;
    private long acknowledgedCells;
    private long bytesSent;
    private long unansweredSinceNs = Timers.NEVER;
    private long lastSentNs;
    private long smoothedRttNs = INITIAL_RTT_NS;
    private long minRttNs = Timers.NEVER;

    private long highestReceived = -1;
    private long received;
    private long bytesReceived;
    private long recentHigh;
    private long recentLow;
    private long lastDataNs;
    private long peerTime;
    private long peerTimeAtNs;
    private boolean feedbackOwed;
    private long lastFeedbackNs;

    /**
     * Times told to the other end count from {@code originNs}, a random moment of the past: they
     * must not tell the uptime.
     */
    Path(Carrier carrier, Object owner, long originNs, long nowNs) {
        this.carrier = carrier;
        this.owner = owner;
        this.originNs = originNs;
        this.lastSentNs = nowNs;
        this.lastDataNs = nowNs;
    }

    /** The circuit, as its owner gave it to {@link Bond#add}. */
    public Object owner() {
        return owner;
    }

    public State state() {
        return state;
    }

    /** Smoothed round-trip time in nanoseconds. */
    public long rttNs() {
        return smoothedRttNs;
    }

    public boolean measured() {
        return minRttNs != Timers.NEVER;
    }

    /** Bytes of inner packets sent on this path. */
    public long bytesSent() {
        return bytesSent;
    }

    /** Bytes of inner packets that arrived on this path. */
    public long bytesReceived() {
        return bytesReceived;
    }

    /**
     * Cells sent that the other end had not reported by its last feedback, out of those it should
     * have.
     */
    public long cellsLost() {
        return Math.max(0, highestAcknowledged + 1 - acknowledgedCells);
    }

    long lastDataNs() {
        return lastDataNs;
    }

    long lastSentNs() {
        return lastSentNs;
    }

    boolean awaitsAnswer() {
        return unansweredSinceNs != Timers.NEVER;
    }

    boolean owesFeedback() {
        return feedbackOwed;
    }

    boolean send(
            int flow,
            int flowSequence,
            int cellClass,
            int flags,
            byte[] source,
            int offset,
            int length,
            boolean demanding,
            long nowNs) {
        if (!carrier.send(flow, flowSequence, cellClass, flags, source, offset, length)) {
            return false;
        }
        if (demanding) {
            lastDemanding = sent;
            if (unansweredSinceNs == Timers.NEVER) {
                unansweredSinceNs = nowNs;
            }
        }
        sent++;
        lastSentNs = nowNs;
        return true;
    }

    void countSent(int bytes) {
        bytesSent += bytes;
    }

    /**
     * Notes that the cell {@code sequence} arrived; {@code demanding} cells are answered with
     * feedback.
     */
    void cellArrived(long sequence, boolean demanding, long nowNs) {
        received++;
        feedbackOwed |= demanding;
        if (sequence > highestReceived) {
            shiftRecent(sequence - highestReceived);
            highestReceived = sequence;
        } else {
            markRecent(highestReceived - sequence - 1);
        }
    }

    void dataArrived(int bytes, long nowNs) {
        bytesReceived += bytes;
        lastDataNs = nowNs;
    }

    /**
     * Bit i of (high, low), counted from the lowest of {@code recentLow}, says that highest - 1 - i
     * arrived.
     */
    private void shiftRecent(long by) {
        if (by >= BIT_MAP_BITS || highestReceived < 0) {
            recentHigh = 0;
            recentLow = 0;
        } else if (by >= Long.SIZE) {
            recentHigh = recentLow << (by - Long.SIZE);
            recentLow = 0;
        } else {
            recentHigh = (recentHigh << by) | (recentLow >>> (Long.SIZE - by));
            recentLow <<= by;
        }
        if (highestReceived >= 0 && by <= BIT_MAP_BITS) {
            markRecent(by - 1);
        }
    }

    private void markRecent(long index) {
        if (index < 0 || index >= BIT_MAP_BITS) {
            return;
        }
        if (index < Long.SIZE) {
            recentLow |= 1L << index;
        } else {
            recentHigh |= 1L << (index - Long.SIZE);
        }
    }

    boolean feedbackDue(long nowNs) {
        return feedbackOwed && nowNs - lastFeedbackNs >= FEEDBACK_INTERVAL_NS;
    }

    Feedback feedback(long nowNs) {
        feedbackOwed = false;
        lastFeedbackNs = nowNs;
        long heldUs = Math.min(Integer.MAX_VALUE, (nowNs - peerTimeAtNs) / 1000);
        return new Feedback(
                highestReceived, received, recentHigh, recentLow, micros(nowNs), peerTime, heldUs);
    }

    void feedbackArrived(Feedback feedback, long nowNs) {
        peerTime = feedback.timeUs();
        peerTimeAtNs = nowNs;
        if (feedback.highestSequence() >= sent
                || feedback.highestSequence() < highestAcknowledged) {
            return;
        }
        // The other end may be heard and yet hear nothing of us: only what it acknowledges counts.
        boolean progress = feedback.highestSequence() > highestAcknowledged;
        highestAcknowledged = feedback.highestSequence();
        acknowledgedCells = feedback.cellsReceived();
        if (highestAcknowledged >= lastDemanding) {
            unansweredSinceNs = Timers.NEVER;
        } else if (progress) {
            unansweredSinceNs = nowNs;
        }
        if (state == State.SUSPECT && (progress || !awaitsAnswer())) {
            state = State.GOOD;
        }
        if (feedback.echoedTimeUs() != 0) {
            measureRtt((micros(nowNs) - feedback.echoedTimeUs() - feedback.heldUs()) * 1000);
        }
    }

    private long micros(long nowNs) {
        return (nowNs - originNs) / 1000;
    }

    /** Smoothed as in RFC 6298, section 2. */
    private void measureRtt(long sampleNs) {
        if (sampleNs < 0 || sampleNs > 60_000_000_000L) {
            return;
        }
        smoothedRttNs = measured() ? smoothedRttNs + (sampleNs - smoothedRttNs) / 8 : sampleNs;
        minRttNs = Math.min(minRttNs, sampleNs);
    }

    /** Moves the state on by the time that demanding cells have gone unanswered. */
    void judge(long nowNs) {
        if (state == State.DEAD || unansweredSinceNs == Timers.NEVER) {
            return;
        }
        long silentNs = silentNs(nowNs);
        if (silentNs > Math.clamp(4 * smoothedRttNs, DEAD_MIN_NS, DEAD_MAX_NS)) {
            state = State.DEAD;
        } else if (silentNs > suspectAfterNs()) {
            state = State.SUSPECT;
        }
    }

    /** Whether an answer is so late that it should be asked for once more. */
    boolean isDoubtful(long nowNs) {
        return awaitsAnswer() && silentNs(nowNs) > suspectAfterNs() / 2;
    }

    private long silentNs(long nowNs) {
        return nowNs - unansweredSinceNs - FEEDBACK_INTERVAL_NS;
    }

    private long suspectAfterNs() {
        return Math.clamp(2 * smoothedRttNs, SUSPECT_MIN_NS, DEAD_MIN_NS);
    }

    /** Forgives silence up to now: this end itself did not run. */
    void pardon(long nowNs) {
        if (unansweredSinceNs != Timers.NEVER) {
            unansweredSinceNs = nowNs;
        }
    }
}

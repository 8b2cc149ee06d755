package net.skycoin.skywire.link;

import java.util.random.RandomGenerator;
import net.skycoin.skywire.clock.Timers;

/**
 * When the next report is due, and whether it asks for an answer. While something arrives, every
 * 100 ms; while an answer is awaited, as often, and asking; when asked, at once; else as a
 * keep-alive, which asks as well and so finds out that an idle peer is gone.
 */
final class ReportSchedule {
    private static final long INTERVAL_NS = 100_000_000L;

    /** Between questions once the answer is late, so that loss alone seldom looks like silence. */
    private static final long URGENT_INTERVAL_NS = 50_000_000L;

    private static final long LATE_NS = 200_000_000L;

    /** Answers leave no faster than this, however fast the peer asks. */
    private static final long ANSWER_SPACING_NS = 10_000_000L;

    private static final long KEEP_ALIVE_NS = 10_000_000_000L;

    private final RandomGenerator random;
    private long sentAtNs;
    private long askedAtNs;
    private long answeredAtNs;
    private long keepAliveAtNs;
    private boolean arriving;
    private boolean owed;

    /** The first report is due at once, and asks. */
    ReportSchedule(RandomGenerator random, long nowNs) {
        this.random = random;
        sentAtNs = nowNs - INTERVAL_NS;
        askedAtNs = sentAtNs;
        answeredAtNs = sentAtNs;
        keepAliveAtNs = nowNs;
    }

    /** A cell or a piece of a message arrived, or one is still unacknowledged. */
    void active() {
        arriving = true;
    }

    /** The peer asked for an answer at once. */
    void owe() {
        owed = true;
    }

    /** The first report after an address changed, or a stall, asks at once. */
    void askNow(long nowNs) {
        keepAliveAtNs = nowNs;
    }

    /**
     * When the next report is due.
     *
     * @param waitingSinceNs since when an answer is awaited, or {@link Timers#NEVER}
     */
    long deadlineNs(long waitingSinceNs) {
        long deadlineNs = Math.min(keepAliveAtNs, questionNs(waitingSinceNs));
        if (arriving) {
            deadlineNs = Math.min(deadlineNs, sentAtNs + INTERVAL_NS);
        }
        return owed ? Math.min(deadlineNs, answeredAtNs + ANSWER_SPACING_NS) : deadlineNs;
    }

    private long questionNs(long waitingSinceNs) {
        if (waitingSinceNs == Timers.NEVER) {
            return Timers.NEVER;
        }
        boolean late = askedAtNs - waitingSinceNs >= LATE_NS;
        return askedAtNs + (late ? URGENT_INTERVAL_NS : INTERVAL_NS);
    }

    /** Whether a report that leaves now should ask for an answer. */
    boolean asks(long waitingSinceNs, long nowNs) {
        return nowNs >= Math.min(keepAliveAtNs, questionNs(waitingSinceNs));
    }

    /** A report leaves. */
    void sent(boolean asking, long nowNs) {
        sentAtNs = nowNs;
        if (asking) {
            askedAtNs = nowNs;
        }
        if (owed) {
            answeredAtNs = nowNs;
        }
        arriving = false;
        owed = false;
        keepAliveAtNs = nowNs + (long) (KEEP_ALIVE_NS * (0.8 + 0.4 * random.nextDouble()));
    }
}

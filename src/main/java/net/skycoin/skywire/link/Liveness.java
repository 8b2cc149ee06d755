package net.skycoin.skywire.link;

import net.skycoin.skywire.clock.Timers;

/**
 * How long the peer has owed an answer. Anything authentic from it is one; without a demand there
 * is no silence.
 */
final class Liveness {
    private static final long SHORTEST_LIMIT_NS = 500_000_000L;
    private static final long LONGEST_LIMIT_NS = 800_000_000L;
    private static final long DOWN_AFTER_NS = 5_000_000_000L;

    private long waitingSinceNs = Timers.NEVER;

    /** Something that demands an answer was sent. */
    void demanded(long nowNs) {
        if (waitingSinceNs == Timers.NEVER) {
            waitingSinceNs = nowNs;
        }
    }

    /** Something authentic came. */
    void heard() {
        waitingSinceNs = Timers.NEVER;
    }

    /** This node itself did not run for a while: the answer may be waiting, so wait anew. */
    void restart(long nowNs) {
        if (waitingSinceNs != Timers.NEVER) {
            waitingSinceNs = nowNs;
        }
    }

    /** Since when an answer is awaited; {@link Timers#NEVER} when none is. */
    long waitingSinceNs() {
        return waitingSinceNs;
    }

    /** When the link is to be called silent: after four round trips, 500 to 800 ms. */
    long silentAtNs(long rttNs) {
        // Without a measurement, the most patient.
        long limitNs = rttNs == 0 ? LONGEST_LIMIT_NS : 4 * rttNs;
        return after(Math.clamp(limitNs, SHORTEST_LIMIT_NS, LONGEST_LIMIT_NS));
    }

    /** When the link is to be given up. */
    long downAtNs() {
        return after(DOWN_AFTER_NS);
    }

    private long after(long limitNs) {
        return waitingSinceNs == Timers.NEVER ? Timers.NEVER : waitingSinceNs + limitNs;
    }
}

package net.skycoin.skywire.topology;

/**
 * How long to wait before link states are published again: a second, in which changes gather; while
 * links come and go without rest, twice as long each time after the third.
 */
final class HoldDown {
    static final long COALESCE_NS = 1_000_000_000L;

    /** Longer than the longest delay, or a link that never rests would be forgiven. */
    static final long QUIET_NS = 60_000_000_000L;

    private static final int FREE_WAITS = 3;
    private static final int MAX_DOUBLINGS = 5;

    private int recent;
    private long lastNs;

    HoldDown(long nowNs) {
        lastNs = nowNs;
    }

    long delayNs(long nowNs) {
        forget(nowNs);
        int doublings = Math.clamp(recent - FREE_WAITS, 0, MAX_DOUBLINGS);
        return COALESCE_NS << doublings;
    }

    /** A wait is over, whether or not there was still something to publish. */
    void waited(long nowNs) {
        forget(nowNs);
        recent++;
        lastNs = nowNs;
    }

    private void forget(long nowNs) {
        if (nowNs - lastNs >= QUIET_NS) {
            recent = 0;
        }
    }
}

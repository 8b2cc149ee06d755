package net.skycoin.skywire.topology;

/**
 * How long to wait before link states are published again: a second, in which changes gather; while
 * links come and go without rest, twice as long each time after the third.
 */
final class HoldDown {
    static final long COALESCE_NS = 1_000_000_000L;
    static final long QUIET_NS = 60_000_000_000L;

    private static final int FREE_PUBLICATIONS = 3;
    private static final int MAX_DOUBLINGS = 6;

    private int recent;
    private long lastNs;

    HoldDown(long nowNs) {
        lastNs = nowNs;
    }

    long delayNs(long nowNs) {
        forget(nowNs);
        int doublings = Math.clamp(recent - FREE_PUBLICATIONS, 0, MAX_DOUBLINGS);
        return COALESCE_NS << doublings;
    }

    void published(long nowNs) {
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

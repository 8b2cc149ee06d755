package net.skycoin.skywire.topology;

/**
 * How long to wait before link states are published again: a second, in which changes gather; and
 * for a node whose links come and go without rest, until its allowance has grown again. A link that
 * is back is news as good as one that is lost: others may depend on it for their second path.
 */
final class HoldDown {
    static final long COALESCE_NS = 1_000_000_000L;

    /** Publications that may follow each other. */
    static final int BURST = 20;

    /** One more after each such time. */
    static final long REFILL_NS = 3_000_000_000L;

    /** When the allowance is full again; each publication moves it on. */
    private long fullAtNs;

    HoldDown(long nowNs) {
        fullAtNs = nowNs;
    }

    long delayNs(long nowNs) {
        return Math.max(COALESCE_NS, fullAtNs - (BURST - 1) * REFILL_NS - nowNs);
    }

    /** A wait is over, whether or not there was still something to publish. */
    void waited(long nowNs) {
        fullAtNs = Math.max(fullAtNs, nowNs) + REFILL_NS;
    }
}

package net.skycoin.skywire.circuit;

/**
 * So many events per second and a burst on top: the generic cell rate algorithm (ITU-T I.371),
 * which is a token bucket kept as one time.
 */
final class RateLimit {
    private final long intervalNs;
    private final long toleranceNs;

    /** When the bucket would be full again; before the first event, whenever that is. */
    private long fullAtNs = Long.MIN_VALUE;

    RateLimit(int perSecond, int burst) {
        intervalNs = 1_000_000_000L / perSecond;
        toleranceNs = burst * intervalNs;
    }

    /** Counts one event; false, and nothing counted, when it is one too many. */
    boolean admits(long nowNs) {
        long fullAt = Math.max(fullAtNs, nowNs) + intervalNs;
        if (fullAt - nowNs > toleranceNs) {
            return false;
        }
        fullAtNs = fullAt;
        return true;
    }
}

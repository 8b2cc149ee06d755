package net.skycoin.skywire.link;

/** Lets {@code rate} events a second pass, and {@code burst} at once. */
final class TokenBucket {
    private static final double SECOND_NS = 1e9;

    private final double rate;
    private final double burst;
    private double tokens;
    private long filledAtNs;

    TokenBucket(double rate, double burst, long nowNs) {
        this.rate = rate;
        this.burst = burst;
        tokens = burst;
        filledAtNs = nowNs;
    }

    /** Whether one more may pass now. */
    boolean take(long nowNs) {
        tokens = Math.min(burst, tokens + (nowNs - filledAtNs) * rate / SECOND_NS);
        filledAtNs = nowNs;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}

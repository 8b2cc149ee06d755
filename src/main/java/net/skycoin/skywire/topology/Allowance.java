package net.skycoin.skywire.topology;

/** A token bucket: so much per second in the long run, and a burst at once. */
final class Allowance {
    private static final double SECOND_NS = 1e9;

    private final double perSecond;
    private final double burst;
    private double available;
    private long updatedNs;

    Allowance(double perSecond, double burst, long nowNs) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.available = burst;
        this.updatedNs = nowNs;
    }

    double available(long nowNs) {
        double earned = (nowNs - updatedNs) / SECOND_NS * perSecond;
        available = Math.min(burst, available + earned);
        updatedNs = nowNs;
        return available;
    }

    /** Takes {@code cost} if there is that much, else nothing. */
    boolean take(double cost, long nowNs) {
        if (available(nowNs) < cost) {
            return false;
        }
        available -= cost;
        return true;
    }
}

package net.skycoin.skywire.link;

import java.util.random.RandomGenerator;

/**
 * Pauses that double from the shortest to the longest, each jittered by a quarter either way so
 * that nodes which lost each other together do not return together.
 */
final class BackOff {
    private final long shortestNs;
    private final long longestNs;
    private final RandomGenerator random;
    private long nextNs;

    BackOff(long shortestNs, long longestNs, RandomGenerator random) {
        this.shortestNs = shortestNs;
        this.longestNs = longestNs;
        this.random = random;
        nextNs = shortestNs;
    }

    /** The pause before the next try, in nanoseconds; at most the longest. */
    long next() {
        long pauseNs = nextNs;
        nextNs = Math.min(2 * nextNs, longestNs);
        double factor = 0.75 + 0.5 * random.nextDouble();
        return Math.min((long) (pauseNs * factor), longestNs);
    }

    /** After a success: begins with the shortest pause again. */
    void reset() {
        nextNs = shortestNs;
    }
}

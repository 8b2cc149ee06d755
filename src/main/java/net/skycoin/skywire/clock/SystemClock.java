package net.skycoin.skywire.clock;

import java.time.Instant;

/** The machine's clocks; nothing else in the product reads them. */
public final class SystemClock {
    private SystemClock() {}

    /** Monotonic nanoseconds from an arbitrary origin; unaffected by changes of the wall clock. */
    public static long monotonicNs() {
        return System.nanoTime();
    }

    /**
     * The wall clock, for a person to read, or where somebody vouches for it: a board without a
     * battery starts in 1970.
     */
    public static Instant wallTime() {
        return Instant.now();
    }
}

package net.skycoin.skywire.lab;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for real processes, in real time. */
final class Pause {
    private static final int POLL_MILLIS = 20;

    private Pause() {}

    static void millis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabFailure("interrupted", e);
        }
    }

    /** Waits until it is so; false when it did not become so in time. */
    static boolean until(Duration timeout, BooleanSupplier condition) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() >= deadline) {
                return false;
            }
            millis(POLL_MILLIS);
        }
        return true;
    }
}

package net.skycoin.skywire.bench;

import net.skycoin.skywire.lab.LabFailure;

/** Sleeping where an interrupt means the end of the bench. */
final class Pauses {
    private Pauses() {}

    static void ofMillis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabFailure("interrupted", e);
        }
    }
}

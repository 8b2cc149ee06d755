package net.skycoin.skywire.bench;

import java.util.Locale;

/** Says on stderr what is going on and how long it has taken. */
final class Progress {
    private final long beganNs = System.nanoTime();

    void say(String what) {
        double seconds = (System.nanoTime() - beganNs) / 1e9;
        System.err.printf(Locale.ROOT, "%6.1f s  %s%n", seconds, what);
    }
}

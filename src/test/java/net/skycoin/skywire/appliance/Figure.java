package net.skycoin.skywire.appliance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Locale;

/** A measured time beside what a board may take and what is granted to an emulated one. */
final class Figure {
    private static final int EMULATION = 3;

    private Figure() {}

    /** What an emulated board may take where a real one has this limit. */
    static Duration emulated(Duration board) {
        return board.multipliedBy(EMULATION);
    }

    /** Prints it, and fails beyond the emulated limit. */
    static void check(String what, long ns, Duration board) {
        double seconds = ns / 1e9;
        String line =
                String.format(
                        Locale.ROOT,
                        "appliance: %s %.1f s (a board: at most %d s, emulated: %d s)",
                        what,
                        seconds,
                        board.toSeconds(),
                        emulated(board).toSeconds());
        System.out.println(line);
        assertTrue(seconds <= emulated(board).toSeconds(), line);
    }
}

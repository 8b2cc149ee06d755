package net.skycoin.skywire.appliance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Locale;
import net.skycoin.skywire.lab.Board;

/** A measured time beside what a board may take and what is granted to an emulated one. */
final class Figure {
    private static final int EMULATION = 3;

    private Figure() {}

    /** What an emulated board may take where a real one has this limit. */
    static Duration emulated(Duration board) {
        return board.multipliedBy(EMULATION);
    }

    /**
     * Prints how long it took from one moment to another, and fails beyond the emulated limit. What
     * the board was kept waiting by other programs of this machine is said, and does not count.
     */
    static void check(String what, Board board, long fromNs, long toNs, Duration limit) {
        double seconds = (toNs - fromNs) / 1e9;
        double starved = board.starvedNs(fromNs, toNs) / 1e9;
        String line =
                String.format(
                        Locale.ROOT,
                        "appliance: %s %.1f s, %.1f s without what it waited for this machine's"
                                + " processors (a board: at most %d s, emulated: %d s)",
                        what,
                        seconds,
                        seconds - starved,
                        limit.toSeconds(),
                        emulated(limit).toSeconds());
        System.out.println(line);
        assertTrue(seconds - starved <= emulated(limit).toSeconds(), line);
    }
}

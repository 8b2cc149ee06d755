package net.skycoin.skywire.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import net.skycoin.skywire.clock.SystemClock;

/** The machine's wall clock, and whether anybody vouches for it. */
public final class MachineClock {
    /** There once systemd-timesyncd has set the clock since the machine was started. */
    private static final Path SYNCHRONIZED = Path.of("/run/systemd/timesync/synchronized");

    private final Path marker;

    public MachineClock() {
        this(SYNCHRONIZED);
    }

    MachineClock(Path marker) {
        this.marker = marker;
    }

    /** Milliseconds since 1970; empty while the clock may be wrong. */
    public OptionalLong unixMs() {
        return Files.exists(marker)
                ? OptionalLong.of(SystemClock.wallTime().toEpochMilli())
                : OptionalLong.empty();
    }
}

package net.skycoin.skywire.link;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.TreeMap;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * Wall time as the median of what authenticated neighbours say, one voice for each key, and of the
 * machine's own clock where that is known to be right. A board has no clock, so without neighbours
 * there may be no time at all; what depends on it waits. Liars move it only when they are half of
 * the voices. Engine's thread only.
 */
public final class NeighbourTime {
    private static final long NS_PER_MS = 1_000_000;

    private final Timers timers;

    /** What each neighbour's clock showed when this node's monotonic clock showed zero, in ms. */
    private final TreeMap<PublicKey, Long> offsetsMs = new TreeMap<>();

    private @Nullable Long ownOffsetMs;

    public NeighbourTime(Timers timers) {
        this.timers = timers;
    }

    /** A neighbour said what time it is. */
    public void told(PublicKey neighbour, long unixMs) {
        offsetsMs.put(neighbour, unixMs - monotonicMs());
    }

    /** The last link with a neighbour is gone. */
    public void gone(PublicKey neighbour) {
        offsetsMs.remove(neighbour);
    }

    /** What the machine's own clock shows; empty while nobody vouches for it. */
    public void ownClock(OptionalLong unixMs) {
        ownOffsetMs = unixMs.isPresent() ? unixMs.getAsLong() - monotonicMs() : null;
    }

    /** Neighbours that said what time it is. */
    public int voices() {
        return offsetsMs.size();
    }

    /** The time, in milliseconds since 1970; empty while nobody knows it. */
    public OptionalLong unixMs() {
        long[] offsets = new long[offsetsMs.size() + (ownOffsetMs == null ? 0 : 1)];
        int count = 0;
        for (long offset : offsetsMs.values()) {
            offsets[count++] = offset;
        }
        if (ownOffsetMs != null) {
            offsets[count] = ownOffsetMs;
        }
        if (offsets.length == 0) {
            return OptionalLong.empty();
        }
        Arrays.sort(offsets);
        return OptionalLong.of(offsets[(offsets.length - 1) / 2] + monotonicMs());
    }

    private long monotonicMs() {
        return timers.nowNs() / NS_PER_MS;
    }
}

package net.skycoin.skywire.link;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import net.skycoin.skywire.bytes.BigEndian;

/**
 * A token bucket for each of the sources seen last, an IPv4 address or an IPv6 /64. Bounded: when
 * more than {@link #MAX_SOURCES} are at work, the one idle longest starts afresh.
 */
final class SourceLimiter {
    static final int MAX_SOURCES = 1024;

    // As WireGuard's ratelimiter does per address (its section 5.3 leaves the figures open).
    private static final double RATE = 20;
    private static final double BURST = 5;

    private final Map<Long, TokenBucket> buckets =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, TokenBucket> eldest) {
                    return size() > MAX_SOURCES;
                }
            };

    /** Whether one more packet of this source may pass now. */
    boolean take(InetAddress source, long nowNs) {
        return buckets.computeIfAbsent(prefix(source), _ -> new TokenBucket(RATE, BURST, nowNs))
                .take(nowNs);
    }

    private static long prefix(InetAddress source) {
        byte[] bytes = source.getAddress();
        return bytes.length == 4 ? BigEndian.getInt(bytes, 0) : BigEndian.getLong(bytes, 0);
    }
}

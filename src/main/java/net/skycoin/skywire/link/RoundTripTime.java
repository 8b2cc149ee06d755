package net.skycoin.skywire.link;

/** Smoothed round-trip time and its variation as in RFC 6298, and the least seen. */
final class RoundTripTime {
    /** As long as nothing was measured; RFC 6298 waits a second, a link has no reason to. */
    private static final long UNKNOWN_NS = 200_000_000L;

    private static final long SHORTEST_RETRANSMISSION_NS = 50_000_000L;
    private static final long LONGEST_PLAUSIBLE_NS = 60_000_000_000L;

    private long smoothedNs;
    private long variationNs;
    private long leastNs;

    /** Takes a measurement, unless it cannot be one. */
    void sample(long rttNs) {
        if (rttNs < 0 || rttNs > LONGEST_PLAUSIBLE_NS) {
            return;
        }
        // At least a nanosecond, so that 0 can mean that nothing was measured.
        long sampleNs = Math.max(1, rttNs);
        if (smoothedNs == 0) {
            smoothedNs = sampleNs;
            variationNs = sampleNs / 2;
            leastNs = sampleNs;
            return;
        }
        variationNs += (Math.abs(smoothedNs - sampleNs) - variationNs) / 4;
        smoothedNs = Math.max(1, smoothedNs + (sampleNs - smoothedNs) / 8);
        leastNs = Math.min(leastNs, sampleNs);
    }

    /** 0 until the first measurement. */
    long smoothedNs() {
        return smoothedNs;
    }

    /** The least round-trip time of this session; 0 until the first measurement. */
    long leastNs() {
        return leastNs;
    }

    /** How long to wait for an acknowledgement that the peer may delay by {@code ackDelayNs}. */
    long retransmissionNs(long ackDelayNs) {
        long rttNs = smoothedNs == 0 ? UNKNOWN_NS : smoothedNs + 4 * variationNs;
        return Math.max(SHORTEST_RETRANSMISSION_NS, rttNs + ackDelayNs);
    }
}

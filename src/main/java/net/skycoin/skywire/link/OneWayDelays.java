package net.skycoin.skywire.link;

/**
 * Splits round trips into their two directions, as NTP's clock filter does (RFC 5905, section 10):
 * the exchange with the least round-trip time waited least in queues, so it tells the offset
 * between the two clocks best, on the assumption that the bare path is as long in either direction.
 * The best exchange is sought anew in windows, since clocks drift.
 */
final class OneWayDelays {
    private static final long WINDOW_NS = 30_000_000_000L;

    private long windowBeganNs;
    private long bestRttMicros = Long.MAX_VALUE;
    private long bestOffsetMicros;
    private long previousRttMicros = Long.MAX_VALUE;
    private long previousOffsetMicros;
    private long outMicros;
    private long inMicros;

    /**
     * Takes an exchange: own time of sending, the peer's of receiving and of sending again, and own
     * time of receiving; each clock with an origin of its own.
     */
    void sample(long sent, long peerReceived, long peerSent, long received, long nowNs) {
        long rttMicros = received - sent - (peerSent - peerReceived);
        if (rttMicros < 0) {
            return;
        }
        roll(nowNs);
        // The offset is what the peer's clock shows more than ours. Differences before halves:
        // the clocks' origins are random 64-bit numbers.
        long offsetMicros = (peerReceived - sent) - rttMicros / 2;
        if (rttMicros <= bestRttMicros) {
            bestRttMicros = rttMicros;
            bestOffsetMicros = offsetMicros;
        }
        boolean previousIsBetter = previousRttMicros < bestRttMicros;
        long offset = previousIsBetter ? previousOffsetMicros : bestOffsetMicros;
        outMicros = Math.max(0, peerReceived - sent - offset);
        inMicros = Math.max(0, received - peerSent + offset);
    }

    private void roll(long nowNs) {
        if (nowNs - windowBeganNs >= WINDOW_NS) {
            previousRttMicros = bestRttMicros;
            previousOffsetMicros = bestOffsetMicros;
            bestRttMicros = Long.MAX_VALUE;
            windowBeganNs = nowNs;
        }
    }

    /** Delay of the last exchange towards the peer, in nanoseconds; 0 until measured. */
    long outNs() {
        return outMicros * 1000;
    }

    /** Delay of the last exchange from the peer, in nanoseconds; 0 until measured. */
    long inNs() {
        return inMicros * 1000;
    }
}

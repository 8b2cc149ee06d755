package net.skycoin.skywire.link;

/**
 * The line to the internet, where its rate is known: a token bucket with room for 2 ms. What is
 * sent no faster than the line carries it waits here, where the owner's packets are sorted out, and
 * not in the modem, which does not know one from the other.
 */
final class Pacer {
    private static final long BURST_NS = 2_000_000;

    /** UDP and IPv6 headers around a datagram. */
    private static final int HEADERS = 48;

    private final long bitsPerSecond;
    private long freeAtNs;

    /** {@code bitsPerSecond} is positive. */
    Pacer(long bitsPerSecond, long nowNs) {
        this.bitsPerSecond = bitsPerSecond;
        freeAtNs = nowNs;
    }

    /** When the line takes more. */
    long freeAtNs() {
        return freeAtNs;
    }

    /** So many datagrams of so many bytes in all have left. */
    void sent(int datagrams, int bytes, long nowNs) {
        long bits = 8L * (bytes + (long) HEADERS * datagrams);
        freeAtNs = Math.max(freeAtNs, nowNs - BURST_NS) + bits * 1_000_000_000L / bitsPerSecond;
    }
}

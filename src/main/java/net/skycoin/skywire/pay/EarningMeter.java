package net.skycoin.skywire.pay;

/**
 * What each cell touches of the account with one neighbour that pays this node: counts, and whether
 * more is served. Numbers only: it leads to nobody, so that what a relay keeps of a circuit tells
 * nothing more. Allocates nothing; engine's thread only.
 */
public final class EarningMeter {
    /** The free rate may be saved up for as many bytes. */
    private static final long FREE_BURST = 32 * 1024;

    private static final long SECOND_NS = 1_000_000_000L;

    private final long freeBytesPerSecond;
    private final Worth received = new Worth();
    private final Worth sent = new Worth();
    private long bytes;
    private long freeBytes;
    private long refusedBytes;
    private long limit;
    private boolean open;
    private boolean stopped;
    private long savedBytes = FREE_BURST;
    private long savedNs;

    EarningMeter(long freeBytesPerSecond) {
        this.freeBytesPerSecond = freeBytesPerSecond;
    }

    /** Whether a cell that arrived from the payer is carried on. */
    boolean received(int length, long perMebibyte, long nowNs) {
        return admits(received, length, perMebibyte, nowNs);
    }

    /** Whether a cell is sent to the payer. */
    boolean sent(int length, long perMebibyte, long nowNs) {
        return admits(sent, length, perMebibyte, nowNs);
    }

    private boolean admits(Worth direction, int length, long perMebibyte, long nowNs) {
        if (!open || perMebibyte == 0) {
            return admitsFree(length, nowNs);
        }
        direction.add(length, perMebibyte);
        bytes += length;
        open = received.nanoSky() + sent.nanoSky() < limit;
        return true;
    }

    private boolean admitsFree(int length, long nowNs) {
        long sinceNs = Math.min(nowNs - savedNs, SECOND_NS);
        long earned = sinceNs * freeBytesPerSecond / SECOND_NS;
        if (earned > 0) {
            savedBytes = Math.min(FREE_BURST, savedBytes + earned);
            savedNs = nowNs;
        }
        if (stopped || freeBytesPerSecond == 0 || savedBytes < length) {
            refusedBytes += length;
            return false;
        }
        savedBytes -= length;
        freeBytes += length;
        return true;
    }

    /** Serves up to this worth of all that is counted. */
    void serveUpTo(long worth) {
        limit = worth;
        open = received.nanoSky() + sent.nanoSky() < limit;
        stopped = false;
    }

    /** Serves nothing, not even at the free rate. */
    void stop() {
        limit = 0;
        open = false;
        stopped = true;
    }

    /** Whether cells go through at full rate. */
    boolean isOpen() {
        return open;
    }

    /** Worth of what arrived from the payer. */
    long receivedWorth() {
        return received.nanoSky();
    }

    /** Worth of what was sent to the payer. */
    long sentWorth() {
        return sent.nanoSky();
    }

    /** Bytes that were carried and are to be paid. */
    long bytes() {
        return bytes;
    }

    /** Bytes that were carried at the free rate. */
    long freeBytes() {
        return freeBytes;
    }

    /** Bytes that were not carried. */
    long refusedBytes() {
        return refusedBytes;
    }

    /** The worth begins again at nothing. */
    void reset() {
        received.reset();
        sent.reset();
        limit = 0;
        open = false;
    }
}

package net.skycoin.skywire.link;

import net.skycoin.skywire.noise.Session;
import net.skycoin.skywire.wire.Report;
import org.jspecify.annotations.Nullable;

/**
 * Loss and delivered rate of each direction, over windows of a second or, when little is going on,
 * as long as it takes until the next report. Outwards they come from the peer's reports: how many
 * of the packets up to the highest that it saw have reached it. Inwards they come from the gaps in
 * the counters.
 */
final class TrafficMeter {
    private static final long WINDOW_NS = 1_000_000_000L;
    private static final long WINDOW_MICROS = WINDOW_NS / 1000;

    /** So few vanished packets say nothing about a size. */
    private static final int MIN_VANISHED = 8;

    private final Session session;

    private long sentBytes;
    private long receivedBytes;
    private long largeSent;

    private @Nullable Report outFrom;
    private long outFromSent;
    private long outFromLarge;
    private double lossOut;
    private double rateOut;
    private boolean largeVanish;
    private long lostOut;
    private long reachedOut;

    private long inFromNs;
    private long inFromReceived;
    private long inFromExpected;
    private long inFromBytes;
    private double lossIn;
    private double rateIn;
    private long expectedBefore;
    private int expectedEpoch;
    private long expectedHighest = -1;

    TrafficMeter(Session session, long nowNs) {
        this.session = session;
        inFromNs = nowNs;
    }

    /** A packet of this many bytes left; {@code large} when it is longer than the sure size. */
    void sent(int datagramLength, boolean large) {
        sentBytes += datagramLength;
        if (large) {
            largeSent++;
        }
    }

    /** An authentic packet arrived, and the session has just opened it. */
    void received(int datagramLength) {
        receivedBytes += datagramLength;
        if (session.highestEpoch() != expectedEpoch) {
            expectedBefore += expectedHighest + 1;
            expectedEpoch = session.highestEpoch();
        }
        expectedHighest = session.highestCounter();
    }

    /** The peer says what it has received; reports come in the order of their times. */
    void reported(Report report) {
        long sentUpTo = session.sentUpTo(report.epoch(), report.highestCounter());
        if (sentUpTo < 0) {
            return;
        }
        lostOut = Math.max(lostOut, sentUpTo - report.packetsReceived());
        reachedOut = Math.max(reachedOut, report.packetsReceived());
        Report from = outFrom;
        if (from == null) {
            beginOut(report, sentUpTo);
            return;
        }
        long tookMicros = report.timeMicros() - from.timeMicros();
        if (tookMicros >= WINDOW_MICROS) {
            long sent = sentUpTo - outFromSent;
            long lost = sent - (report.packetsReceived() - from.packetsReceived());
            lossOut = share(lost, sent);
            rateOut = Math.max(0, report.bytesReceived() - from.bytesReceived()) * 8e6 / tookMicros;
            long large = largeSent - outFromLarge;
            largeVanish = large >= MIN_VANISHED && lost >= large - large / 8;
            beginOut(report, sentUpTo);
        }
    }

    private void beginOut(Report report, long sentUpTo) {
        outFrom = report;
        outFromSent = sentUpTo;
        outFromLarge = largeSent;
    }

    /**
     * Probes that are too large vanish on purpose: the window that holds them counts for nothing.
     */
    void probing() {
        outFrom = null;
        largeVanish = false;
    }

    /** Closes the inward window if it is long enough; called at least once a second. */
    void roll(long nowNs) {
        long tookNs = nowNs - inFromNs;
        if (tookNs < WINDOW_NS) {
            return;
        }
        long expected = expectedBefore + expectedHighest + 1;
        long arrived = session.receivedPackets() - inFromReceived;
        lossIn = share(expected - inFromExpected - arrived, expected - inFromExpected);
        rateIn = (receivedBytes - inFromBytes) * 8e9 / tookNs;
        inFromNs = nowNs;
        inFromReceived = session.receivedPackets();
        inFromExpected = expected;
        inFromBytes = receivedBytes;
    }

    private static double share(long part, long whole) {
        return whole <= 0 ? 0 : Math.clamp((double) part / whole, 0, 1);
    }

    /** Whether in the last window about all large packets got lost while reports came through. */
    boolean largeVanish() {
        return largeVanish;
    }

    long sentBytes() {
        return sentBytes;
    }

    long receivedBytes() {
        return receivedBytes;
    }

    /** Packets lost towards the peer in this session; probes that were too large among them. */
    long lostOut() {
        return lostOut;
    }

    /** Packets that the peer has reported. */
    long reachedOut() {
        return reachedOut;
    }

    /** Share of packets lost towards the peer, 0 to 1. */
    double lossOut() {
        return lossOut;
    }

    /** Share of packets lost on the way here, 0 to 1. */
    double lossIn() {
        return lossIn;
    }

    /** Bits per second that reached the peer. */
    double rateOut() {
        return rateOut;
    }

    /** Bits per second that arrived here. */
    double rateIn() {
        return rateIn;
    }
}

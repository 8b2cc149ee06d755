package net.skycoin.skywire.pay;

/**
 * What each cell touches of the account with one neighbour that this node pays. Numbers only, like
 * {@link EarningMeter}; engine's thread only.
 */
public final class SpendingMeter {
    private final Worth sent = new Worth();
    private final Worth received = new Worth();
    private long bytes;

    void sent(int length, long perMebibyte) {
        sent.add(length, perMebibyte);
        bytes += length;
    }

    void received(int length, long perMebibyte) {
        received.add(length, perMebibyte);
        bytes += length;
    }

    /** Worth of what was sent to the payee. */
    long sentWorth() {
        return sent.nanoSky();
    }

    /** Worth of what arrived from the payee. */
    long receivedWorth() {
        return received.nanoSky();
    }

    /** Bytes that are to be paid. */
    long bytes() {
        return bytes;
    }

    /** The worth begins again at nothing. */
    void reset() {
        sent.reset();
        received.reset();
    }
}

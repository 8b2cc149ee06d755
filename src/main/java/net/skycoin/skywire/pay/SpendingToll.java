package net.skycoin.skywire.pay;

/** The meter of one circuit for which this node pays the next one. Engine's thread only. */
public final class SpendingToll {
    private final SpendingMeter account;
    private final long perMebibyte;
    private final Worth worth = new Worth();
    private long bytes;

    SpendingToll(SpendingMeter account, long perMebibyte) {
        this.account = account;
        this.perMebibyte = perMebibyte;
    }

    /** A cell is sent away from the initiator. */
    public void forward(int length) {
        account.sent(length, perMebibyte);
        worth.add(length, perMebibyte);
        bytes += length;
    }

    /** A cell arrived towards the initiator. */
    public void backward(int length) {
        account.received(length, perMebibyte);
        worth.add(length, perMebibyte);
        bytes += length;
    }

    /** Bytes that are to be paid. */
    public long bytes() {
        return bytes;
    }

    public long perMebibyte() {
        return perMebibyte;
    }

    /** What they are worth. */
    public long nanoSky() {
        return worth.nanoSky();
    }
}

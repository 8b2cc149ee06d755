package net.skycoin.skywire.pay;

/**
 * The meter of one circuit for which this node is paid: the price is fixed for the circuit's life,
 * with a budget each way. Engine's thread only.
 */
public final class EarningToll {
    private final EarningMeter account;
    private final long perMebibyte;
    private final long budgetForward;
    private final long budgetBackward;
    private final Worth worth = new Worth();
    private long forward;
    private long backward;
    private boolean spent;

    /**
     * @param perMebibyte nanoSKY; with 0 everything goes at the free rate
     * @param budgetForward bytes away from the initiator that are paid at most
     * @param budgetBackward bytes towards it
     */
    EarningToll(EarningMeter account, long perMebibyte, long budgetForward, long budgetBackward) {
        this.account = account;
        this.perMebibyte = perMebibyte;
        this.budgetForward = budgetForward;
        this.budgetBackward = budgetBackward;
    }

    /** Whether a cell that arrived away from the initiator is carried on. */
    public boolean forward(int bytes, long nowNs) {
        if (perMebibyte > 0 && forward + bytes > budgetForward) {
            spent = true;
            return false;
        }
        if (!account.received(bytes, perMebibyte, nowNs)) {
            return false;
        }
        forward += bytes;
        worth.add(bytes, perMebibyte);
        return true;
    }

    /** Whether a cell is sent on towards the initiator. */
    public boolean backward(int bytes, long nowNs) {
        if (perMebibyte > 0 && backward + bytes > budgetBackward) {
            spent = true;
            return false;
        }
        if (!account.sent(bytes, perMebibyte, nowNs)) {
            return false;
        }
        backward += bytes;
        worth.add(bytes, perMebibyte);
        return true;
    }

    /** Whether the budget was not enough for a cell: the circuit is over. */
    public boolean isSpent() {
        return spent;
    }

    /** Bytes that were carried. */
    public long bytes() {
        return forward + backward;
    }

    public long perMebibyte() {
        return perMebibyte;
    }

    /** What they are worth, at the full rate or not; for a person to see. */
    public long nanoSky() {
        return worth.nanoSky();
    }
}

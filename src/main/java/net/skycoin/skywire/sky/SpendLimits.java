package net.skycoin.skywire.sky;

/**
 * What nodes ask of a transaction beyond the ledger's rules; read from a node, since it changes.
 *
 * @param burnFactor one coin hour in so many is burnt as the fee, at least 2
 * @param largestTransaction bytes of the serialization
 * @param decimals of SKY that an amount may have, 0 to 6
 */
public record SpendLimits(int burnFactor, int largestTransaction, int decimals) {
    private static final int SMALLEST_BURN_FACTOR = 2;

    public SpendLimits {
        if (!areReasonable(burnFactor, largestTransaction, decimals)) {
            throw new IllegalArgumentException("limits of spending out of bounds");
        }
    }

    /** Whether a node may say so. */
    public static boolean areReasonable(long burnFactor, long largestTransaction, long decimals) {
        return burnFactor >= SMALLEST_BURN_FACTOR
                && burnFactor <= Integer.MAX_VALUE
                && largestTransaction >= Transaction.length(1, 1)
                && largestTransaction <= Integer.MAX_VALUE
                && decimals >= 0
                && decimals <= Coins.DECIMALS;
    }

    /** The smallest fee when {@code hours} are spent: the burnt share, rounded up, at least one. */
    public CoinHours fee(CoinHours hours) {
        long share = hours.value() / burnFactor + (hours.value() % burnFactor == 0 ? 0 : 1);
        return new CoinHours(Math.max(1, share));
    }
}

package net.skycoin.skywire.sky;

/**
 * An amount of coin hours, which pay the ledger's fees. Never negative; arithmetic that would leave
 * the range of a {@code long} throws {@link ArithmeticException}.
 */
public record CoinHours(long value) implements Comparable<CoinHours> {
    public static final CoinHours ZERO = new CoinHours(0);

    private static final long SECONDS_PER_HOUR = 3_600;

    public CoinHours {
        if (value < 0) {
            throw new ArithmeticException("an amount of coin hours cannot be negative");
        }
    }

    public CoinHours plus(CoinHours other) {
        return new CoinHours(Math.addExact(value, other.value));
    }

    public CoinHours minus(CoinHours other) {
        return new CoinHours(Math.subtractExact(value, other.value));
    }

    /**
     * What an output holds at a later moment: one hour for each SKY and hour, rounded down once for
     * the parts of a SKY and once in the end. A moment before the output's own adds nothing.
     *
     * @param created block time of the output, in seconds
     * @param now block time of the chain's head, in seconds
     */
    public static CoinHours accrued(CoinHours initial, Coins coins, long created, long now) {
        if (now <= created) {
            return initial;
        }
        long seconds = Math.subtractExact(now, created);
        long whole = Math.multiplyExact(seconds, coins.droplets() / Coins.PER_SKY);
        long parts = Math.multiplyExact(seconds, coins.droplets() % Coins.PER_SKY) / Coins.PER_SKY;
        return initial.plus(new CoinHours(Math.addExact(whole, parts) / SECONDS_PER_HOUR));
    }

    @Override
    public int compareTo(CoinHours other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}

package net.skycoin.skywire.sky;

/**
 * An output of a confirmed transaction that nobody has spent.
 *
 * @param source the transaction that made it; the genesis block's is the zero hash
 * @param output what it holds
 * @param blockTime time of its block, in seconds
 * @param blockSequence number of its block
 */
public record Unspent(
        TransactionId source, TransactionOutput output, long blockTime, long blockSequence) {
    public OutputId id() {
        return output.id(source);
    }

    /**
     * What it holds when the chain's head is of {@code headTime} (in seconds); throws {@link
     * ArithmeticException} when that cannot be expressed.
     */
    public CoinHours hoursAt(long headTime) {
        return CoinHours.accrued(output.hours(), output.coins(), blockTime, headTime);
    }
}

package net.skycoin.skywire.sky;

/**
 * What a transaction gives to an address.
 *
 * @param address who may spend it
 * @param coins how much
 * @param hours coin hours at its creation
 */
public record TransactionOutput(SkyAddress address, Coins coins, CoinHours hours) {
    /** Bytes within a transaction. */
    static final int LENGTH = SkyAddress.LENGTH + 2 * Long.BYTES;

    void write(SkyWriter out) {
        address.write(out);
        out.i64(coins.droplets()).i64(hours.value());
    }

    /** The output's name once {@code source} is confirmed. */
    public OutputId id(TransactionId source) {
        SkyWriter body = new SkyWriter(Hash256.LENGTH + LENGTH);
        body.hash(source.hash());
        write(body);
        return new OutputId(Hash256.over(body.finish()));
    }
}

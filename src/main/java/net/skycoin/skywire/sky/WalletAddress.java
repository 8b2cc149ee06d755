package net.skycoin.skywire.sky;

/**
 * An address of a wallet and where it comes from.
 *
 * @param index place in its chain, from 0
 */
public record WalletAddress(SkyAddress address, Chain chain, int index) {
    /** BIP44's two chains; a deterministic wallet has one, {@link #RECEIVE}. */
    public enum Chain {
        /** Told to others. */
        RECEIVE,
        /** What is left of a payment comes back here. */
        CHANGE
    }
}

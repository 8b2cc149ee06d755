package net.skycoin.skywire.sky;

import org.jspecify.annotations.Nullable;

/**
 * An address of a wallet and where it comes from.
 *
 * @param index place in its chain, from 0
 */
public record WalletAddress(SkyAddress address, Chain chain, int index) {
    /** BIP44's two chains; a deterministic wallet has one, {@link #RECEIVE}. */
    public enum Chain {
        /** Told to others. */
        RECEIVE(0),
        /** What is left of a payment comes back here. */
        CHANGE(1);

        private final int number;

        Chain(int number) {
            this.number = number;
        }

        /** BIP44's number of it. */
        int number() {
            return number;
        }

        static @Nullable Chain of(int number) {
            return switch (number) {
                case 0 -> RECEIVE;
                case 1 -> CHANGE;
                default -> null;
            };
        }
    }
}

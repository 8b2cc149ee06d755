package net.skycoin.skywire.pay;

import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.ChannelTerms;
import net.skycoin.skywire.wire.ChannelVoucher;
import net.skycoin.skywire.wire.PayReceipt;

/** What must outlive a power cut: each of these replaces the one of the same subject. */
public sealed interface PayRecord {
    /**
     * A channel that this node pays with.
     *
     * @param signature the hub's; empty while it has not answered
     * @param secret the chain's last word, 32 bytes
     * @param mayRelease ticks that may have been shown: written before they are
     * @param ended nothing more will be paid with it
     */
    record Spending(
            PublicKey neighbour,
            ChannelTerms terms,
            byte[] signature,
            byte[] secret,
            int mayRelease,
            boolean ended)
            implements PayRecord {
        /** Never the secret. */
        @Override
        public String toString() {
            return "Spending " + terms.id() + " up to tick " + mayRelease;
        }
    }

    /**
     * A channel that this node is paid with.
     *
     * @param tick the highest that was shown
     * @param word that proves it
     * @param redeemed ticks that the hub has paid out
     * @param owed by the neighbour when this was written; negative when it had paid ahead
     * @param ended nothing more is to be had from it
     */
    record Earning(
            PublicKey neighbour,
            ChannelVoucher voucher,
            int tick,
            byte[] word,
            int redeemed,
            long owed,
            boolean ended)
            implements PayRecord {}

    /**
     * What passed between this node and a neighbour on a day, added to what is there.
     *
     * @param day since 1970; 0 while the time was unknown
     * @param bytesCarried for the neighbour
     * @param bytesBought from it
     */
    record Day(
            PublicKey neighbour,
            long day,
            NanoSky earned,
            NanoSky paid,
            long bytesCarried,
            long bytesBought)
            implements PayRecord {}

    /** An invoice or a receipt. */
    record Receipt(PayReceipt receipt) implements PayRecord {}

    /**
     * Why a figure is not what one would expect.
     *
     * @param atSeconds since 1970; 0 while the time was unknown
     */
    record Note(long atSeconds, PublicKey neighbour, String text) implements PayRecord {}
}

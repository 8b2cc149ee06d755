package net.skycoin.skywire.pay;

import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.ChannelTerms;
import net.skycoin.skywire.wire.ChannelVoucher;

/** A channel that a neighbour pays this node with. */
final class EarnedChannel {
    final ChannelVoucher voucher;
    final PayChainChecker checker;

    /** Ticks that are written down, and those that the hub has paid out. */
    int saved;

    int redeemed;

    /** Whether the hub is being asked. */
    boolean asking;

    boolean ended;

    EarnedChannel(ChannelVoucher voucher) {
        this.voucher = voucher;
        checker = new PayChainChecker(voucher.terms().root(), voucher.terms().ticks());
    }

    EarnedChannel(PayRecord.Earning record) {
        voucher = record.voucher();
        checker = new PayChainChecker(record.word(), voucher.terms().ticks(), record.tick());
        saved = record.tick();
        redeemed = record.redeemed();
    }

    ChannelTerms terms() {
        return voucher.terms();
    }

    NanoSky unredeemed() {
        return terms().worth(checker.tick() - redeemed);
    }

    NanoSky unsaved() {
        return terms().worth(checker.tick() - saved);
    }

    PayRecord.Earning record(PublicKey neighbour, long owed) {
        return new PayRecord.Earning(
                neighbour, voucher, checker.tick(), checker.word(), redeemed, owed, ended);
    }
}

package net.skycoin.skywire.pay;

import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.ChannelTerms;
import net.skycoin.skywire.wire.ChannelVoucher;
import org.jspecify.annotations.Nullable;

/** A channel that this node pays a neighbour with. Its owner closes the chain. */
final class SpentChannel {
    final ChannelTerms terms;
    final PayChain chain;
    private final byte[] secret;

    /** Null while the hub has not granted it. */
    @Nullable ChannelVoucher voucher;

    /** Ticks that may be shown, as is on the disk; and as will be. */
    int mayRelease;

    int recording;

    /** Whether ticks may have been shown in a former life that this one does not know of. */
    boolean uncertain;

    boolean ended;

    /** The word that was shown last; null before the first one of this life. */
    byte @Nullable [] lastWord;

    SpentChannel(ChannelTerms terms, byte[] secret) {
        this.terms = terms;
        this.secret = secret.clone();
        chain = new PayChain(secret, terms.ticks());
    }

    static SpentChannel of(PayRecord.Spending record) {
        SpentChannel channel = new SpentChannel(record.terms(), record.secret());
        channel.mayRelease = record.mayRelease();
        channel.recording = record.mayRelease();
        channel.uncertain = record.mayRelease() > 0;
        if (record.signature().length > 0) {
            channel.voucher = new ChannelVoucher(record.terms(), record.signature());
        }
        return channel;
    }

    int remaining() {
        return terms.ticks() - chain.shown();
    }

    PayRecord.Spending record(PublicKey neighbour, int upTo) {
        ChannelVoucher granted = voucher;
        byte[] signature = granted == null ? new byte[0] : granted.signature();
        return new PayRecord.Spending(neighbour, terms, signature, secret, upTo, ended);
    }
}

package net.skycoin.skywire.pay;

import java.util.function.Consumer;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.ChannelTerms;
import net.skycoin.skywire.wire.ChannelVoucher;

/** The hubs as payments see them; answers come later, on the engine's thread, exactly once. */
public interface HubGate {
    /** What a hub answered. */
    sealed interface Answer {}

    /** The channel is open. */
    record Granted(ChannelVoucher voucher) implements Answer {}

    /**
     * The hub has done it.
     *
     * @param ticks that were paid out of the channel so far
     * @param closing whether the payer has asked for the rest
     */
    record Done(int ticks, boolean closing) implements Answer {}

    /**
     * It has not.
     *
     * @param reason for a person to read
     * @param forGood whether asking again is of no use
     */
    record Refused(String reason, boolean forGood) implements Answer {}

    /** Asks for a channel; asking again for the same one answers the same. */
    void open(ChannelTerms terms, Consumer<Answer> answer);

    /** Asks for the worth of a tick. */
    void redeem(ChannelTerms terms, int tick, byte[] word, Consumer<Answer> answer);

    /**
     * Gives a channel up: the payee at once, the payer once the payee had its time to redeem.
     *
     * @param account of this node, either side
     */
    void close(ChannelTerms terms, PublicKey account, Consumer<Answer> answer);

    /** What may be set aside for a new channel, as far as is known; zero when nothing is. */
    NanoSky available(PublicKey hub);
}

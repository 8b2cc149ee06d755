package net.skycoin.skywire.pay;

import java.util.List;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.ChannelTerms;
import org.jspecify.annotations.Nullable;

/**
 * A hub's books as its rules see them. All calls of one piece of work are one transaction, which
 * the owner begins and ends. Failures are {@link HubStoreException}: nothing of the transaction
 * then stands.
 */
public interface HubStore {
    /**
     * An account.
     *
     * @param sequence of its last entry
     * @param hash over its entries, 32 bytes
     * @param frozen nothing leaves it until the operator has looked
     * @param address where deposits for it are sent; null when it has none yet
     */
    record Account(
            PublicKey key,
            NanoSky balance,
            NanoSky reserved,
            long sequence,
            byte[] hash,
            boolean frozen,
            @Nullable String address) {
        static Account fresh(PublicKey key) {
            return new Account(
                    key,
                    NanoSky.ZERO,
                    NanoSky.ZERO,
                    0,
                    new byte[PayChain.WORD_LENGTH],
                    false,
                    null);
        }
    }

    /**
     * A channel.
     *
     * @param terms with the end as it is now
     * @param signature under the terms as they were promised
     * @param redeemed ticks that were paid out
     * @param word of that tick
     */
    record Channel(
            ChannelTerms terms,
            byte[] signature,
            int redeemed,
            byte[] word,
            boolean closing,
            boolean closed) {}

    /** Why an account changed. */
    enum Kind {
        DEPOSIT(0),
        RESERVE(1),
        REDEEM(2),
        EARN(3),
        RELEASE(4),
        WITHDRAW(5),
        WITHDRAWAL_FAILED(6);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** What a statement's hash covers. */
        int code() {
            return code;
        }
    }

    /**
     * A change of an account.
     *
     * @param amount that moved
     * @param reference the channel, withdrawal or output of the chain
     */
    record Entry(
            PublicKey account,
            long sequence,
            Kind kind,
            NanoSky amount,
            NanoSky balance,
            NanoSky reserved,
            String reference,
            long atSeconds) {}

    /** The states of a withdrawal. */
    enum WithdrawalState {
        WAITING,
        SENT,
        CONFIRMED,
        FAILED
    }

    /** Money on its way to the chain. */
    record Withdrawal(
            String id,
            PublicKey account,
            String address,
            NanoSky amount,
            WithdrawalState state,
            @Nullable String transaction) {}

    @Nullable Account account(PublicKey key);

    void put(Account account);

    @Nullable Channel channel(String id);

    /** Whether a channel with this root was ever opened. */
    boolean hasRoot(byte[] root);

    void put(Channel channel);

    /** Channels that are not closed and expired before this moment. */
    List<Channel> expired(long beforeSeconds, int most);

    void append(Entry entry);

    @Nullable Withdrawal withdrawal(String id);

    void put(Withdrawal withdrawal);

    /** Withdrawals in this state, oldest first. */
    List<Withdrawal> withdrawals(WithdrawalState state, int most);

    /** Whether a deposit was counted already. */
    boolean hasDeposit(String output);

    /** Counts an output of the chain as an account's deposit. */
    void putDeposit(String output, PublicKey account, NanoSky amount, long atSeconds);

    /** The account to which an address was given; null when none was. */
    @Nullable PublicKey accountOf(String address);
}

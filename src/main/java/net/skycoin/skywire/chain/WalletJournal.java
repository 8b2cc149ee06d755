package net.skycoin.skywire.chain;

import java.io.IOException;
import java.util.List;
import net.skycoin.skywire.sky.CoinHours;
import net.skycoin.skywire.sky.Coins;
import net.skycoin.skywire.sky.OutputId;
import net.skycoin.skywire.sky.SkyAddress;
import net.skycoin.skywire.sky.Transaction;
import net.skycoin.skywire.sky.TransactionId;
import org.jspecify.annotations.Nullable;

/**
 * What a wallet must not forget: its own payments, before the first byte of them leaves, and what
 * it last knew. Every method that changes something has it on the disk when it returns. Implemented
 * by {@code node}, in SQLite.
 */
public interface WalletJournal {
    /**
     * How a payment of this wallet stands.
     *
     * <pre>
     *   PREPARED --taken by a node--> PENDING --in a block--> CONFIRMED
     *      |                           |    ^                     |
     *      |              no node has it    | taken again         | block taken back
     *      |                           +-> LOST <-----------------+
     *      +--every node refuses it--> REFUSED
     *   all but CONFIRMED --an input was spent by another--> DEAD
     * </pre>
     */
    enum State {
        /** Signed and written down; perhaps no node has seen it. It is sent at every occasion. */
        PREPARED,
        /** A node has it. */
        PENDING,
        /** A node had it, none has it now. It is sent again at every occasion. */
        LOST,
        /** It is in a block, and counts. */
        CONFIRMED,
        /** Refused when it was sent; a later payment spends one of its inputs first. */
        REFUSED,
        /** It can never be confirmed any more. */
        DEAD
    }

    /**
     * A payment of this wallet.
     *
     * @param created wall time in seconds, for people
     * @param note whom it pays and how much, for people
     * @param blockSequence of the block that confirmed it; null in other states
     * @param reason what the nodes said last, when they did not take it
     */
    record PaymentRecord(
            Transaction transaction,
            long created,
            String note,
            State state,
            @Nullable Long blockSequence,
            @Nullable Long blockTime,
            @Nullable String reason) {
        TransactionId id() {
            return transaction.id();
        }
    }

    /**
     * A transaction that changed what the wallet holds.
     *
     * @param blockSequence null while it is not confirmed
     * @param gone whether no node knows it any more
     * @param received what it gave to the wallet, change included
     * @param spent what it took from the wallet
     * @param fee coin hours that it burnt, of whoever paid them
     * @param others addresses outside the wallet that it gave to, or, when it only gave to the
     *     wallet, that it took from
     */
    record HistoryEntry(
            TransactionId id,
            @Nullable Long blockSequence,
            long time,
            boolean gone,
            Coins received,
            CoinHours receivedHours,
            Coins spent,
            CoinHours spentHours,
            CoinHours fee,
            List<SkyAddress> others) {}

    /** What was last known, for when no node answers. */
    record Snapshot(BlockHead head, Coins confirmed, CoinHours hours) {}

    List<PaymentRecord> payments() throws IOException;

    /**
     * Writes a payment down and reserves its inputs.
     *
     * @return false, and nothing is written, when another payment has reserved one of them
     */
    boolean add(PaymentRecord payment) throws IOException;

    /** Changes the state of a payment; {@link State#REFUSED} and DEAD give its inputs free. */
    void update(
            TransactionId id,
            State state,
            @Nullable Long blockSequence,
            @Nullable Long blockTime,
            @Nullable String reason)
            throws IOException;

    /** Inputs that payments have reserved. */
    List<OutputId> reserved() throws IOException;

    /** Newest first. */
    List<HistoryEntry> history() throws IOException;

    /** Records all that the nodes know now; what was known and is not there any more is gone. */
    void record(List<HistoryEntry> all, Snapshot snapshot) throws IOException;

    @Nullable Snapshot snapshot() throws IOException;
}

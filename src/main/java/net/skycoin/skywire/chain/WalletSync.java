package net.skycoin.skywire.chain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.sky.CoinHours;
import net.skycoin.skywire.sky.Coins;
import net.skycoin.skywire.sky.OutputId;
import net.skycoin.skywire.sky.Payment;
import net.skycoin.skywire.sky.SkyAddress;
import net.skycoin.skywire.sky.Transaction;
import net.skycoin.skywire.sky.TransactionId;
import net.skycoin.skywire.sky.TransactionOutput;
import net.skycoin.skywire.sky.TransactionRule;
import net.skycoin.skywire.sky.TransactionVerifier;
import net.skycoin.skywire.sky.Unspent;
import net.skycoin.skywire.sky.Wallet;
import net.skycoin.skywire.sky.WalletAddress;

/**
 * Keeps a wallet and the network in step. Never spends twice: a payment is written down with its
 * inputs before it is sent, is sent again unchanged for as long as the network has lost it, and its
 * inputs serve no other payment unless the nodes refused it; then the next payment spends one of
 * them too, so that only one of both can ever be confirmed. Single-threaded; blocks.
 */
public final class WalletSync {
    /** Blocks below the head at which a confirmation is not looked at again. */
    private static final int SETTLED_DEPTH = 20;

    private final SkycoinNodes nodes;
    private final WalletJournal journal;
    private final Set<SkyAddress> addresses = new HashSet<>();

    /**
     * What a wallet holds.
     *
     * @param confirmed in blocks, by most nodes' word
     * @param spendable of that, what no payment uses yet
     * @param expected what it will be once all that is pending is confirmed
     * @param byAddress confirmed coins of each address that has some
     */
    public record Balance(
            Coins confirmed,
            CoinHours confirmedHours,
            Coins spendable,
            CoinHours spendableHours,
            Coins expected,
            Map<SkyAddress, Coins> byAddress) {}

    /**
     * A look at the network.
     *
     * @param events sentences about payments whose state has changed
     */
    public record Refreshed(SkycoinNodes.View view, Balance balance, List<String> events) {}

    public WalletSync(SkycoinNodes nodes, WalletJournal journal, Wallet wallet) {
        this.nodes = nodes;
        this.journal = journal;
        wallet.addresses().stream().map(WalletAddress::address).forEach(addresses::add);
    }

    /** Brings the journal up to date: payments, history, what is known. */
    public Refreshed refresh() throws NodeException, IOException {
        SkycoinNodes.View view = nodes.view(addresses);
        List<String> events = new ArrayList<>();
        for (WalletJournal.PaymentRecord payment : journal.payments()) {
            follow(payment, view, events);
        }
        Balance balance = balance(view);
        WalletJournal.Snapshot snapshot =
                new WalletJournal.Snapshot(
                        view.head(), balance.confirmed(), balance.confirmedHours());
        List<WalletJournal.HistoryEntry> history = new ArrayList<>();
        for (LedgerEntry entry : nodes.transactions(addresses)) {
            history.add(historyEntry(entry));
        }
        journal.record(history, snapshot);
        return new Refreshed(view, balance, events);
    }

    private void follow(
            WalletJournal.PaymentRecord payment, SkycoinNodes.View view, List<String> events)
            throws NodeException, IOException {
        if (payment.state() == WalletJournal.State.DEAD || isSettled(payment, view)) {
            return;
        }
        TransactionId id = payment.id();
        switch (standing(payment, view)) {
            case SkycoinNodes.Standing.Confirmed confirmed -> {
                boolean sameBlock =
                        payment.state() == WalletJournal.State.CONFIRMED
                                && Long.valueOf(confirmed.blockSequence())
                                        .equals(payment.blockSequence());
                if (!sameBlock) {
                    journal.update(
                            id,
                            WalletJournal.State.CONFIRMED,
                            confirmed.blockSequence(),
                            confirmed.blockTime(),
                            null);
                    events.add(
                            "Payment "
                                    + id
                                    + " is confirmed in block "
                                    + confirmed.blockSequence()
                                    + ".");
                }
            }
            case SkycoinNodes.Standing.Pending _ -> {
                if (payment.state() != WalletJournal.State.PENDING) {
                    events.add(leftBlock(payment, "is pending"));
                    journal.update(id, WalletJournal.State.PENDING, null, null, null);
                }
            }
            case SkycoinNodes.Standing.Unknown _ -> lost(payment, view, events);
        }
    }

    private static boolean isSettled(WalletJournal.PaymentRecord payment, SkycoinNodes.View view) {
        Long sequence = payment.blockSequence();
        return payment.state() == WalletJournal.State.CONFIRMED
                && sequence != null
                && sequence <= view.head().sequence() - SETTLED_DEPTH;
    }

    /** A confirmation whose inputs are still unspent contradicts itself: it does not count. */
    private SkycoinNodes.Standing standing(
            WalletJournal.PaymentRecord payment, SkycoinNodes.View view) throws NodeException {
        SkycoinNodes.Standing standing = nodes.standing(payment.id());
        boolean contradicted =
                payment.transaction().inputs().stream().anyMatch(view.confirmed()::containsKey);
        return standing instanceof SkycoinNodes.Standing.Confirmed && contradicted
                ? new SkycoinNodes.Standing.Pending()
                : standing;
    }

    private static String leftBlock(WalletJournal.PaymentRecord payment, String now) {
        return "Payment "
                + payment.id()
                + (payment.state() == WalletJournal.State.CONFIRMED
                        ? ": its block was taken back; it "
                        : " ")
                + now
                + ".";
    }

    /** No node has it: it is sent again, unless another transaction has taken its inputs. */
    private void lost(
            WalletJournal.PaymentRecord payment, SkycoinNodes.View view, List<String> events)
            throws NodeException, IOException {
        TransactionId id = payment.id();
        for (OutputId input : payment.transaction().inputs()) {
            TransactionId spender =
                    view.confirmed().containsKey(input) ? null : nodes.spender(input);
            if (spender != null && !spender.equals(id)) {
                journal.update(
                        id,
                        WalletJournal.State.DEAD,
                        null,
                        null,
                        "another transaction, " + spender + ", spent the same output");
                events.add(
                        "Payment "
                                + id
                                + " can never be confirmed: transaction "
                                + spender
                                + " spent the same output.");
                return;
            }
        }
        if (payment.state() == WalletJournal.State.REFUSED) {
            return;
        }
        SkycoinNodes.Injection injection = nodes.inject(payment.transaction());
        if (injection.taken() > 0) {
            journal.update(id, WalletJournal.State.PENDING, null, null, null);
            events.add(leftBlock(payment, "was sent again"));
            return;
        }
        WalletJournal.State next = afterLoss(payment.state(), injection);
        journal.update(id, next, null, null, reason(injection));
        events.add(
                leftBlock(
                        payment,
                        next == WalletJournal.State.REFUSED
                                ? "was refused: " + reason(injection)
                                : "waits until a node takes it"));
    }

    /** One that a node had once may become valid again; one that none ever took is given up. */
    private static WalletJournal.State afterLoss(
            WalletJournal.State before, SkycoinNodes.Injection injection) {
        if (before != WalletJournal.State.PREPARED) {
            return WalletJournal.State.LOST;
        }
        return injection.unclear().isEmpty()
                ? WalletJournal.State.REFUSED
                : WalletJournal.State.PREPARED;
    }

    private static String reason(SkycoinNodes.Injection injection) {
        return injection.refused().isEmpty()
                ? injection.unclear().getFirst()
                : injection.refused().getFirst();
    }

    private Balance balance(SkycoinNodes.View view) throws IOException {
        Set<OutputId> used = new HashSet<>(journal.reserved());
        used.addAll(view.outgoing());
        Coins confirmed = Coins.ZERO;
        CoinHours confirmedHours = CoinHours.ZERO;
        Coins spendable = Coins.ZERO;
        CoinHours spendableHours = CoinHours.ZERO;
        Map<SkyAddress, Coins> byAddress = new LinkedHashMap<>();
        for (Unspent output : view.confirmed().values()) {
            Coins coins = output.output().coins();
            CoinHours hours = output.hoursAt(view.head().time());
            confirmed = confirmed.plus(coins);
            confirmedHours = confirmedHours.plus(hours);
            byAddress.merge(output.output().address(), coins, Coins::plus);
            if (!used.contains(output.id())) {
                spendable = spendable.plus(coins);
                spendableHours = spendableHours.plus(hours);
            }
        }
        Coins expected = spendable;
        Map<OutputId, Unspent> coming = new LinkedHashMap<>(view.incoming());
        coming.keySet().removeAll(view.confirmed().keySet());
        for (Unspent output : coming.values()) {
            expected = expected.plus(output.output().coins());
        }
        expected = expected.plus(changeNobodyKnows(view, coming.keySet()));
        return new Balance(
                confirmed, confirmedHours, spendable, spendableHours, expected, byAddress);
    }

    /** Change of own payments that no node has at the moment. */
    private Coins changeNobodyKnows(SkycoinNodes.View view, Set<OutputId> known)
            throws IOException {
        Coins sum = Coins.ZERO;
        for (WalletJournal.PaymentRecord payment : journal.payments()) {
            boolean underWay =
                    payment.state() == WalletJournal.State.PREPARED
                            || payment.state() == WalletJournal.State.PENDING
                            || payment.state() == WalletJournal.State.LOST;
            for (TransactionOutput output : payment.transaction().outputs()) {
                OutputId id = output.id(payment.id());
                if (underWay
                        && addresses.contains(output.address())
                        && !known.contains(id)
                        && !view.confirmed().containsKey(id)) {
                    sum = sum.plus(output.coins());
                }
            }
        }
        return sum;
    }

    private WalletJournal.HistoryEntry historyEntry(LedgerEntry entry) {
        Coins received = Coins.ZERO;
        CoinHours receivedHours = CoinHours.ZERO;
        CoinHours hoursOut = CoinHours.ZERO;
        Set<SkyAddress> receivers = new HashSet<>();
        for (TransactionOutput output : entry.transaction().outputs()) {
            hoursOut = hoursOut.plus(output.hours());
            if (addresses.contains(output.address())) {
                received = received.plus(output.coins());
                receivedHours = receivedHours.plus(output.hours());
            } else {
                receivers.add(output.address());
            }
        }
        Coins spent = Coins.ZERO;
        CoinHours spentHours = CoinHours.ZERO;
        CoinHours hoursIn = CoinHours.ZERO;
        Set<SkyAddress> senders = new HashSet<>();
        for (LedgerEntry.Spent input : entry.spent()) {
            hoursIn = hoursIn.plus(input.hours());
            if (addresses.contains(input.output().address())) {
                spent = spent.plus(input.output().coins());
                spentHours = spentHours.plus(input.hours());
            } else {
                senders.add(input.output().address());
            }
        }
        boolean onlyReceives = spent.equals(Coins.ZERO);
        // The genesis block makes hours out of nothing.
        CoinHours fee = hoursIn.compareTo(hoursOut) >= 0 ? hoursIn.minus(hoursOut) : CoinHours.ZERO;
        return new WalletJournal.HistoryEntry(
                entry.id(),
                entry.blockSequence(),
                entry.time(),
                false,
                received,
                receivedHours,
                spent,
                spentHours,
                fee,
                (onlyReceives ? senders : receivers).stream().sorted().toList());
    }

    /** A payment out of what the last look has shown; nothing is written or sent. */
    public Payment.Plan plan(Refreshed seen, List<Payment.Recipient> recipients, SkyAddress change)
            throws IOException {
        Set<OutputId> reserved = new HashSet<>(journal.reserved());
        Set<OutputId> refused = new HashSet<>();
        for (WalletJournal.PaymentRecord payment : journal.payments()) {
            if (payment.state() == WalletJournal.State.REFUSED) {
                refused.addAll(payment.transaction().inputs());
            }
        }
        List<Unspent> spendable =
                seen.view().confirmed().values().stream()
                        .filter(output -> !reserved.contains(output.id()))
                        .filter(
                                output ->
                                        refused.contains(output.id())
                                                || !seen.view().outgoing().contains(output.id()))
                        .toList();
        return Payment.plan(
                recipients,
                new Payment.Means(
                        spendable,
                        refused,
                        change,
                        seen.view().head().time(),
                        seen.view().limits()));
    }

    /** What became of a payment that was to be sent. */
    public sealed interface Sent {
        /** At least one node has it. */
        record Taken(TransactionId id, int byNodes) implements Sent {}

        /** It is written down; no node said yes or no. It will be sent again. */
        record Unclear(TransactionId id, String reason) implements Sent {}

        /** Every node that answered refuses it. */
        record Refused(TransactionId id, String reason) implements Sent {}

        /** Another payment, of another process, has just used the same outputs: plan again. */
        record Overtaken() implements Sent {}
    }

    /**
     * Signs a payment, writes it down, sends it.
     *
     * @param created wall time in seconds, for people
     * @param note whom it pays and how much, for people
     */
    public Sent send(
            Refreshed seen, Payment.Plan.Ready plan, Wallet wallet, long created, String note)
            throws IOException {
        Transaction transaction = signed(seen, plan, wallet);
        boolean reserved =
                journal.add(
                        new WalletJournal.PaymentRecord(
                                transaction,
                                created,
                                note,
                                WalletJournal.State.PREPARED,
                                null,
                                null,
                                null));
        if (!reserved) {
            return new Sent.Overtaken();
        }
        TransactionId id = transaction.id();
        SkycoinNodes.Injection injection = nodes.inject(transaction);
        if (injection.taken() > 0) {
            journal.update(id, WalletJournal.State.PENDING, null, null, null);
            return new Sent.Taken(id, injection.taken());
        }
        String reason = reason(injection);
        boolean refused = injection.unclear().isEmpty();
        journal.update(
                id,
                refused ? WalletJournal.State.REFUSED : WalletJournal.State.PREPARED,
                null,
                null,
                reason);
        return refused ? new Sent.Refused(id, reason) : new Sent.Unclear(id, reason);
    }

    private static Transaction signed(Refreshed seen, Payment.Plan.Ready plan, Wallet wallet) {
        List<PrivateKey> keys = new ArrayList<>();
        for (Unspent input : plan.inputs()) {
            PrivateKey key = wallet.key(input.output().address());
            if (key == null) {
                throw new IllegalStateException("the wallet lacks the key of its own output");
            }
            keys.add(key);
        }
        Transaction transaction =
                Transaction.signed(
                        plan.inputs().stream().map(Unspent::id).toList(), plan.outputs(), keys);
        TransactionRule broken =
                TransactionVerifier.all(
                        transaction,
                        seen.view().confirmed()::get,
                        seen.view().head().time(),
                        seen.view().limits());
        if (broken != null) {
            throw new IllegalStateException("made a transaction that breaks a rule: " + broken);
        }
        return transaction;
    }
}

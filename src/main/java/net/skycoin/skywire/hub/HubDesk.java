package net.skycoin.skywire.hub;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.chain.NodeException;
import net.skycoin.skywire.chain.SkycoinNodes;
import net.skycoin.skywire.chain.WalletJournal;
import net.skycoin.skywire.chain.WalletSync;
import net.skycoin.skywire.clock.SystemClock;
import net.skycoin.skywire.pay.HubBooks;
import net.skycoin.skywire.pay.HubStore.Withdrawal;
import net.skycoin.skywire.pay.HubStore.WithdrawalState;
import net.skycoin.skywire.sky.Coins;
import net.skycoin.skywire.sky.Payment;
import net.skycoin.skywire.sky.SkyAddress;
import net.skycoin.skywire.sky.Unspent;
import net.skycoin.skywire.sky.Wallet;
import net.skycoin.skywire.sky.WalletAddress;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * Where a hub meets the chain: counts confirmed deposits, sends withdrawals in batches. The
 * wallet's first address takes the change; every other one is given to one account, once.
 *
 * <p>A withdrawal is never sent twice: the payment that carries it is in the wallet's journal
 * before it is sent, with the withdrawals' names in its note, and what is found there is not sent
 * again. A thread of its own.
 */
public final class HubDesk implements AutoCloseable {
    /** Addresses that are made in advance: sealing the wallet takes a while. */
    private static final int STOCK = 20;

    private static final int MOST_AT_ONCE = 50;
    private static final long NANO_PER_DROPLET = 1000;
    private static final String NOTE = "withdrawals ";
    private static final long ANSWER_SECONDS = 30;
    private static final long STOP_SECONDS = 5;

    private final SkycoinNodes nodes;
    private final WalletJournal journal;
    private final Wallet wallet;
    private final Keeper keeper;
    private final long intervalMs;
    private final Queue<String> fresh = new ConcurrentLinkedQueue<>();
    private @Nullable HubService service;
    private @Nullable Thread thread;
    private volatile boolean closed;
    private volatile String trouble = "the chain was not looked at yet";

    /** Writes the wallet down, new addresses included. */
    public interface Keeper {
        void save(Wallet wallet) throws IOException;
    }

    /**
     * @param wallet can sign; stays the caller's
     */
    public HubDesk(
            SkycoinNodes nodes,
            WalletJournal journal,
            Wallet wallet,
            Keeper keeper,
            long intervalMs) {
        this.nodes = nodes;
        this.journal = journal;
        this.wallet = wallet;
        this.keeper = keeper;
        this.intervalMs = intervalMs;
    }

    /** An address that was never given out; null when there is none at the moment. */
    public @Nullable String freshAddress() {
        return fresh.poll();
    }

    /** What stands against deposits and withdrawals; empty when nothing does. */
    public String trouble() {
        return trouble;
    }

    /** Begins to work for this service. */
    public void start(HubService with) {
        service = with;
        thread = Thread.ofPlatform().name("hub-desk").daemon().start(this::work);
    }

    private void work() {
        try {
            Set<String> given = new HashSet<>(books((_, store) -> store.addresses()));
            for (WalletAddress each : wallet.addresses()) {
                String address = each.address().toString();
                if (!each.address().equals(change()) && !given.contains(address)) {
                    fresh.add(address);
                }
            }
        } catch (IOException e) {
            trouble = String.valueOf(e.getMessage());
        }
        while (!closed) {
            try {
                stockUp();
                look();
                trouble = "";
            } catch (NodeException | IOException e) {
                trouble = String.valueOf(e.getMessage());
                Logger.warn("Hub: {}", trouble);
            } catch (RuntimeException e) {
                trouble = "a fault of the program, see the log";
                Logger.error(e, "Hub: the chain's side failed");
            }
            try {
                Thread.sleep(intervalMs);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private <T> T books(BiFunction<HubBooks, JdbcHubStore, T> work) throws IOException {
        HubService with = service;
        if (with == null) {
            throw new IllegalStateException("not started");
        }
        try {
            return with.run(work).get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the hub's books cannot be used: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private SkyAddress change() {
        return wallet.addresses().getFirst().address();
    }

    /** New addresses are on the disk before anybody hears of them. */
    private void stockUp() throws IOException {
        if (fresh.size() >= STOCK / 2) {
            return;
        }
        List<String> made = new ArrayList<>();
        while (made.size() < STOCK) {
            made.add(wallet.extend(WalletAddress.Chain.RECEIVE).address().toString());
        }
        keeper.save(wallet);
        fresh.addAll(made);
    }

    /** One look at the chain, and what follows from it. */
    void look() throws NodeException, IOException {
        WalletSync sync = new WalletSync(nodes, journal, wallet);
        WalletSync.Refreshed seen = sync.refresh();
        long now = HubService.now();
        for (Unspent output : seen.view().confirmed().values()) {
            if (!output.output().address().equals(change())) {
                String address = output.output().address().toString();
                long droplets = output.output().coins().droplets();
                String id = output.id().toString();
                boolean news = books((books, _) -> books.deposited(address, id, droplets, now));
                if (news) {
                    Logger.info("Hub: a deposit of {} SKY", output.output().coins());
                }
            }
        }
        follow(now);
        send(sync, seen, now);
    }

    /** What became of the withdrawals whose payment is in the journal. */
    private void follow(long now) throws IOException {
        for (WalletJournal.PaymentRecord payment : journal.payments()) {
            if (!payment.note().startsWith(NOTE)) {
                continue;
            }
            WithdrawalState state =
                    switch (payment.state()) {
                        case CONFIRMED -> WithdrawalState.CONFIRMED;
                        case REFUSED, DEAD -> WithdrawalState.WAITING;
                        default -> WithdrawalState.SENT;
                    };
            String txid = payment.transaction().id().toString();
            for (String id : payment.note().substring(NOTE.length()).split(",", -1)) {
                books(
                        (_, store) -> {
                            Withdrawal known = store.withdrawal(id);
                            if (known != null && isNews(known, state, txid)) {
                                store.put(
                                        new Withdrawal(
                                                id,
                                                known.account(),
                                                known.address(),
                                                known.amount(),
                                                state,
                                                state == WithdrawalState.WAITING ? null : txid));
                            }
                            return now;
                        });
            }
        }
    }

    /** A payment that failed speaks only for itself: a later one may carry the withdrawal. */
    private static boolean isNews(Withdrawal known, WithdrawalState state, String txid) {
        boolean of = txid.equals(known.transaction());
        return switch (state) {
            case WAITING -> of && known.state() == WithdrawalState.SENT;
            case SENT -> known.state() == WithdrawalState.WAITING;
            case CONFIRMED -> known.state() != WithdrawalState.CONFIRMED;
            case FAILED -> false;
        };
    }

    private void send(WalletSync sync, WalletSync.Refreshed seen, long now) throws IOException {
        List<Withdrawal> waiting =
                books((_, store) -> store.withdrawals(WithdrawalState.WAITING, MOST_AT_ONCE));
        Map<String, Withdrawal> chosen = new LinkedHashMap<>();
        for (Withdrawal each : waiting) {
            chosen.putIfAbsent(each.address(), each);
        }
        if (chosen.isEmpty()) {
            return;
        }
        List<Payment.Recipient> recipients = new ArrayList<>();
        for (Withdrawal each : chosen.values()) {
            SkyAddress address = SkyAddress.parse(each.address());
            if (address != null) {
                Coins coins = new Coins(each.amount().value() / NANO_PER_DROPLET);
                recipients.add(new Payment.Recipient(address, coins, null));
            }
        }
        switch (sync.plan(seen, recipients, change())) {
            case Payment.Plan.Refused refused ->
                    throw new IOException("Withdrawals wait: " + refused.sentence());
            case Payment.Plan.Ready ready -> {
                String note =
                        NOTE
                                + String.join(
                                        ",", chosen.values().stream().map(Withdrawal::id).toList());
                WalletSync.Sent sent =
                        sync.send(
                                seen, ready, wallet, SystemClock.wallTime().getEpochSecond(), note);
                Logger.info("Hub: {} withdrawals: {}", chosen.size(), sent);
                follow(now);
            }
        }
    }

    /** What the wallet holds on the chain. */
    public NanoSky onChain() throws NodeException, IOException {
        long droplets =
                new WalletSync(nodes, journal, wallet).refresh().balance().confirmed().droplets();
        return new NanoSky(Math.multiplyExact(droplets, NANO_PER_DROPLET));
    }

    @Override
    public void close() {
        closed = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            try {
                running.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

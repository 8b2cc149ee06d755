package net.skycoin.skywire.hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.identity.NodeAddress;
import net.skycoin.skywire.pay.HubGate;
import net.skycoin.skywire.wire.ChannelTerms;
import net.skycoin.skywire.wire.ChannelVoucher;
import net.skycoin.skywire.wire.HubAnswer;
import net.skycoin.skywire.wire.HubCode;
import net.skycoin.skywire.wire.HubOperation;
import net.skycoin.skywire.wire.HubStatement;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * A node's accounts at hubs, which it reaches over the mesh by their keys. One thread asks, one
 * question after the other; answers are given to {@code engine}'s thread.
 */
public final class HubClient implements HubGate, AutoCloseable {
    /** Where hubs listen, on the addresses of their keys. */
    public static final int PORT = 7375;

    private static final int TIMEOUT_MS = 15_000;
    private static final int TRIES = 3;

    private final Executor engine;
    private final Function<PublicKey, InetSocketAddress> places;
    private final Map<PublicKey, HubAccount> accounts = new LinkedHashMap<>();
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("hub-client").daemon().factory());
    private final Map<PublicKey, View> views = new LinkedHashMap<>();
    private volatile Runnable onChange = () -> {};

    /**
     * What is known of an account; engine's thread.
     *
     * @param statement null before the hub has said anything
     * @param trouble why it cannot be used; empty when nothing stands against it
     */
    public record View(PublicKey account, @Nullable HubStatement statement, String trouble) {}

    /**
     * @param engine runs tasks on the engine's thread
     */
    public HubClient(List<HubAccount> accounts, Executor engine) {
        this(accounts, engine, HubClient::place);
    }

    HubClient(
            List<HubAccount> accounts,
            Executor engine,
            Function<PublicKey, InetSocketAddress> places) {
        this.engine = engine;
        this.places = places;
        for (HubAccount account : accounts) {
            this.accounts.put(account.hub(), account);
            views.put(account.hub(), new View(account.key(), account.statement(), ""));
        }
    }

    private static InetSocketAddress place(PublicKey hub) {
        return new InetSocketAddress(NodeAddress.of(hub).toInetAddress(), PORT);
    }

    /** Called on the engine's thread when an account holds more or less than before. */
    public void onChange(Runnable listener) {
        onChange = listener;
    }

    /** All accounts; engine's thread. */
    public Map<PublicKey, View> views() {
        return new LinkedHashMap<>(views);
    }

    /** Asks how the accounts stand. */
    public void refresh() {
        accounts.keySet().forEach(hub -> ask(hub, new HubOperation.State(), _ -> {}));
    }

    /**
     * Asks anything, for a person.
     *
     * @return the answer, or why there is none; on the engine's thread
     */
    public CompletableFuture<HubAnswer> request(PublicKey hub, HubOperation operation) {
        CompletableFuture<HubAnswer> result = new CompletableFuture<>();
        submit(
                hub,
                operation,
                result::complete,
                reason -> result.completeExceptionally(new IOException(reason)));
        return result;
    }

    private void ask(PublicKey hub, HubOperation operation, Consumer<Answer> then) {
        submit(
                hub,
                operation,
                answer -> then.accept(read(operation, answer)),
                reason -> then.accept(new Refused(reason, false)));
    }

    private static Answer read(HubOperation operation, HubAnswer answer) {
        if (answer.code() != HubCode.DONE) {
            return new Refused(answer.code().words(), !answer.code().isPassing());
        }
        if (operation instanceof HubOperation.Open) {
            ChannelVoucher voucher = ChannelVoucher.parse(answer.payload());
            return voucher == null
                    ? new Refused("the hub's answer is not valid", true)
                    : new Granted(voucher);
        }
        ByteReader reader = new ByteReader(answer.payload());
        int ticks = reader.i32();
        return new Done(reader.failed() ? 0 : ticks, reader.u8() == 1);
    }

    private void submit(
            PublicKey hub,
            HubOperation operation,
            Consumer<HubAnswer> onAnswer,
            Consumer<String> onFailure) {
        HubAccount account = accounts.get(hub);
        if (account == null) {
            engine.execute(() -> onFailure.accept("there is no account at hub " + hub));
            return;
        }
        try {
            thread.execute(() -> askNow(account, operation, onAnswer, onFailure));
        } catch (RejectedExecutionException _) {
            // The node is going down.
        }
    }

    private void askNow(
            HubAccount account,
            HubOperation operation,
            Consumer<HubAnswer> onAnswer,
            Consumer<String> onFailure) {
        String failure = "";
        for (int i = 0; i < TRIES; i++) {
            try (HubConnection connection =
                    new HubConnection(places.apply(account.hub()), TIMEOUT_MS)) {
                HubAnswer answer = account.ask(operation, connection::ask);
                publish(account, "");
                engine.execute(() -> onAnswer.accept(answer));
                return;
            } catch (IOException e) {
                failure = "hub " + account.hub() + " cannot be reached: " + e.getMessage();
            }
        }
        String why = failure;
        Logger.info("{}", why);
        publish(account, why);
        engine.execute(() -> onFailure.accept(why));
    }

    private void publish(HubAccount account, String failure) {
        HubStatement statement = account.statement();
        String distrust = account.distrust();
        View view = new View(account.key(), statement, distrust == null ? failure : distrust);
        engine.execute(
                () -> {
                    View before = views.put(account.hub(), view);
                    if (before == null || !available(before).equals(available(view))) {
                        onChange.run();
                    }
                });
    }

    private static NanoSky available(View view) {
        HubStatement statement = view.statement();
        return statement == null || !view.trouble().isEmpty() ? NanoSky.ZERO : statement.balance();
    }

    @Override
    public NanoSky available(PublicKey hub) {
        View view = views.get(hub);
        return view == null ? NanoSky.ZERO : available(view);
    }

    @Override
    public void open(ChannelTerms terms, Consumer<Answer> answer) {
        ask(terms.hub(), new HubOperation.Open(terms), answer);
    }

    @Override
    public void redeem(ChannelTerms terms, int tick, byte[] word, Consumer<Answer> answer) {
        ask(terms.hub(), new HubOperation.Redeem(terms.channel(), tick, word), answer);
    }

    @Override
    public void close(ChannelTerms terms, PublicKey account, Consumer<Answer> answer) {
        ask(terms.hub(), new HubOperation.Close(terms.channel()), answer);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}

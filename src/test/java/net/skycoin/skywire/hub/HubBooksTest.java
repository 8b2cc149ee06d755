package net.skycoin.skywire.hub;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.clock.SystemClock;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.pay.HubBooks;
import net.skycoin.skywire.pay.PayChain;
import net.skycoin.skywire.sky.SkyAddress;
import net.skycoin.skywire.wire.ChannelTerms;
import net.skycoin.skywire.wire.ChannelVoucher;
import net.skycoin.skywire.wire.HubAnswer;
import net.skycoin.skywire.wire.HubCode;
import net.skycoin.skywire.wire.HubOperation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hub does with money, the same on SQLite and PostgreSQL. */
class HubBooksTest {
    private static final long SKY = 1_000_000_000;
    private static final long DROPLET = 1_000;
    private static final long DAY = 24 * 3600;
    private static final String SHOP = "2GgFvqoyk9RjwVzj8tqfcXVXB4orBwoc9qv";

    @TempDir private Path directory;

    /** The books in PostgreSQL are those of all tests: each has accounts of its own. */
    private static final AtomicInteger SEED = new AtomicInteger(7);

    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    private final Random random = new Random(SEED.getAndIncrement());
    private final PrivateKey identity = PrivateKey.generate(random);

    /** A hub with its books, wherever they are. */
    private final class Hub implements AutoCloseable {
        HubService service;

        Hub(HubDatabase database) {
            service = open(database);
        }

        HubService open(HubDatabase database) {
            return new HubService(
                    database,
                    identity,
                    () -> {
                        byte[] hash = new byte[20];
                        int number = ADDRESSES.getAndIncrement();
                        hash[0] = (byte) number;
                        hash[1] = (byte) (number >> 8);
                        return SkyAddress.ofKeyHash(hash).toString();
                    });
        }

        HubAnswer ask(Holder holder, HubOperation operation) throws IOException {
            return holder.account.ask(
                    operation,
                    request -> {
                        try {
                            return Objects.requireNonNull(
                                    service.ask(request).get(20, TimeUnit.SECONDS));
                        } catch (InterruptedException | ExecutionException | TimeoutException e) {
                            throw new IOException(e);
                        }
                    });
        }

        <T> T books(BiFunction<HubBooks, JdbcHubStore, T> work) {
            return service.run(work).join();
        }

        void fund(Holder holder, long sky) throws IOException {
            String address =
                    new String(ask(holder, new HubOperation.Deposit()).payload(), US_ASCII);
            String output = "output " + random.nextLong();
            boolean first =
                    books((books, _) -> books.deposited(address, output, sky / DROPLET, now()));
            boolean again =
                    books((books, _) -> books.deposited(address, output, sky / DROPLET, now()));
            assertTrue(first && !again, "an output counts once");
        }

        JdbcHubStore.Totals totals() {
            JdbcHubStore.Totals totals = books((_, store) -> store.totals());
            assertEquals(0, totals.difference(), totals.toString());
            assertEquals(
                    totals.reserved(),
                    books((_, store) -> store.promised()),
                    "what channels may claim is what is set aside");
            return totals;
        }

        @Override
        public void close() {
            service.close();
        }
    }

    private static long now() {
        return SystemClock.wallTime().getEpochSecond();
    }

    /** An account's holder. */
    private final class Holder {
        final PrivateKey key = PrivateKey.generate(random);
        HubAccount account = new HubAccount(identity.publicKey(), key, null, _ -> {});

        PublicKey name() {
            return key.publicKey();
        }

        long balance(Hub hub) throws IOException {
            return hub.ask(this, new HubOperation.State()).statement().balance().value();
        }
    }

    private ChannelTerms terms(Holder payer, Holder payee, PayChain chain, long tickValue) {
        byte[] id = new byte[16];
        random.nextBytes(id);
        return new ChannelTerms(
                id,
                identity.publicKey(),
                payer.name(),
                payee.name(),
                chain.root(),
                new NanoSky(tickValue),
                chain.ticks(),
                now() + 14 * DAY);
    }

    private PayChain chain(int ticks) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        return new PayChain(secret, ticks);
    }

    private static byte[] word(PayChain chain, int tick) {
        return chain.pay(tick);
    }

    private Hub hub(String kind, Path file) throws IOException {
        return new Hub(
                kind.equals("sqlite")
                        ? HubDatabase.sqlite(file)
                        : HubDatabase.postgresql(PostgresHolder.server().url(), null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgresql"})
    void moneyGoesFromDepositToWithdrawalAndIsNowhereElse(String kind) throws Exception {
        try (Hub hub = hub(kind, directory.resolve("hub.db"))) {
            Holder payer = new Holder();
            Holder payee = new Holder();
            hub.fund(payer, 3 * SKY);
            assertEquals(3 * SKY, payer.balance(hub));
            PayChain chain = chain(100);
            ChannelTerms terms = terms(payer, payee, chain, 10_000_000);
            HubAnswer opened = hub.ask(payer, new HubOperation.Open(terms));
            assertEquals(HubCode.DONE, opened.code());
            ChannelVoucher voucher = ChannelVoucher.parse(opened.payload());
            assertNotNull(voucher);
            assertTrue(voucher.verify());
            assertEquals(terms, voucher.terms());
            assertEquals(2 * SKY, opened.statement().balance().value());
            assertEquals(SKY, opened.statement().reserved().value());
            // Once more: the same promise, and no more money.
            assertEquals(HubCode.DONE, hub.ask(payer, new HubOperation.Open(terms)).code());
            assertEquals(2 * SKY, payer.balance(hub));

            byte[] third = word(chain, 30);
            HubOperation redeem = new HubOperation.Redeem(terms.channel(), 30, third);
            assertEquals(HubCode.DONE, hub.ask(payee, redeem).code());
            assertEquals(300_000_000, payee.balance(hub));
            assertEquals(HubCode.DONE, hub.ask(payee, redeem).code(), "twice");
            assertEquals(300_000_000, payee.balance(hub));
            assertEquals(
                    HubCode.WRONG_WORD,
                    hub.ask(payee, new HubOperation.Redeem(terms.channel(), 31, third)).code());
            assertEquals(
                    HubCode.WRONG_WORD,
                    hub.ask(payee, new HubOperation.Redeem(terms.channel(), 101, third)).code());
            assertEquals(
                    HubCode.NOT_YOURS,
                    hub.ask(payer, new HubOperation.Redeem(terms.channel(), 40, word(chain, 40)))
                            .code());
            assertEquals(
                    HubCode.UNKNOWN_CHANNEL,
                    hub.ask(payee, new HubOperation.Redeem(new byte[16], 1, third)).code());
            hub.totals();

            // What was earned may be used at once.
            PayChain second = chain(10);
            assertEquals(
                    HubCode.DONE,
                    hub.ask(payee, new HubOperation.Open(terms(payee, payer, second, 30_000_000)))
                            .code());
            assertEquals(0, payee.balance(hub));

            // The payer wants the rest back; the payee redeems what is outstanding, and lets it go.
            HubOperation close = new HubOperation.Close(terms.channel());
            assertEquals(HubCode.DONE, hub.ask(payer, close).code());
            assertEquals(2 * SKY, payer.balance(hub), "the payee has seven days");
            assertEquals(
                    HubCode.DONE,
                    hub.ask(payee, new HubOperation.Redeem(terms.channel(), 50, word(chain, 50)))
                            .code());
            assertEquals(HubCode.DONE, hub.ask(payee, close).code());
            assertEquals(2 * SKY + SKY / 2, payer.balance(hub));
            assertEquals(
                    HubCode.EXPIRED,
                    hub.ask(payee, new HubOperation.Redeem(terms.channel(), 60, word(chain, 60)))
                            .code());
            assertEquals(HubCode.DONE, hub.ask(payee, close).code());
            assertEquals(2 * SKY + SKY / 2, payer.balance(hub));

            // Out to the chain, once.
            byte[] id = new byte[16];
            HubOperation out = new HubOperation.Withdraw(id, SHOP, new NanoSky(SKY));
            assertEquals(HubCode.DONE, hub.ask(payer, out).code());
            assertEquals(HubCode.DONE, hub.ask(payer, out).code());
            assertEquals(SKY + SKY / 2, payer.balance(hub));
            id[0] = 1;
            for (HubOperation bad :
                    List.of(
                            new HubOperation.Withdraw(id, "x" + SHOP, new NanoSky(SKY)),
                            new HubOperation.Withdraw(id, SHOP, new NanoSky(SKY + 1)))) {
                assertEquals(HubCode.BAD_ADDRESS, hub.ask(payer, bad).code());
            }
            assertEquals(
                    HubCode.TOO_LITTLE,
                    hub.ask(payer, new HubOperation.Withdraw(id, SHOP, new NanoSky(2 * SKY)))
                            .code());
            JdbcHubStore.Totals totals = hub.totals();
            assertTrue(totals.withdrawals().value() >= SKY);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgresql"})
    void promisesNeverExceedDeposits(String kind) throws Exception {
        try (Hub hub = hub(kind, directory.resolve("hub.db"))) {
            Holder payer = new Holder();
            hub.fund(payer, SKY);
            int granted = 0;
            for (int i = 0; i < 10; i++) {
                PayChain chain = chain(10);
                ChannelTerms terms = terms(payer, new Holder(), chain, 30_000_000);
                HubCode code = hub.ask(payer, new HubOperation.Open(terms)).code();
                granted += code == HubCode.DONE ? 1 : 0;
                assertTrue(code == HubCode.DONE || code == HubCode.TOO_LITTLE);
            }
            assertEquals(3, granted);
            // A chain promised to one is not promised to another.
            PayChain chain = chain(1);
            Holder first = new Holder();
            assertEquals(
                    HubCode.DONE,
                    hub.ask(payer, new HubOperation.Open(terms(payer, first, chain, 1))).code());
            assertEquals(
                    HubCode.REUSED,
                    hub.ask(payer, new HubOperation.Open(terms(payer, new Holder(), chain, 1)))
                            .code());
            ChannelTerms foreign = terms(first, payer, chain(1), 1);
            assertEquals(HubCode.TERMS, hub.ask(payer, new HubOperation.Open(foreign)).code());
            hub.totals();
        }
    }

    @Test
    void whatNobodyRedeemsInTimeGoesBack() throws Exception {
        try (Hub hub = hub("sqlite", directory.resolve("hub.db"))) {
            Holder payer = new Holder();
            Holder payee = new Holder();
            hub.fund(payer, SKY);
            PayChain chain = chain(100);
            ChannelTerms terms = terms(payer, payee, chain, 10_000_000);
            hub.ask(payer, new HubOperation.Open(terms));
            long later = terms.expiresAtSeconds() + 1;
            int expired = hub.books((books, _) -> books.expire(later, 10));
            assertEquals(1, expired);
            expired = hub.books((books, _) -> books.expire(later, 10));
            assertEquals(0, expired);
            assertEquals(SKY, payer.balance(hub));
            assertEquals(
                    HubCode.EXPIRED,
                    hub.ask(payee, new HubOperation.Redeem(terms.channel(), 1, word(chain, 1)))
                            .code());
            hub.totals();
        }
    }

    @Test
    void aHubFromAnOldBackupIsFoundOutByBothSides() throws Exception {
        Path file = directory.resolve("hub.db");
        Path backup = directory.resolve("backup.db");
        Holder payer = new Holder();
        Holder payee = new Holder();
        PayChain chain = chain(100);
        ChannelTerms terms;
        try (Hub hub = hub("sqlite", file)) {
            hub.fund(payer, SKY);
            terms = terms(payer, payee, chain, 1_000_000);
            hub.ask(payer, new HubOperation.Open(terms));
            hub.ask(payee, new HubOperation.Redeem(terms.channel(), 1, word(chain, 1)));
        }
        Files.copy(file, backup);
        try (Hub hub = hub("sqlite", file)) {
            hub.ask(payee, new HubOperation.Redeem(terms.channel(), 50, word(chain, 50)));
            hub.ask(payee, new HubOperation.Withdraw(new byte[16], SHOP, new NanoSky(50_000_000)));
            assertEquals(0, payee.balance(hub));
        }
        Files.copy(backup, file, StandardCopyOption.REPLACE_EXISTING);
        try (Hub hub = hub("sqlite", file)) {
            // In the old books the payee holds money that it has taken out already.
            HubAnswer answer = hub.ask(payee, new HubOperation.State());
            assertEquals(HubCode.ROLLED_BACK, answer.code());
            assertNotNull(payee.account.distrust());
            Holder forgetful = new Holder();
            forgetful.account = new HubAccount(identity.publicKey(), payee.key, null, _ -> {});
            HubOperation again =
                    new HubOperation.Withdraw(
                            new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                            SHOP,
                            new NanoSky(1_000_000));
            assertEquals(HubCode.FROZEN, hub.ask(forgetful, again).code());
            hub.totals();
        }
    }

    /** Many accounts do what they like; a plain model says how they must stand. */
    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgresql"})
    void agreesWithAPlainModel(String kind) throws Exception {
        try (Hub hub = hub(kind, directory.resolve("hub.db"))) {
            List<Holder> holders = new ArrayList<>();
            Map<Holder, Long> model = new LinkedHashMap<>();
            for (int i = 0; i < 6; i++) {
                Holder holder = new Holder();
                holders.add(holder);
                hub.fund(holder, SKY);
                model.put(holder, SKY);
            }
            record Open(Holder payer, Holder payee, ChannelTerms terms, PayChain chain) {}
            List<Open> open = new ArrayList<>();
            Map<Open, Integer> redeemed = new LinkedHashMap<>();
            for (int step = 0; step < 300; step++) {
                Holder one = holders.get(random.nextInt(holders.size()));
                Holder other = holders.get(random.nextInt(holders.size()));
                switch (random.nextInt(4)) {
                    case 0 -> {
                        PayChain chain = chain(1 + random.nextInt(50));
                        ChannelTerms terms =
                                terms(one, other, chain, 1 + random.nextInt(20_000_000));
                        long amount = terms.amount().value();
                        HubCode code = hub.ask(one, new HubOperation.Open(terms)).code();
                        if (one == other) {
                            assertEquals(HubCode.TERMS, code);
                        } else if (model.getOrDefault(one, 0L) < amount) {
                            assertEquals(HubCode.TOO_LITTLE, code);
                        } else {
                            assertEquals(HubCode.DONE, code);
                            model.merge(one, -amount, Long::sum);
                            Open opened = new Open(one, other, terms, chain);
                            open.add(opened);
                            redeemed.put(opened, 0);
                        }
                    }
                    case 1, 2 -> {
                        if (!open.isEmpty()) {
                            Open channel = open.get(random.nextInt(open.size()));
                            int before = redeemed.getOrDefault(channel, 0);
                            int left = channel.terms.ticks() - before;
                            if (left > 0) {
                                int tick = before + 1 + random.nextInt(left);
                                HubOperation redeem =
                                        new HubOperation.Redeem(
                                                channel.terms.channel(),
                                                tick,
                                                word(channel.chain, tick));
                                assertEquals(HubCode.DONE, hub.ask(channel.payee, redeem).code());
                                long worth = channel.terms.worth(tick - before).value();
                                model.merge(channel.payee, worth, Long::sum);
                                redeemed.put(channel, tick);
                            }
                        }
                    }
                    default -> {
                        if (!open.isEmpty()) {
                            Open channel = open.remove(random.nextInt(open.size()));
                            HubOperation close = new HubOperation.Close(channel.terms.channel());
                            assertEquals(HubCode.DONE, hub.ask(channel.payee, close).code());
                            int left = channel.terms.ticks() - redeemed.getOrDefault(channel, 0);
                            model.merge(
                                    channel.payer, channel.terms.worth(left).value(), Long::sum);
                        }
                    }
                }
            }
            for (Holder holder : holders) {
                assertEquals(model.get(holder), holder.balance(hub));
            }
            hub.totals();
        }
    }

    @Test
    void aKilledDatabaseLosesNoMoney() throws Exception {
        Postgres server = PostgresHolder.server();
        try (Hub hub = hub("postgresql", directory)) {
            Holder payer = new Holder();
            Holder payee = new Holder();
            hub.fund(payer, SKY);
            PayChain chain = chain(1000);
            ChannelTerms terms = terms(payer, payee, chain, 100_000);
            hub.ask(payer, new HubOperation.Open(terms));
            int answered = 0;
            for (int tick = 1; tick <= 200; tick++) {
                if (tick == 100) {
                    server.kill();
                }
                if (tick == 103) {
                    server.up();
                }
                try {
                    hub.ask(
                            payee,
                            new HubOperation.Redeem(terms.channel(), tick, word(chain, tick)));
                    answered = tick;
                } catch (IOException | NullPointerException e) {
                    // The books were not to be had: whoever asked asks again.
                    assertTrue(tick >= 100 && tick <= 104, tick + " " + e);
                }
            }
            assertEquals(200, answered);
            assertEquals(200 * 100_000L, payee.balance(hub));
            hub.totals();
        }
    }

    @Test
    void clientsSpeakToTheServerOverASocket() throws Exception {
        try (Hub hub = hub("sqlite", directory.resolve("hub.db"));
                HubServer server =
                        HubServer.listen(
                                hub.service,
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                20)) {
            InetSocketAddress at =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
            Holder payer = new Holder();
            hub.fund(payer, SKY);
            try (HubConnection connection = new HubConnection(at, 5000)) {
                assertEquals(
                        SKY,
                        payer.account
                                .ask(new HubOperation.State(), connection::ask)
                                .statement()
                                .balance()
                                .value());
            }
            // Of what one address asks in one go a part is refused, without an answer.
            int done = 0;
            try (HubConnection connection = new HubConnection(at, 5000)) {
                for (int i = 0; i < 400; i++) {
                    payer.account.ask(new HubOperation.State(), connection::ask);
                    done++;
                }
            } catch (IOException _) {
                assertTrue(done >= 150 && done < 350, done + " requests");
            }
            assertNotEquals(400, done);
        }
    }

    /** One server for all tests of this class; the books of each are those of the one before. */
    private static final class PostgresHolder {
        private static @Nullable Postgres started;

        static synchronized Postgres server() {
            Postgres server = started;
            if (server == null) {
                server = Postgres.start();
                started = server;
                Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            }
            return server;
        }
    }
}

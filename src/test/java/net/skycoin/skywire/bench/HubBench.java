package net.skycoin.skywire.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.clock.SystemClock;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.hub.HubAccount;
import net.skycoin.skywire.hub.HubConnection;
import net.skycoin.skywire.hub.HubDatabase;
import net.skycoin.skywire.hub.HubServer;
import net.skycoin.skywire.hub.HubService;
import net.skycoin.skywire.hub.JdbcHubStore;
import net.skycoin.skywire.hub.Postgres;
import net.skycoin.skywire.lab.LabFailure;
import net.skycoin.skywire.pay.HubBooks;
import net.skycoin.skywire.pay.PayChain;
import net.skycoin.skywire.sky.SkyAddress;
import net.skycoin.skywire.wire.ChannelTerms;
import net.skycoin.skywire.wire.HubCode;
import net.skycoin.skywire.wire.HubOperation;
import net.skycoin.skywire.wire.HubRequest;

/**
 * A hub with many accounts whose payees redeem as fast as it answers, over sockets, on the same
 * machine: clients' signatures are part of the load. Solvency is computed from the tables all
 * along.
 */
final class HubBench {
    private static final int ACCOUNTS = 10_000;
    private static final int CLIENTS = 32;
    private static final int TICKS = 4096;
    private static final long TICK_VALUE = 1000;
    private static final long CHECK_MS = 2_000;
    private static final int BATCH = 250;
    private static final long DAY = 24 * 3600;

    private final HubService service;
    private final PrivateKey identity = PrivateKey.generate(new Random(5));
    private final Random random = new Random(6);
    private final AtomicInteger addresses = new AtomicInteger();
    private final List<Channel> channels = new ArrayList<>();

    /** A channel, its payee's account, and how far it is redeemed. */
    private static final class Channel {
        final ChannelTerms terms;
        final PayChain chain;
        final HubAccount payee;

        Channel(ChannelTerms terms, PayChain chain, HubAccount payee) {
            this.terms = terms;
            this.chain = chain;
            this.payee = payee;
        }
    }

    private HubBench(HubDatabase database) {
        service = new HubService(database, identity, this::address);
    }

    private String address() {
        byte[] hash = new byte[20];
        int number = addresses.getAndIncrement();
        hash[0] = (byte) number;
        hash[1] = (byte) (number >> 8);
        return SkyAddress.ofKeyHash(hash).toString();
    }

    /** Both databases. */
    static void run(int seconds, ObjectNode result, Progress progress) throws Exception {
        Path directory = Files.createTempDirectory("skywire-hub-bench");
        Path file = directory.resolve("hub.db");
        measure(HubDatabase.sqlite(file), seconds, result.putObject("sqlite"), progress);
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(directory.resolve("hub.db" + suffix));
        }
        Files.delete(directory);
        try (Postgres server = Postgres.start()) {
            measure(
                    HubDatabase.postgresql(server.url(), null),
                    seconds,
                    result.putObject("postgresql"),
                    progress);
        }
    }

    private static void measure(
            HubDatabase database, int seconds, ObjectNode result, Progress progress)
            throws Exception {
        HubBench bench = new HubBench(database);
        try (HubService service = bench.service;
                HubServer server =
                        HubServer.listen(
                                service,
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                1_000_000)) {
            progress.say("hub: making " + ACCOUNTS + " accounts");
            bench.prepare();
            progress.say("hub: redeeming for " + seconds + " s");
            bench.load(server.port(), seconds, result);
            progress.say("hub: " + result);
        }
    }

    /** Half of the accounts pay, each the other half's one. */
    private void prepare() throws ExecutionException, InterruptedException {
        long now = SystemClock.wallTime().getEpochSecond();
        for (int i = 0; i < ACCOUNTS / 2; i += BATCH) {
            int from = i;
            service.run(
                            (books, _) -> {
                                for (int k = from; k < from + BATCH; k++) {
                                    open(books, now, k);
                                }
                                return 0;
                            })
                    .get();
        }
    }

    private void open(HubBooks books, long now, int number) {
        PrivateKey payer = PrivateKey.generate(random);
        PrivateKey payee = PrivateKey.generate(random);
        String address =
                new String(
                        books.handle(request(payer, new HubOperation.Deposit()), now).payload(),
                        US_ASCII);
        long amount = TICKS * TICK_VALUE;
        books.deposited(address, "output " + number, amount / 1000, now);
        byte[] secret = new byte[PayChain.WORD_LENGTH];
        byte[] id = new byte[ChannelTerms.ID_LENGTH];
        random.nextBytes(secret);
        random.nextBytes(id);
        PayChain chain = new PayChain(secret, TICKS);
        ChannelTerms terms =
                new ChannelTerms(
                        id,
                        identity.publicKey(),
                        payer.publicKey(),
                        payee.publicKey(),
                        chain.root(),
                        new NanoSky(TICK_VALUE),
                        TICKS,
                        now + 14 * DAY);
        HubCode code = books.handle(request(payer, new HubOperation.Open(terms)), now).code();
        if (code != HubCode.DONE) {
            throw new LabFailure("a channel was refused: " + code);
        }
        channels.add(
                new Channel(
                        terms, chain, new HubAccount(identity.publicKey(), payee, null, _ -> {})));
    }

    private HubRequest request(PrivateKey key, HubOperation operation) {
        PublicKey hub = identity.publicKey();
        return HubRequest.sign(hub, key, 0, new byte[HubRequest.HASH_LENGTH], operation);
    }

    private void load(int port, int seconds, ObjectNode result) throws Exception {
        InetSocketAddress at = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        long endNs = SystemClock.monotonicNs() + seconds * 1_000_000_000L;
        List<Future<long[]>> clients = new ArrayList<>();
        int checks = 0;
        long worst = 0;
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                clients.add(pool.submit(() -> redeem(at, client, endNs)));
            }
            while (SystemClock.monotonicNs() < endNs) {
                Thread.sleep(CHECK_MS);
                JdbcHubStore.Totals totals = service.run((_, store) -> store.totals()).get();
                worst = Math.max(worst, Math.abs(totals.difference()));
                checks++;
            }
        }
        long[] all = new long[0];
        for (Future<long[]> client : clients) {
            long[] some = client.get();
            int length = all.length;
            all = Arrays.copyOf(all, length + some.length);
            System.arraycopy(some, 0, all, length, some.length);
        }
        Arrays.sort(all);
        JdbcHubStore.Totals totals = service.run((_, store) -> store.totals()).get();
        long promised = service.run((_, store) -> store.promised()).get().value();
        result.put("accounts", totals.accounts())
                .put("seconds", seconds)
                .put("redemptions", all.length)
                .put("perSecond", all.length / Math.max(1, seconds))
                .put("p50Ms", all.length == 0 ? 0 : all[all.length / 2] / 1e6)
                .put("p99Ms", all.length == 0 ? 0 : all[all.length * 99 / 100] / 1e6)
                .put("solvencyChecks", checks + 1)
                .put("difference", Math.max(worst, Math.abs(totals.difference())))
                .put("promisedIsReserved", promised == totals.reserved().value());
    }

    /** One client redeems a tick of each of its channels in turn; how long each took, in ns. */
    private long[] redeem(InetSocketAddress at, int client, long endNs) throws IOException {
        long[] took = new long[1024];
        int count = 0;
        try (HubConnection connection = new HubConnection(at, 30_000)) {
            for (int tick = 1; tick <= TICKS; tick++) {
                for (int i = client; i < channels.size(); i += CLIENTS) {
                    long startNs = SystemClock.monotonicNs();
                    if (startNs >= endNs) {
                        return Arrays.copyOf(took, count);
                    }
                    Channel channel = channels.get(i);
                    HubOperation operation =
                            new HubOperation.Redeem(
                                    channel.terms.channel(), tick, channel.chain.pay(tick));
                    HubCode code = channel.payee.ask(operation, connection::ask).code();
                    if (code != HubCode.DONE) {
                        throw new LabFailure("a redemption was refused: " + code);
                    }
                    if (count == took.length) {
                        took = Arrays.copyOf(took, 2 * count);
                    }
                    took[count++] = SystemClock.monotonicNs() - startNs;
                }
            }
        }
        return Arrays.copyOf(took, count);
    }
}

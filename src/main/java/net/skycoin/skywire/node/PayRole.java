package net.skycoin.skywire.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Sha256;
import net.skycoin.skywire.hub.HubAccount;
import net.skycoin.skywire.hub.HubClient;
import net.skycoin.skywire.pay.PayRecord;
import net.skycoin.skywire.pay.PaySettings;
import net.skycoin.skywire.wire.HubStatement;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/** Paying and being paid, as a daemon has it: the store, the accounts, the way to the hubs. */
final class PayRole implements AutoCloseable {
    private static final long LOOK_SECONDS = 5;
    private static final long SETTLED_LOOKS = 12;
    private static final long BITS_PER_KBPS = 1000;

    private final Config.Pay config;
    private final SqlitePayStore store;
    private final HubClient hubs;
    private final List<PrivateKey> keys;
    private final PaySettings settings;
    private final List<PayRecord> saved;
    private final NanoSky most;
    private long looks;

    private PayRole(
            Config.Pay config,
            SqlitePayStore store,
            HubClient hubs,
            List<PrivateKey> keys,
            PaySettings settings,
            List<PayRecord> saved) {
        this.config = config;
        this.store = store;
        this.hubs = hubs;
        this.keys = keys;
        this.settings = settings;
        this.saved = saved;
        most = new NanoSky(config.most());
    }

    /**
     * Opens the store and the accounts.
     *
     * @param engine runs tasks on the engine's thread, each in a round of its own
     */
    static PayRole open(Config.Pay config, Path data, RandomGenerator random, Executor engine)
            throws ExitException, IOException {
        SqlitePayStore store = SqlitePayStore.open(data.resolve("pay.db"), engine);
        if (store.sentence() != null) {
            Logger.warn(store.sentence());
        }
        Map<PublicKey, HubStatement> statements = store.statements();
        List<HubAccount> accounts = new ArrayList<>();
        List<PrivateKey> keys = new ArrayList<>();
        Map<PublicKey, PublicKey> byHub = new LinkedHashMap<>();
        try (PrivateKey root = IdentityFile.at(data.resolve("account.key")).loadOrCreate(random)) {
            for (PublicKey hub : config.hubs()) {
                PrivateKey key = accountKey(root, hub);
                keys.add(key);
                byHub.put(hub, key.publicKey());
                accounts.add(
                        new HubAccount(
                                hub, key, statements.get(hub), told -> store.keep(hub, told)));
            }
        }
        PaySettings settings =
                new PaySettings(
                        config.price(),
                        config.prices(),
                        byHub,
                        config.freeKbps() * BITS_PER_KBPS / Byte.SIZE);
        return new PayRole(
                config, store, new HubClient(accounts, engine), keys, settings, store.open());
    }

    /** A key for each hub, so that two hubs cannot tell that an account is the same node's. */
    private static PrivateKey accountKey(PrivateKey root, PublicKey hub) {
        return root.multiply(
                Sha256.hash(
                        "skywire/hub-account/1".getBytes(StandardCharsets.US_ASCII),
                        hub.toBytes()));
    }

    /** On the engine's thread, before the engine is started. */
    void join(Engine engine) {
        engine.joinPayments(settings, most, store, hubs, saved);
        hubs.onChange(
                () -> {
                    var payments = engine.payments();
                    if (payments != null) {
                        payments.hubsChanged();
                    }
                });
    }

    /**
     * Asks the hubs how things stand: often while there is nothing to pay with, else now and then.
     */
    void watch(ScheduledExecutorService host, Executor engine) {
        var _ =
                host.scheduleWithFixedDelay(
                        () -> engine.execute(this::look), 1, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        boolean poor = config.hubs().stream().anyMatch(hub -> hubs.available(hub).value() == 0);
        if (poor || looks++ % SETTLED_LOOKS == 0) {
            hubs.refresh();
        }
    }

    HubClient hubs() {
        return hubs;
    }

    SqlitePayStore store() {
        return store;
    }

    /** The key of the account at a hub; null when there is none. */
    @Nullable PublicKey account(PublicKey hub) {
        return settings.accounts().get(hub);
    }

    @Override
    public void close() throws IOException {
        hubs.close();
        store.close();
        keys.forEach(PrivateKey::close);
    }
}

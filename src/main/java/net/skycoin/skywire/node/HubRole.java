package net.skycoin.skywire.node;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.chain.SkycoinNode;
import net.skycoin.skywire.chain.SkycoinNodes;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.hub.HubClient;
import net.skycoin.skywire.hub.HubDatabase;
import net.skycoin.skywire.hub.HubDesk;
import net.skycoin.skywire.hub.HubServer;
import net.skycoin.skywire.hub.HubService;
import net.skycoin.skywire.identity.NodeAddress;
import net.skycoin.skywire.sky.Bip39;
import net.skycoin.skywire.sky.SecretText;
import net.skycoin.skywire.sky.Wallet;
import net.skycoin.skywire.sky.WalletFile;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/** The hub role of a daemon: books, wallet, chain and the socket in the mesh. Main thread. */
final class HubRole implements AutoCloseable {
    private static final Duration NODE_LIMIT = Duration.ofSeconds(20);
    private static final int ENTROPY_BYTES = 16;
    private static final int PASSPHRASE_BYTES = 24;

    private final Config config;
    private final Path data;
    private final PrivateKey identity;
    private @Nullable HubService service;
    private @Nullable HubDesk desk;
    private @Nullable HubServer server;
    private @Nullable Wallet wallet;
    private @Nullable SkycoinNodes nodes;
    private @Nullable SqliteWalletJournal journal;

    HubRole(Config config, Path data, PrivateKey identity) {
        this.config = config;
        this.data = data;
        this.identity = identity;
    }

    /** Opens the books and begins to watch the chain. */
    void open() throws ExitException, IOException {
        Config.Hub hub = config.hub();
        HubDesk chain = config.chain().nodes().isEmpty() ? null : desk(hub);
        desk = chain;
        HubService fresh =
                new HubService(
                        database(hub), identity, () -> chain == null ? null : chain.freshAddress());
        service = fresh;
        if (chain == null) {
            Logger.warn("Hub: chain.nodes is empty, so there are no deposits and withdrawals");
        } else {
            chain.start(fresh);
        }
    }

    private HubDatabase database(Config.Hub hub) throws IOException {
        String url = hub.database();
        if (url == null) {
            return HubDatabase.sqlite(data.resolve("hub.db"));
        }
        Path password = hub.passwordFile();
        return HubDatabase.postgresql(
                url, password == null ? null : Files.readString(password).strip());
    }

    private HubDesk desk(Config.Hub hub) throws ExitException, IOException {
        WalletStore store = WalletStore.of(data, hub.wallet());
        Path file = hub.passphraseFile();
        Path passphraseFile = file == null ? data.resolve("hub.passphrase") : file;
        if (!Files.exists(store.path()) && file == null) {
            create(store, passphraseFile);
        }
        byte[] passphrase =
                Files.readString(passphraseFile).strip().getBytes(StandardCharsets.UTF_8);
        WalletFile parsed = store.load(Logger::warn);
        Wallet opened;
        try (SecretText words = SecretText.ofBytes(passphrase)) {
            opened = store.unlock(parsed, words);
        }
        wallet = opened;
        List<SkycoinNode> each = new ArrayList<>();
        for (URI url : config.chain().nodes()) {
            each.add(new SkycoinNode(url, null, NODE_LIMIT));
        }
        SkycoinNodes all = new SkycoinNodes(each);
        nodes = all;
        SqliteWalletJournal book = store.journal();
        journal = book;
        return new HubDesk(
                all,
                book,
                opened,
                changed -> save(store, changed, passphrase),
                hub.chainSeconds() * 1000L);
    }

    private static void save(WalletStore store, Wallet changed, byte[] passphrase)
            throws IOException {
        try (SecretText words = SecretText.ofBytes(passphrase)) {
            store.save(changed, words);
        } catch (ExitException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** A new wallet under a passphrase of its own, both for the daemon's eyes only. */
    private static void create(WalletStore store, Path passphraseFile)
            throws ExitException, IOException {
        SecureRandom random = new SecureRandom();
        byte[] entropy = new byte[ENTROPY_BYTES];
        byte[] secret = new byte[PASSPHRASE_BYTES];
        random.nextBytes(entropy);
        random.nextBytes(secret);
        if (!Files.exists(passphraseFile)) {
            Files.createFile(
                    passphraseFile,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(passphraseFile, Hex.encode(secret) + "\n");
        }
        byte[] passphrase =
                Files.readString(passphraseFile).strip().getBytes(StandardCharsets.UTF_8);
        try (SecretText words = SecretText.ofBytes(passphrase);
                Wallet made =
                        Wallet.create(
                                Wallet.Kind.DETERMINISTIC,
                                "hub",
                                new Wallet.Seed(
                                        Bip39.mnemonic(entropy),
                                        SecretText.ofBytes(new byte[0])))) {
            store.create(made, words);
        }
        Logger.info("Hub: made the wallet {}; keep a copy of its seed", store.path());
    }

    /** Listens on the node's address in the mesh, once it has it; false when it has not yet. */
    boolean listen() throws IOException {
        HubService ready = service();
        InetSocketAddress at =
                new InetSocketAddress(
                        NodeAddress.of(identity.publicKey()).toInetAddress(), HubClient.PORT);
        try {
            server = HubServer.listen(ready, at, config.hub().requestsPerSecond());
            return true;
        } catch (BindException _) {
            return false;
        }
    }

    HubService service() {
        HubService ready = service;
        if (ready == null) {
            throw new IllegalStateException("the hub is not open");
        }
        return ready;
    }

    @Nullable HubDesk desk() {
        return desk;
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
        }
        if (desk != null) {
            desk.close();
        }
        if (service != null) {
            service.close();
        }
        if (nodes != null) {
            nodes.close();
        }
        if (journal != null) {
            journal.close();
        }
        if (wallet != null) {
            wallet.close();
        }
    }
}

package net.skycoin.skywire.sky;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.skycoin.skywire.crypto.PrivateKey;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a wallet and, unless it is locked or only watches, its seed. One owner, who
 * closes it; closing wipes every secret. Single-threaded.
 */
public final class Wallet implements AutoCloseable {
    /** Addresses that a wallet may have; a file that says more is damaged. */
    public static final int MOST_ADDRESSES = 100_000;

    private static final int PURPOSE = 44 | Bip32Key.HARDENED;

    /** SLIP-44's number of Skycoin. */
    private static final int COIN = 8000 | Bip32Key.HARDENED;

    private static final int FIRST_ACCOUNT = Bip32Key.HARDENED;

    /** How a wallet's keys come from its seed. */
    public enum Kind {
        /** Skycoin's own chain of keys. */
        DETERMINISTIC(0, "deterministic"),
        /** m/44'/8000'/0'/chain/index of BIP44. */
        BIP44(1, "bip44"),
        /** Addresses without keys: it sees and cannot spend. */
        WATCH(2, "watch");

        private final int number;
        private final String word;

        Kind(int number, String word) {
            this.number = number;
            this.word = word;
        }

        /** Its number in a wallet's file. */
        int number() {
            return number;
        }

        static @Nullable Kind of(int number) {
            for (Kind kind : values()) {
                if (kind.number == number) {
                    return kind;
                }
            }
            return null;
        }

        /** As commands and Skycoin's wallet files write it. */
        public String word() {
            return word;
        }
    }

    /**
     * What the keys come from; the wallet's to wipe.
     *
     * @param passphrase BIP39's, empty for none; a deterministic wallet has none
     */
    public record Seed(SecretText words, SecretText passphrase) implements AutoCloseable {
        @Override
        public void close() {
            words.close();
            passphrase.close();
        }
    }

    private final Kind kind;
    private final String label;
    private final List<WalletAddress> addresses;
    private final @Nullable Seed seed;
    private final Map<SkyAddress, PrivateKey> keys = new HashMap<>();

    private Wallet(Kind kind, String label, List<WalletAddress> addresses, @Nullable Seed seed) {
        this.kind = kind;
        this.label = label;
        this.addresses = new ArrayList<>(addresses);
        this.seed = seed;
    }

    /**
     * A wallet with one address to receive and, in BIP44's way, one for change.
     *
     * @param seed taken over
     */
    public static Wallet create(Kind kind, String label, Seed seed) {
        Wallet wallet = new Wallet(kind, label, List.of(), seed);
        wallet.extend(WalletAddress.Chain.RECEIVE);
        if (kind == Kind.BIP44) {
            wallet.extend(WalletAddress.Chain.CHANGE);
        }
        return wallet;
    }

    /** A wallet that only watches. */
    public static Wallet watching(String label, List<SkyAddress> watched) {
        List<WalletAddress> list = new ArrayList<>();
        for (SkyAddress address : watched) {
            list.add(new WalletAddress(address, WalletAddress.Chain.RECEIVE, list.size()));
        }
        return new Wallet(Kind.WATCH, label, list, null);
    }

    /** A wallet as a file describes it; locked when {@code seed} is null. */
    static Wallet restored(
            Kind kind, String label, List<WalletAddress> addresses, @Nullable Seed seed) {
        return new Wallet(kind, label, addresses, seed);
    }

    public Kind kind() {
        return kind;
    }

    /** What its owner calls it; any text. */
    public String label() {
        return label;
    }

    /** Every address, in the order in which they were made. */
    public List<WalletAddress> addresses() {
        return List.copyOf(addresses);
    }

    /** Whether it has its seed, and so can sign and make addresses. */
    public boolean canSign() {
        return seed != null;
    }

    /** The seed, which stays the wallet's. */
    public Seed seed() {
        if (seed == null) {
            throw new IllegalStateException("wallet is locked");
        }
        return seed;
    }

    /** Makes the next address of a chain. */
    public WalletAddress extend(WalletAddress.Chain chain) {
        if (addresses.size() >= MOST_ADDRESSES) {
            throw new IllegalStateException("a wallet has at most 100,000 addresses");
        }
        int index = Math.toIntExact(addresses.stream().filter(a -> a.chain() == chain).count());
        PrivateKey key =
                switch (kind) {
                    case DETERMINISTIC -> deterministicKey(index);
                    case BIP44 -> bip44Key(chain, index);
                    case WATCH -> throw new IllegalStateException("a watched wallet has no keys");
                };
        SkyAddress address = SkyAddress.of(key.publicKey());
        remember(address, key);
        WalletAddress made = new WalletAddress(address, chain, index);
        addresses.add(made);
        return made;
    }

    private void remember(SkyAddress address, PrivateKey key) {
        PrivateKey before = keys.put(address, key);
        if (before != null) {
            before.close();
        }
    }

    private PrivateKey deterministicKey(int index) {
        try (DeterministicKeys chain = new DeterministicKeys(seed().words().bytes())) {
            for (int i = 0; i < index; i++) {
                chain.next().close();
            }
            return chain.next();
        }
    }

    private PrivateKey bip44Key(WalletAddress.Chain chain, int index) {
        try (Bip32Key account = bip44Account();
                Bip32Key branch = account.child(chain.number());
                Bip32Key leaf = branch.child(index)) {
            return leaf.copyKey();
        }
    }

    /** The node of BIP32's tree from which both chains come; the caller closes it. */
    Bip32Key bip44Account() {
        byte[] start = Bip39.seed(seed().words(), seed().passphrase());
        try (Bip32Key master = Bip32Key.master(start);
                Bip32Key purpose = master.child(PURPOSE);
                Bip32Key coin = purpose.child(COIN)) {
            return coin.child(FIRST_ACCOUNT);
        } finally {
            Arrays.fill(start, (byte) 0);
        }
    }

    /**
     * Derives the keys of all addresses.
     *
     * @return whether they are the addresses that the wallet lists
     */
    public boolean deriveKeys() {
        return switch (kind) {
            case DETERMINISTIC -> deriveDeterministic();
            case BIP44 -> deriveBip44();
            case WATCH -> true;
        };
    }

    private boolean deriveDeterministic() {
        try (DeterministicKeys chain = new DeterministicKeys(seed().words().bytes())) {
            for (WalletAddress listed : addresses) {
                if (!accept(listed, chain.next())) {
                    return false;
                }
            }
            return true;
        }
    }

    private boolean deriveBip44() {
        try (Bip32Key account = bip44Account();
                Bip32Key receive = account.child(WalletAddress.Chain.RECEIVE.number());
                Bip32Key change = account.child(WalletAddress.Chain.CHANGE.number())) {
            for (WalletAddress listed : addresses) {
                Bip32Key branch = listed.chain() == WalletAddress.Chain.RECEIVE ? receive : change;
                try (Bip32Key leaf = branch.child(listed.index())) {
                    if (!accept(listed, leaf.copyKey())) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    private boolean accept(WalletAddress listed, PrivateKey key) {
        if (SkyAddress.of(key.publicKey()).equals(listed.address())) {
            remember(listed.address(), key);
            return true;
        }
        key.close();
        return false;
    }

    /** The key of an address, which stays the wallet's; null for a foreign address. */
    public @Nullable PrivateKey key(SkyAddress address) {
        if (keys.size() < addresses.size() && !deriveKeys()) {
            throw new IllegalStateException("the wallet's addresses are not its seed's");
        }
        return keys.get(address);
    }

    @Override
    public void close() {
        keys.values().forEach(PrivateKey::close);
        keys.clear();
        if (seed != null) {
            seed.close();
        }
    }
}

package net.skycoin.skywire.chain;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.crypto.ChaCha20Poly1305;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.Scrypt;
import net.skycoin.skywire.sky.Bip39;
import net.skycoin.skywire.sky.SecretText;
import net.skycoin.skywire.sky.Sha256Xor;
import net.skycoin.skywire.sky.SkyAddress;
import net.skycoin.skywire.sky.Wallet;
import net.skycoin.skywire.sky.WalletAddress;
import org.jspecify.annotations.Nullable;

/**
 * A wallet file of Skycoin's own programs ({@code .wlt}): types "deterministic" and "bip44", in the
 * clear or encrypted in either of their ways.
 */
public final class SkycoinWalletFile {
    private static final int LENGTH_OF_LENGTH = 2;

    private final Answer meta;
    private final Wallet.Kind kind;
    private final String label;
    private final List<SkyAddress> receive;
    private final List<SkyAddress> change;

    /** It cannot be used; the message is the end of a sentence that begins with the file's name. */
    public static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String words) {
            super(words);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    private SkycoinWalletFile(
            Answer meta,
            Wallet.Kind kind,
            String label,
            List<SkyAddress> receive,
            List<SkyAddress> change) {
        this.meta = meta;
        this.kind = kind;
        this.label = label;
        this.receive = receive;
        this.change = change;
    }

    /** Reads foreign bytes. */
    public static SkycoinWalletFile parse(byte[] bytes) throws UnusableException {
        try {
            Answer file = Answer.parse(bytes, "file");
            Answer meta = file.field("meta");
            Wallet.Kind kind = kind(meta);
            List<SkyAddress> receive = new ArrayList<>();
            List<SkyAddress> change = new ArrayList<>();
            if (kind == Wallet.Kind.DETERMINISTIC) {
                addresses(file.field("entries"), receive);
            } else {
                bip44(file.field("accounts"), receive, change);
            }
            String label = meta.has("label") ? meta.field("label").text() : "";
            return new SkycoinWalletFile(meta, kind, label, receive, change);
        } catch (NodeException _) {
            throw new UnusableException("is damaged, or not a wallet of Skycoin's.");
        }
    }

    private static Wallet.Kind kind(Answer meta) throws NodeException, UnusableException {
        if (meta.has("coin") && !meta.field("coin").text().equals("skycoin")) {
            throw new UnusableException(
                    "is a wallet of another coin, \"" + shown(meta.field("coin").text()) + "\".");
        }
        String type = meta.field("type").text();
        return switch (type) {
            case "deterministic" -> Wallet.Kind.DETERMINISTIC;
            case "bip44" -> Wallet.Kind.BIP44;
            case "collection" ->
                    throw new UnusableException(
                            "is a collection of keys without a seed, which this wallet cannot hold:"
                                    + " send its coins to an address of this wallet with the program"
                                    + " that made it.");
            case "xpub" ->
                    throw new UnusableException(
                            "is a wallet that only watches (type \"xpub\"): import its addresses"
                                    + " with --watch.");
            default ->
                    throw new UnusableException(
                            "is a wallet of an unknown type, \"" + shown(type) + "\".");
        };
    }

    private static String shown(String text) {
        return text.codePoints()
                .limit(40)
                .filter(c -> !Character.isISOControl(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static void addresses(Answer entries, List<SkyAddress> target) throws NodeException {
        for (Answer entry : entries.items()) {
            if (target.size() >= Wallet.MOST_ADDRESSES) {
                throw entries.nonsense("shorter");
            }
            target.add(entry.field("address").address());
        }
    }

    private static void bip44(Answer accounts, List<SkyAddress> receive, List<SkyAddress> change)
            throws NodeException, UnusableException {
        List<Answer> all = accounts.items();
        if (all.size() > 1) {
            throw new UnusableException(
                    "has several accounts, of which this wallet holds only one: send the coins of"
                            + " the others to the first.");
        }
        for (Answer account : all) {
            for (Answer chain : account.field("chains").items()) {
                boolean external = chain.field("chain").text().equals("external");
                addresses(chain.field("entries"), external ? receive : change);
            }
        }
    }

    public boolean isEncrypted() {
        return meta.field("encrypted").isText() && says("encrypted").equals("true");
    }

    private String says(String name) {
        try {
            return meta.has(name) ? meta.field(name).text() : "";
        } catch (NodeException _) {
            return "";
        }
    }

    /**
     * The wallet, which the caller closes.
     *
     * @param password of an encrypted file; not used for another
     */
    public Wallet open(SecretText password) throws UnusableException {
        Wallet.Seed seed =
                isEncrypted() ? decrypted(password) : seed(says("seed"), says("seedPassphrase"));
        String fault = kind == Wallet.Kind.BIP44 ? Bip39.fault(seed.words()) : null;
        if (seed.words().isEmpty() || fault != null) {
            seed.close();
            throw new UnusableException("is damaged: its seed is not one.");
        }
        Wallet wallet = Wallet.create(kind, label, seed);
        extend(wallet, WalletAddress.Chain.RECEIVE, receive.size());
        extend(wallet, WalletAddress.Chain.CHANGE, change.size());
        if (!agrees(wallet, WalletAddress.Chain.RECEIVE, receive)
                || !agrees(wallet, WalletAddress.Chain.CHANGE, change)) {
            wallet.close();
            throw new UnusableException("is damaged: its addresses do not come from its seed.");
        }
        return wallet;
    }

    private static Wallet.Seed seed(String words, String passphrase) {
        return new Wallet.Seed(
                SecretText.ofChars(words.toCharArray()),
                SecretText.ofChars(passphrase.toCharArray()));
    }

    private static void extend(Wallet wallet, WalletAddress.Chain chain, int count) {
        while (of(wallet, chain).size() < count) {
            wallet.extend(chain);
        }
    }

    private static List<SkyAddress> of(Wallet wallet, WalletAddress.Chain chain) {
        return wallet.addresses().stream()
                .filter(address -> address.chain() == chain)
                .map(WalletAddress::address)
                .toList();
    }

    private static boolean agrees(
            Wallet wallet, WalletAddress.Chain chain, List<SkyAddress> listed) {
        return listed.equals(of(wallet, chain).subList(0, listed.size()));
    }

    private Wallet.Seed decrypted(SecretText password) throws UnusableException {
        byte[] sealed;
        try {
            sealed = Base64.getDecoder().decode(says("secrets"));
        } catch (IllegalArgumentException _) {
            throw new UnusableException("is damaged: its secrets cannot be read.");
        }
        byte[] plain =
                switch (says("cryptoType")) {
                    case "scrypt-chacha20poly1305" -> openScrypt(sealed, password);
                    case "sha256-xor" -> Sha256Xor.decrypt(sealed, password);
                    default -> throw new UnusableException("is encrypted in an unknown way.");
                };
        if (plain == null) {
            throw new UnusableException("does not open: the password is wrong.");
        }
        try {
            Answer secrets = Answer.parse(plain, "secrets");
            return seed(
                    secrets.field("seed").text(),
                    secrets.has("seedPassphrase") ? secrets.field("seedPassphrase").text() : "");
        } catch (NodeException _) {
            throw new UnusableException("is damaged: its secrets cannot be read.");
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** {@code length u16 LE | {"n", "r", "p", "keyLen", "salt", "nonce"} | ciphertext}. */
    private static byte @Nullable [] openScrypt(byte[] sealed, SecretText password)
            throws UnusableException {
        int length =
                sealed.length < LENGTH_OF_LENGTH
                        ? sealed.length
                        : (sealed[0] & 0xff) | (sealed[1] & 0xff) << 8;
        int start = LENGTH_OF_LENGTH + length;
        if (start > sealed.length) {
            throw new UnusableException("is damaged: its secrets cannot be read.");
        }
        byte[] clear = Arrays.copyOf(sealed, start);
        byte[] nonce;
        byte[] key;
        long memory;
        try {
            Answer parameters =
                    Answer.parse(Arrays.copyOfRange(sealed, LENGTH_OF_LENGTH, start), "parameters");
            long n = parameters.field("n").number();
            long r = parameters.field("r").number();
            long p = parameters.field("p").number();
            int cost = Long.numberOfTrailingZeros(n);
            nonce = Base64.getDecoder().decode(parameters.field("nonce").text());
            byte[] salt = Base64.getDecoder().decode(parameters.field("salt").text());
            if (Long.bitCount(n) != 1
                    || r > Integer.MAX_VALUE
                    || p > Integer.MAX_VALUE
                    || !Scrypt.isReasonable(cost, (int) r, (int) p)
                    || nonce.length != ChaCha20Poly1305.NONCE_LENGTH
                    || parameters.field("keyLen").number() != ChaCha20Poly1305.KEY_LENGTH) {
                throw new UnusableException(
                        "is damaged: the parameters of its encryption make no sense.");
            }
            Scrypt scrypt = new Scrypt(cost, (int) r, (int) p);
            memory = scrypt.memoryBytes();
            key = scrypt.derive(password.bytes(), salt, ChaCha20Poly1305.KEY_LENGTH);
        } catch (NodeException | IllegalArgumentException _) {
            throw new UnusableException("is damaged: its secrets cannot be read.");
        }
        if (key == null) {
            throw new UnusableException(
                    "needs "
                            + (memory >> 20)
                            + " MiB of memory to be opened, which this machine has not: import it on"
                            + " a larger one, or decrypt it with Skycoin's program first.");
        }
        byte[] ciphertext = Arrays.copyOfRange(sealed, start, sealed.length);
        byte[] plain = ChaCha20Poly1305.open(key, nonce, clear, ciphertext);
        Arrays.fill(key, (byte) 0);
        return plain;
    }

    /**
     * A deterministic wallet as Skycoin's programs read it: in the clear, seed and all.
     *
     * @param created wall time in seconds, for people
     */
    public static byte[] write(Wallet wallet, String fileName, long created) {
        if (wallet.kind() != Wallet.Kind.DETERMINISTIC) {
            throw new IllegalArgumentException("only a deterministic wallet is written");
        }
        ObjectNode file = JsonNodeFactory.instance.objectNode();
        file.putObject("meta")
                .put("coin", "skycoin")
                .put("cryptoType", "")
                .put("encrypted", "false")
                .put("filename", fileName)
                .put("label", wallet.label())
                .put("lastSeed", wallet.lastSeedHex())
                .put("secrets", "")
                .put("seed", wallet.seed().words().reveal())
                .put("tm", Long.toString(created))
                .put("type", wallet.kind().word())
                .put("version", "0.2");
        ArrayNode entries = file.putArray("entries");
        for (WalletAddress address : wallet.addresses()) {
            PrivateKey key = Objects.requireNonNull(wallet.key(address.address()));
            byte[] secret = key.copySecret();
            entries.addObject()
                    .put("address", address.address().toString())
                    .put("public_key", key.publicKey().toString())
                    .put("secret_key", Hex.encode(secret));
            Arrays.fill(secret, (byte) 0);
        }
        try {
            return JsonMapper.builder()
                    .build()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(file)
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }
}

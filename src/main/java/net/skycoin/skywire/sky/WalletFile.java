package net.skycoin.skywire.sky;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.crypto.ChaCha20Poly1305;
import net.skycoin.skywire.crypto.Ripemd160;
import net.skycoin.skywire.crypto.Scrypt;
import org.jspecify.annotations.Nullable;

/**
 * The content of a wallet's own file. The addresses are in the clear, so that a balance needs no
 * passphrase; the seed is encrypted, and what is in the clear is under its authentication.
 *
 * <pre>
 *   version u8 = 1 | kind u8 | label u16 + UTF-8 | addresses u32 x (chain u8, index u32, key hash 20)
 *   and unless it only watches:
 *   scrypt: log2 N u8, r u8, p u8, salt 32 | ChaCha20-Poly1305 of: words u16 + UTF-8, passphrase u16 + UTF-8
 * </pre>
 *
 * Integers are big-endian. The salt is new each time, hence the key, so the nonce is zero. Whether
 * the file is intact is its container's affair (a checksum); {@link #parse} takes any bytes.
 */
public final class WalletFile {
    private static final int VERSION = 1;
    private static final int SALT_LENGTH = 32;
    private static final int MOST_BYTES_OF_TEXT = 0xffff;
    private static final int ADDRESS_LENGTH = 1 + Integer.BYTES + Ripemd160.LENGTH;
    private static final byte[] NONCE = new byte[ChaCha20Poly1305.NONCE_LENGTH];

    /**
     * 32 MiB three times over (OWASP's choice for a program that has not more): a board of 512 MB
     * must open it.
     */
    private static final Scrypt SCRYPT = new Scrypt(15, 8, 3);

    private final Wallet.Kind kind;
    private final String label;
    private final List<WalletAddress> addresses;
    private final byte[] clear;
    private final Scrypt scrypt;
    private final byte[] salt;
    private final byte[] sealed;

    private WalletFile(
            Wallet.Kind kind,
            String label,
            List<WalletAddress> addresses,
            byte[] clear,
            Scrypt scrypt,
            byte[] salt,
            byte[] sealed) {
        this.kind = kind;
        this.label = label;
        this.addresses = List.copyOf(addresses);
        this.clear = clear;
        this.scrypt = scrypt;
        this.salt = salt;
        this.sealed = sealed;
    }

    /** What became of an attempt to open a wallet. */
    public sealed interface Unlocked {
        /** It is open; the caller closes it. */
        record Open(Wallet wallet) implements Unlocked {}

        /** The passphrase is wrong, or what is in the clear was changed. */
        record WrongPassphrase() implements Unlocked {}

        /** The machine has not the memory that the file's scrypt needs. */
        record NoMemory(long bytes) implements Unlocked {}
    }

    /** Reads foreign bytes; null when they are not such a file. */
    public static @Nullable WalletFile parse(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int version = in.u8();
        Wallet.Kind kind = Wallet.Kind.of(in.u8());
        String label = new String(in.bytes(in.u16()), StandardCharsets.UTF_8);
        long count = in.u32();
        if (in.failed()
                || version != VERSION
                || kind == null
                || count > in.remaining() / ADDRESS_LENGTH
                || count > Wallet.MOST_ADDRESSES) {
            return null;
        }
        List<WalletAddress> addresses = readAddresses(in, (int) count);
        if (addresses == null) {
            return null;
        }
        if (kind == Wallet.Kind.WATCH) {
            byte[] none = {};
            return in.finished()
                    ? new WalletFile(kind, label, addresses, none, SCRYPT, none, none)
                    : null;
        }
        int cost = in.u8();
        int blockSize = in.u8();
        int parallelism = in.u8();
        byte[] salt = in.bytes(SALT_LENGTH);
        byte[] clear = Arrays.copyOf(bytes, in.position());
        byte[] sealed = in.rest();
        return in.failed() || !Scrypt.isReasonable(cost, blockSize, parallelism)
                ? null
                : new WalletFile(
                        kind,
                        label,
                        addresses,
                        clear,
                        new Scrypt(cost, blockSize, parallelism),
                        salt,
                        sealed);
    }

    private static @Nullable List<WalletAddress> readAddresses(ByteReader in, int count) {
        List<WalletAddress> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            WalletAddress.Chain chain = WalletAddress.Chain.of(in.u8());
            int index = in.i32();
            byte[] keyHash = in.bytes(Ripemd160.LENGTH);
            if (in.failed() || chain == null || index < 0) {
                return null;
            }
            addresses.add(new WalletAddress(SkyAddress.ofKeyHash(keyHash), chain, index));
        }
        return addresses;
    }

    /** The wallet without its seed; a watching one is whole. */
    public Wallet locked() {
        return Wallet.restored(kind, label, addresses, null);
    }

    /** Opens the wallet; not for one that only watches. */
    public Unlocked unlock(SecretText passphrase) {
        byte[] key = scrypt.derive(passphrase.bytes(), salt, ChaCha20Poly1305.KEY_LENGTH);
        if (key == null) {
            return new Unlocked.NoMemory(scrypt.memoryBytes());
        }
        byte[] secret = ChaCha20Poly1305.open(key, NONCE, clear, sealed);
        Arrays.fill(key, (byte) 0);
        if (secret == null) {
            return new Unlocked.WrongPassphrase();
        }
        ByteReader in = new ByteReader(secret);
        Wallet.Seed seed =
                new Wallet.Seed(
                        SecretText.ofBytes(in.bytes(in.u16())),
                        SecretText.ofBytes(in.bytes(in.u16())));
        Arrays.fill(secret, (byte) 0);
        return new Unlocked.Open(Wallet.restored(kind, label, addresses, seed));
    }

    /**
     * The file of a wallet that can sign, or only watches (then the passphrase is not used).
     *
     * @param random the salt comes from it
     */
    public static byte[] seal(Wallet wallet, SecretText passphrase, RandomGenerator random) {
        byte[] label = wallet.label().getBytes(StandardCharsets.UTF_8);
        requireShort(label);
        ByteWriter out = new ByteWriter(64 + ADDRESS_LENGTH * wallet.addresses().size());
        out.u8(VERSION).u8(wallet.kind().number()).u16(label.length).bytes(label);
        out.i32(wallet.addresses().size());
        for (WalletAddress address : wallet.addresses()) {
            out.u8(address.chain().number())
                    .i32(address.index())
                    .bytes(address.address().keyHash());
        }
        if (wallet.kind() == Wallet.Kind.WATCH) {
            return out.toByteArray();
        }
        byte[] salt = new byte[SALT_LENGTH];
        random.nextBytes(salt);
        out.u8(SCRYPT.costLog2()).u8(SCRYPT.blockSize()).u8(SCRYPT.parallelism()).bytes(salt);
        byte[] key = SCRYPT.derive(passphrase.bytes(), salt, ChaCha20Poly1305.KEY_LENGTH);
        if (key == null) {
            throw new IllegalStateException("the machine lacks the memory to seal a wallet");
        }
        byte[] secret = secret(wallet.seed());
        out.bytes(ChaCha20Poly1305.seal(key, NONCE, out.toByteArray(), secret));
        Arrays.fill(key, (byte) 0);
        Arrays.fill(secret, (byte) 0);
        return out.toByteArray();
    }

    private static byte[] secret(Wallet.Seed seed) {
        byte[] words = seed.words().bytes();
        byte[] passphrase = seed.passphrase().bytes();
        requireShort(words);
        requireShort(passphrase);
        int length = 2 * Short.BYTES + words.length + passphrase.length;
        // Of exactly this length: a writer that grows would leave a copy behind.
        ByteWriter out = new ByteWriter(length);
        byte[] bytes =
                out.u16(words.length)
                        .bytes(words)
                        .u16(passphrase.length)
                        .bytes(passphrase)
                        .toByteArray();
        out.wipe();
        return bytes;
    }

    private static void requireShort(byte[] text) {
        if (text.length > MOST_BYTES_OF_TEXT) {
            throw new IllegalArgumentException("a text of a wallet has at most 65,535 bytes");
        }
    }
}

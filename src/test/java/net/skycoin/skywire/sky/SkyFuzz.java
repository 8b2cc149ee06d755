package net.skycoin.skywire.sky;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.fuzz.FuzzTarget;
import net.skycoin.skywire.fuzz.FuzzTargets;
import net.skycoin.skywire.skycoin.Vectors;
import org.jspecify.annotations.Nullable;

/** The ledger's formats, and a wallet's file. */
public final class SkyFuzz implements FuzzTargets {
    private static final String WORDS =
            "legal winner thank year wave sausage worth useful legal winner thank yellow";

    @Override
    public List<FuzzTarget> targets() {
        return List.of(
                FuzzTarget.roundTrip(
                        "sky.transaction",
                        SkyFuzz::transaction,
                        Transaction::toBytes,
                        recorded("transaction-encoded-block-101"),
                        recorded("transaction-unconfirmed-encoded")),
                FuzzTarget.roundTrip(
                        "sky.block-header",
                        BlockHeader::parse,
                        BlockHeader::toBytes,
                        new byte[BlockHeader.LENGTH]),
                FuzzTarget.roundTrip(
                        "sky.address",
                        input -> SkyAddress.parse(text(input)),
                        address -> ascii(address.toString()),
                        ascii("2GgFvqoyk9RjwVzj8tqfcXVXB4orBwoc9qv")),
                FuzzTarget.roundTrip(
                        "sky.coins",
                        input -> Coins.parse(text(input)),
                        coins -> ascii(coins.toString()),
                        ascii("22100.000001")),
                FuzzTarget.of("sky.wallet-file", SkyFuzz::walletFile, watching(), encrypted()),
                FuzzTarget.of(
                        "sky.mnemonic",
                        input -> Bip39.fault(SecretText.ofBytes(input)),
                        ascii(WORDS)),
                FuzzTarget.of(
                        "sky.sha256-xor",
                        input -> Sha256Xor.decrypt(input, SecretText.ofBytes(ascii("pwd"))),
                        new byte[128]));
    }

    private static @Nullable Transaction transaction(byte[] input) {
        Transaction transaction = Transaction.parseOrNull(input);
        if (transaction != null) {
            TransactionVerifier.structure(transaction);
        }
        return transaction;
    }

    private static void walletFile(byte[] input) {
        WalletFile file = WalletFile.parse(input);
        if (file != null && file.locked().addresses().size() > input.length) {
            throw new AssertionError("more addresses than bytes");
        }
    }

    private static byte[] recorded(String name) {
        String hex = Vectors.json("rest/" + name + ".golden").path("encoded_transaction").asText();
        return Objects.requireNonNull(Hex.decode(hex));
    }

    private static byte[] watching() {
        Wallet wallet = Wallet.watching("eye", List.of(SkyAddress.ofKeyHash(new byte[20])));
        return WalletFile.seal(wallet, SecretText.ofBytes(new byte[0]), new Random(1));
    }

    private static byte[] encrypted() {
        Wallet.Seed seed =
                new Wallet.Seed(SecretText.ofBytes(ascii(WORDS)), SecretText.ofBytes(new byte[0]));
        try (Wallet wallet = Wallet.create(Wallet.Kind.BIP44, "mine", seed)) {
            return WalletFile.seal(wallet, SecretText.ofBytes(ascii("pwd")), new Random(2));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.ISO_8859_1);
    }
}

package net.skycoin.skywire.sky;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.skycoin.Vectors;
import org.junit.jupiter.api.Test;

/** Parsers of this package and any bytes: no throw, and what is read is written back the same. */
class ForeignBytesTest {
    private static final int ROUNDS = 50_000;

    private static byte[] mutated(byte[] good, Random random) {
        byte[] bad = good.clone();
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            bad[random.nextInt(bad.length)] = (byte) random.nextInt();
        }
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(bad, random.nextInt(bad.length + 1));
            case 1 -> Arrays.copyOf(bad, bad.length + random.nextInt(80));
            default -> bad;
        };
    }

    @Test
    void anyBytesAreATransactionOrAreNot() {
        byte[] good =
                Objects.requireNonNull(
                        Hex.decode(
                                Vectors.json("rest/transaction-unconfirmed-encoded.golden")
                                        .path("encoded_transaction")
                                        .asText()));
        Random random = new Random(31);
        int whole = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = mutated(good, random);
            Transaction transaction = Transaction.parseOrNull(bytes);
            if (transaction != null) {
                assertArrayEquals(bytes, transaction.toBytes(), "round " + i);
                TransactionVerifier.structure(transaction);
                whole++;
            }
        }
        assertEquals(true, whole > 1000);
    }

    @Test
    void anyBytesAreABlockHeaderOrAreNot() {
        Random random = new Random(32);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = new byte[random.nextInt(4) == 0 ? random.nextInt(200) : 124];
            random.nextBytes(bytes);
            BlockHeader header = BlockHeader.parse(bytes);
            if (header != null) {
                assertArrayEquals(bytes, header.toBytes());
            }
        }
    }

    @Test
    void anyTextIsAnAddressAnAmountAMnemonicOrIsNot() {
        Random random = new Random(33);
        String address = "2GgFvqoyk9RjwVzj8tqfcXVXB4orBwoc9qv";
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = mutated(address.getBytes(StandardCharsets.US_ASCII), random);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            SkyAddress parsed = SkyAddress.parse(text);
            if (parsed != null) {
                assertEquals(text, parsed.toString());
            }
            byte[] digits = new byte[random.nextInt(24)];
            for (int at = 0; at < digits.length; at++) {
                digits[at] = (byte) "0123456789..-+e ".charAt(random.nextInt(16));
            }
            Coins coins = Coins.parse(new String(digits, StandardCharsets.US_ASCII));
            if (coins != null) {
                assertEquals(coins, Coins.parse(coins.toString()));
            }
            if (i % 50 == 0) {
                Bip39.fault(SecretText.ofBytes(bytes));
                Sha256Xor.decrypt(bytes, SecretText.ofBytes(new byte[] {1}));
            }
        }
    }
}

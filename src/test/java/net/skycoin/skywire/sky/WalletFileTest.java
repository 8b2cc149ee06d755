package net.skycoin.skywire.sky;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WalletFileTest {
    private static final String WORDS =
            "legal winner thank year wave sausage worth useful legal winner thank yellow";

    private static SecretText text(String text) {
        return SecretText.ofBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Wallet wallet(Wallet.Kind kind) {
        return Wallet.create(kind, "für Ünterwegs", new Wallet.Seed(text(WORDS), text("")));
    }

    private static WalletFile parsed(byte[] bytes) {
        return Objects.requireNonNull(WalletFile.parse(bytes));
    }

    @ParameterizedTest
    @EnumSource(
            value = Wallet.Kind.class,
            names = {"DETERMINISTIC", "BIP44"})
    void walletComesBackWithItsPassphraseOnly(Wallet.Kind kind) {
        Wallet wallet = wallet(kind);
        wallet.extend(WalletAddress.Chain.RECEIVE);
        byte[] bytes = WalletFile.seal(wallet, text("correct horse"), new Random(1));
        assertFalse(
                new String(bytes, StandardCharsets.ISO_8859_1).contains("sausage"),
                "words in the clear");
        WalletFile file = parsed(bytes);
        assertEquals(wallet.addresses(), file.locked().addresses());
        assertEquals(wallet.label(), file.locked().label());
        assertFalse(file.locked().canSign());
        assertInstanceOf(
                WalletFile.Unlocked.WrongPassphrase.class, file.unlock(text("wrong horse")));
        WalletFile.Unlocked.Open open =
                assertInstanceOf(
                        WalletFile.Unlocked.Open.class, file.unlock(text("correct horse")));
        try (Wallet again = open.wallet()) {
            assertTrue(again.deriveKeys());
            assertEquals(WORDS, again.seed().words().reveal());
            assertNotNull(again.key(wallet.addresses().getLast().address()));
            assertNull(again.key(SkyAddress.ofKeyHash(new byte[20])));
        }
    }

    @Test
    void changedAddressInTheClearIsNoticedOnUnlocking() {
        byte[] bytes = WalletFile.seal(wallet(Wallet.Kind.BIP44), text("p"), new Random(2));
        byte[] hash = wallet(Wallet.Kind.BIP44).addresses().getFirst().address().keyHash();
        for (int i = 0; i < bytes.length - 20; i++) {
            if (Arrays.equals(bytes, i, i + 20, hash, 0, 20)) {
                bytes[i] ^= 1;
            }
        }
        assertInstanceOf(
                WalletFile.Unlocked.WrongPassphrase.class, parsed(bytes).unlock(text("p")));
    }

    @Test
    void watchingWalletNeedsNoPassphrase() {
        List<SkyAddress> addresses =
                wallet(Wallet.Kind.BIP44).addresses().stream().map(WalletAddress::address).toList();
        Wallet watching = Wallet.watching("eye", addresses);
        byte[] bytes = WalletFile.seal(watching, text(""), new Random(3));
        assertEquals(watching.addresses(), parsed(bytes).locked().addresses());
        assertEquals(Wallet.Kind.WATCH, parsed(bytes).locked().kind());
    }

    @Test
    void sealingTwiceGivesOtherBytes() {
        Random random = new Random(4);
        byte[] first = WalletFile.seal(wallet(Wallet.Kind.BIP44), text("p"), random);
        byte[] second = WalletFile.seal(wallet(Wallet.Kind.BIP44), text("p"), random);
        assertFalse(Arrays.equals(first, second));
    }

    /** Neither a throw nor a wallet that differs: what parses again is what was there. */
    @Test
    void damagedFileIsRefusedOrLocked() {
        byte[] good = WalletFile.seal(wallet(Wallet.Kind.BIP44), text("p"), new Random(5));
        Random random = new Random(6);
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = good.clone();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            if (random.nextInt(4) == 0) {
                bad = Arrays.copyOf(bad, random.nextInt(bad.length + 20));
            }
            WalletFile file = WalletFile.parse(bad);
            if (file != null) {
                assertTrue(file.locked().addresses().size() <= bad.length);
            }
        }
    }

    @Test
    void printingASecretDoesNotShowIt() {
        SecretText secret = text(WORDS);
        assertFalse(new Wallet.Seed(secret, text("")).toString().contains("legal"));
        secret.close();
        assertArrayEquals(new char[0], SecretText.ofChars(new char[0]).reveal().toCharArray());
    }
}

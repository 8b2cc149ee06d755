package net.skycoin.skywire.sky;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.RecoverableSignature;
import net.skycoin.skywire.crypto.Sha256;
import net.skycoin.skywire.skycoin.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys, addresses, signatures, seeds and encodings against Skycoin's and BIP39's own data. */
class KeyVectorsTest {
    private static SecretText text(String text) {
        return SecretText.ofBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] hex(String text) {
        return Objects.requireNonNull(Hex.decode(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cipher/seed-0000.golden",
                "cipher/seed-0001.golden",
                "cipher/seed-0002.golden",
                "cipher/many-addresses-first-100.json"
            })
    void seedGivesSkycoinsKeysAndAddresses(String file) {
        JsonNode data = Vectors.json(file);
        byte[] seed = Base64.getDecoder().decode(data.path("seed").asText());
        int count = 0;
        try (DeterministicKeys keys = new DeterministicKeys(seed)) {
            for (JsonNode expected : data.path("keys")) {
                try (PrivateKey key = keys.next()) {
                    assertEquals(expected.path("public").asText(), key.publicKey().toString());
                    assertArrayEquals(hex(expected.path("secret").asText()), key.copySecret());
                    SkyAddress address = SkyAddress.of(key.publicKey());
                    assertEquals(expected.path("address").asText(), address.toString());
                    assertEquals(address, SkyAddress.parse(address.toString()));
                    assertNull(SkyAddress.parse(expected.path("bitcoin_address").asText()));
                }
                count++;
            }
        }
        assertTrue(count >= 10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cipher/seed-0000.golden",
                "cipher/seed-0001.golden",
                "cipher/seed-0002.golden"
            })
    void skycoinsSignaturesAreRecoveredToTheirKeys(String file) {
        JsonNode hashes = Vectors.json("cipher/input-hashes.golden").path("hashes");
        int count = 0;
        for (JsonNode key : Vectors.json(file).path("keys")) {
            for (int i = 0; i < key.path("signatures").size(); i++) {
                RecoverableSignature signature =
                        RecoverableSignature.of(hex(key.path("signatures").get(i).asText()));
                byte[] hash = hex(hashes.get(i).asText());
                assertEquals(
                        key.path("public").asText(),
                        Objects.requireNonNull(signature.recover(hash)).toString());
                byte[] ours =
                        Objects.requireNonNull(PrivateKey.of(hex(key.path("secret").asText())))
                                .signRecoverable(hash)
                                .toBytes();
                assertEquals(
                        key.path("public").asText(),
                        String.valueOf(RecoverableSignature.of(ours).recover(hash)));
                assertTrue((ours[32] & 0x80) == 0, "s in the lower half");
                count++;
            }
        }
        assertTrue(count >= 70, "signatures: " + count);
    }

    @Test
    void everyTypeIsEncodedAsSkycoinDoes() {
        byte[] golden = Vectors.bytes("encoder/encode-every-type.golden");
        SkyReader in = new SkyReader(golden);
        assertEquals(-127, (byte) in.u8());
        assertEquals(Short.MAX_VALUE, in.u16());
        assertEquals(Integer.MAX_VALUE, in.u32());
        assertEquals(Long.MAX_VALUE, in.i64());
        assertEquals(Byte.MAX_VALUE + 1, in.u8());
        assertEquals(Short.MAX_VALUE + 1, in.u16());
        assertEquals(Integer.MAX_VALUE + 1L, in.u32());
        assertEquals(Long.MIN_VALUE, in.i64());
        assertTrue(in.bool());
        assertEquals(128, in.u8());
        assertArrayEquals("foo".getBytes(StandardCharsets.UTF_8), in.counted());
        assertArrayEquals("bar".getBytes(StandardCharsets.UTF_8), in.counted());
        assertEquals(3, in.count(Long.BYTES));
        List<Long> numbers = List.of(in.i64(), in.i64(), in.i64());
        assertEquals(List.of(Long.MAX_VALUE, Long.MAX_VALUE / 2, -10_000L), numbers);
        assertArrayEquals("baz".getBytes(StandardCharsets.UTF_8), in.bytes(3));
        assertEquals(numbers, List.of(in.i64(), in.i64(), in.i64()));
        assertEquals(-127, (byte) in.u8());
        assertEquals(0xffff, in.u16());
        assertEquals(1, in.u32());
        assertArrayEquals("foo".getBytes(StandardCharsets.UTF_8), in.counted());
        assertArrayEquals("bar".getBytes(StandardCharsets.UTF_8), in.counted());
        assertEquals(Float.floatToIntBits(123.45f), (int) in.u32());
        assertEquals(Double.doubleToLongBits(123.45), in.i64());
        assertTrue(in.finished());

        SkyWriter out = new SkyWriter(golden.length);
        out.u8(-127).u16(Short.MAX_VALUE).u32(Integer.MAX_VALUE).i64(Long.MAX_VALUE);
        out.u8(128).u16(0x8000).u32(0x8000_0000L).i64(Long.MIN_VALUE).bool(true).u8(128);
        byte[] foo = "foo".getBytes(StandardCharsets.UTF_8);
        byte[] bar = "bar".getBytes(StandardCharsets.UTF_8);
        out.counted(foo).counted(bar).u32(3);
        numbers.forEach(out::i64);
        out.bytes("baz".getBytes(StandardCharsets.UTF_8));
        numbers.forEach(out::i64);
        out.u8(-127).u16(0xffff).u32(1).counted(foo).counted(bar);
        out.u32(Float.floatToIntBits(123.45f)).i64(Double.doubleToLongBits(123.45));
        assertArrayEquals(golden, out.finish());
    }

    @Test
    void wordListIsThePublishedOne() {
        String file = String.join("\n", Bip39Words.ENGLISH) + "\n";
        assertEquals(2048, Bip39Words.ENGLISH.size());
        assertEquals(
                "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda",
                Hex.encode(Sha256.hash(file.getBytes(StandardCharsets.US_ASCII))));
    }

    /** From BIP39's published vectors; the passphrase is "TREZOR". */
    @ParameterizedTest
    @CsvSource({
        "00000000000000000000000000000000,"
                + "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon"
                + " abandon about,"
                + "c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1"
                + "e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04",
        "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f,"
                + "legal winner thank year wave sausage worth useful legal winner thank yellow,"
                + "2e8905819b8723fe2c1d161860e5ee1830318dbf49a83bd451cfb8440c28bd6fa457fe1296106559a3c8"
                + "0937a1c1069be3a3a5bd381ee6260e8d9739fce1f607"
    })
    void mnemonicsAndSeedsAreBip39s(String entropy, String words, String seed) {
        assertEquals(words, Bip39.mnemonic(hex(entropy)).reveal());
        assertNull(Bip39.fault(text(words)));
        assertEquals(seed, Hex.encode(Bip39.seed(text(words), text("TREZOR"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "abandon abandon|must have 12",
                "legal winner thank year wave sausage worth useful legal winner thank thank|wrong"
                        + " checksum",
                "legal winner thank year wave sausage worth useful legal winner thank skycoin|number 12",
                "legal  winner thank year wave sausage worth useful legal winner thank yellow|must have"
            })
    void wrongMnemonicIsExplained(String words, String reason) {
        String fault = Bip39.fault(text(words));
        assertNotNull(fault);
        assertTrue(fault.contains(reason), fault);
    }

    @Test
    void deterministicWalletFileAgrees() {
        JsonNode file = Vectors.json("wallet/test1.wlt");
        byte[] seed = file.path("meta").path("seed").asText().getBytes(StandardCharsets.UTF_8);
        try (DeterministicKeys keys = new DeterministicKeys(seed);
                PrivateKey key = keys.next()) {
            JsonNode entry = file.path("entries").get(0);
            assertEquals(entry.path("secret_key").asText(), Hex.encode(key.copySecret()));
            assertEquals(entry.path("address").asText(), SkyAddress.of(key.publicKey()).toString());
            assertEquals(file.path("meta").path("lastSeed").asText(), keys.lastSeedHex());
        }
    }

    @Test
    void bip44WalletFileAgrees() {
        JsonNode file = Vectors.json("wallet/test5-bip44.wlt");
        JsonNode account = file.path("accounts").get(0);
        Wallet.Seed seed = new Wallet.Seed(text(file.path("meta").path("seed").asText()), text(""));
        try (Wallet wallet = Wallet.create(Wallet.Kind.BIP44, "test", seed);
                Bip32Key node = wallet.bip44Account()) {
            assertEquals(account.path("private_key").asText(), node.xprv());
            for (int chain = 0; chain < 2; chain++) {
                JsonNode expected = account.path("chains").get(chain);
                try (Bip32Key branch = node.child(chain)) {
                    assertEquals(expected.path("public_key").asText(), branch.xpub());
                }
                WalletAddress.Chain which = Objects.requireNonNull(WalletAddress.Chain.of(chain));
                for (int i = 0; i < expected.path("entries").size(); i++) {
                    JsonNode entry = expected.path("entries").get(i);
                    WalletAddress made =
                            i == 0 ? wallet.addresses().get(chain) : wallet.extend(which);
                    assertEquals(entry.path("address").asText(), made.address().toString());
                    PrivateKey key = Objects.requireNonNull(wallet.key(made.address()));
                    assertEquals(entry.path("secret").asText(), Hex.encode(key.copySecret()));
                    assertEquals(entry.path("public").asText(), key.publicKey().toString());
                }
            }
        }
    }

    @Test
    void closingAWalletWipesItsKeysAndSeed() {
        SecretText words = text("any text is a seed of Skycoin's own kind");
        byte[] inside = words.bytes();
        Wallet wallet =
                Wallet.create(Wallet.Kind.DETERMINISTIC, "x", new Wallet.Seed(words, text("")));
        PrivateKey key =
                Objects.requireNonNull(wallet.key(wallet.addresses().getFirst().address()));
        wallet.close();
        assertArrayEquals(new byte[inside.length], inside);
        assertThrows(IllegalStateException.class, () -> key.sign(new byte[32]));
    }
}

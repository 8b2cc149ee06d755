package net.skycoin.skywire.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CiphersTest {
    /** RFC 8439, appendix A.5, whose nonce begins with four zero bytes as ours do. */
    @Test
    void chaCha20Poly1305AgreesWithRfc8439() {
        byte[] key = hex("1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0");
        byte[] aad = hex("f33388860000000000004e91");
        byte[] sealed =
                hex(
                        "64a0861575861af460f062c79be643bd5e805cfd345cf389f108670ac76c8cb2"
                                + "4c6cfc18755d43eea09ee94e382d26b0bdb7b73c321b0100d4f03b7f355894cf"
                                + "332f830e710b97ce98c8a84abd0b948114ad176e008d33bd60f982b1ff37c855"
                                + "9797a06ef4f0ef61c186324e2b3506383606907b6a7c02b0f9f6157b53c867e4"
                                + "b9166c767b804d46a59b5216cde7a4e99040c5a40433225ee282a1b0a06c523e"
                                + "af4534d7f83fa1155b0047718cbc546a0d072b04b3564eea1b422273f548271a"
                                + "0bb2316053fa76991955ebd63159434ecebb4e466dae5a1073a6727627097a10"
                                + "49e617d91d361094fa68f0ff77987130305beaba2eda04df997b714d6c6f2c29"
                                + "a6ad5cb4022b02709b"
                                + "eead9d67890cbb22392336fea1851f38");
        byte[] plaintext =
                ("Internet-Drafts are draft documents valid for a maximum of six months and may be"
                                + " updated, replaced, or obsoleted by other documents at any time. It is"
                                + " inappropriate to use Internet-Drafts as reference material or to cite"
                                + " them other than as /\u201cwork in progress./\u201d")
                        .getBytes(StandardCharsets.UTF_8);
        Aead opener = AeadAlgorithm.CHACHA20_POLY1305.withKey(key);
        byte[] opened = new byte[sealed.length];
        assertEquals(
                plaintext.length,
                opener.open(0x0102030405060708L, aad, 0, 12, sealed, 0, sealed.length, opened, 0));
        assertArrayEquals(plaintext, Arrays.copyOf(opened, plaintext.length));
        byte[] again = new byte[sealed.length];
        assertEquals(
                sealed.length,
                AeadAlgorithm.CHACHA20_POLY1305
                        .withKey(key)
                        .seal(
                                0x0102030405060708L,
                                aad,
                                0,
                                12,
                                plaintext,
                                0,
                                plaintext.length,
                                again,
                                0));
        assertArrayEquals(sealed, again);
    }

    /** RFC 8439, section 2.4.2, whose stream begins at block 1. */
    @Test
    void chaCha20AgreesWithRfc8439() {
        byte[] key = hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
        byte[] text =
                ("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for"
                                + " the future, sunscreen would be it.")
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] data = new byte[64 + text.length];
        System.arraycopy(text, 0, data, 64, text.length);
        byte[] nonce = hex("ffff000000000000004a00000000");
        ChaCha20 cipher = new ChaCha20(key);
        cipher.xor(nonce, 2, data, 0, data.length);
        assertEquals(
                "6e2e359a2568f98041ba0728dd0d6981e97e7aec1d4360c20a27afccfd9fae0b"
                        + "f91b65c5524733ab8f593dabcd62b3571639d624e65152ab8f530c359f0861d8"
                        + "07ca0dbf500d6a6156a38e088a22b65e52bc514d16ccf806818ce91ab7793736"
                        + "5af90bbf74a35be6b40b8eedf2785e42874d",
                HexFormat.of().formatHex(data, 64, data.length));
        cipher.xor(nonce, 2, data, 0, data.length);
        assertArrayEquals(text, Arrays.copyOfRange(data, 64, data.length), "same nonce again");
    }

    @Test
    void chaCha20StreamIsThatOfTheZeroNonce() {
        byte[] key = new byte[32];
        // RFC 8439, appendix A.1, test vector 1.
        assertEquals(
                "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7",
                HexFormat.of().formatHex(ChaCha20.stream(key, 32)));
    }

    @ParameterizedTest
    @EnumSource
    void aForgedPacketBeforeTheGenuineOneDoesNotHarmIt(AeadAlgorithm algorithm) {
        byte[] aad = {1, 2, 3};
        Aead sealer = algorithm.withKey(new byte[32]);
        Aead opener = algorithm.withKey(new byte[32]);
        for (int nonce = 0; nonce < 3; nonce++) {
            byte[] sealed = new byte[100 + Aead.TAG_LENGTH];
            sealer.seal(nonce, aad, 0, 3, new byte[100], 0, 100, sealed, 0);
            byte[] forged = sealed.clone();
            forged[nonce] ^= 1;
            assertEquals(Aead.FORGED, open(opener, nonce, aad, forged));
            assertEquals(Aead.FORGED, open(opener, nonce, aad, forged.clone()));
            assertEquals(Aead.FORGED, open(opener, nonce, new byte[] {1, 2, 4}, sealed.clone()));
            assertEquals(100, open(opener, nonce, aad, sealed.clone()));
            assertEquals(100, open(opener, nonce, aad, sealed.clone()), "and once more");
        }
    }

    @ParameterizedTest
    @EnumSource
    void opensInPlaceWhateverTheLengthAndTheOffset(AeadAlgorithm algorithm) {
        Random random = new Random(6);
        Aead sealer = algorithm.withKey(new byte[32]);
        Aead opener = algorithm.withKey(new byte[32]);
        for (int i = 0; i < 300; i++) {
            int length = random.nextInt(1_500);
            int offset = random.nextInt(20);
            byte[] plaintext = new byte[length];
            random.nextBytes(plaintext);
            byte[] array = new byte[offset + length + Aead.TAG_LENGTH];
            System.arraycopy(plaintext, 0, array, offset, length);
            int sealed = sealer.seal(i, array, 0, offset, array, offset, length, array, offset);
            assertEquals(length + Aead.TAG_LENGTH, sealed);
            assertEquals(
                    length, opener.open(i, array, 0, offset, array, offset, sealed, array, offset));
            assertArrayEquals(plaintext, Arrays.copyOfRange(array, offset, offset + length));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsShorterThanATagIsForged(AeadAlgorithm algorithm) {
        Aead opener = algorithm.withKey(new byte[32]);
        for (int length = 0; length <= Aead.TAG_LENGTH; length++) {
            assertEquals(Aead.FORGED, open(opener, 0, new byte[0], new byte[length]));
        }
    }

    private static int open(Aead opener, long nonce, byte[] aad, byte[] packet) {
        return opener.open(nonce, aad, 0, aad.length, packet, 0, packet.length, packet, 0);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    /** Every provider gives the bytes of every other, whatever the length and the alignment. */
    @ParameterizedTest
    @EnumSource
    void providersAgree(AeadAlgorithm algorithm) {
        LibcryptoCiphers library = LibcryptoCiphers.load();
        assertNotNull(library, "libcrypto.so.3 is missing: apt-get install libssl3");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] key = new byte[32];
        random.nextBytes(key);
        try (Aead one = library.aead(algorithm, key);
                Aead other = new JdkCiphers().aead(algorithm, key)) {
            for (int i = 0; i < 500; i++) {
                byte[] text = new byte[random.nextInt(1500)];
                byte[] aad = new byte[random.nextInt(40)];
                random.nextBytes(text);
                random.nextBytes(aad);
                int at = random.nextInt(20);
                long nonce = random.nextLong();
                byte[] a = new byte[text.length + at + Aead.TAG_LENGTH];
                byte[] b = a.clone();
                one.seal(nonce, aad, 0, aad.length, text, 0, text.length, a, at);
                other.seal(nonce, aad, 0, aad.length, text, 0, text.length, b, at);
                assertArrayEquals(b, a, "seed " + seed);
                int sealed = text.length + Aead.TAG_LENGTH;
                assertEquals(
                        text.length, one.open(nonce, aad, 0, aad.length, a, at, sealed, a, at));
                assertArrayEquals(text, Arrays.copyOfRange(a, at, at + text.length));
                b[at + random.nextInt(sealed)] ^= 4;
                assertEquals(
                        Aead.FORGED, one.open(nonce, aad, 0, aad.length, b, at, sealed, b, at));
            }
        }
    }

    @Test
    void providersAgreeOnTheStream() {
        LibcryptoCiphers library = LibcryptoCiphers.load();
        assertNotNull(library);
        byte[] key = new byte[32];
        new Random(1).nextBytes(key);
        try (ChaCha20.Stream one = library.chaCha20(key);
                ChaCha20.Stream other = new JdkCiphers().chaCha20(key)) {
            for (int length = 0; length < 300; length++) {
                byte[] nonce = new byte[16];
                new Random(length).nextBytes(nonce);
                byte[] a = new byte[length + 3];
                byte[] b = a.clone();
                one.xor(nonce, 2, a, 3, length);
                other.xor(nonce, 2, b, 3, length);
                assertArrayEquals(b, a);
            }
        }
    }

    @Test
    void aProviderIsChosenByNameOrBySelfTest() {
        assertEquals("jdk", CipherSelection.choose("jdk").name());
        assertEquals("libcrypto", CipherSelection.choose("libcrypto").name());
        assertTrue(CipherSelection.isCorrect(CipherSelection.choose("auto")));
        assertThrows(IllegalStateException.class, () -> CipherSelection.choose("rot13"));
    }

    @Test
    void aClosedCipherRefuses() {
        for (String name : List.of("jdk", "libcrypto")) {
            Aead aead = CipherSelection.choose(name).aead(AeadAlgorithm.AES_256_GCM, new byte[32]);
            byte[] packet = new byte[32];
            aead.seal(0, packet, 0, 0, packet, 0, 16, packet, 0);
            aead.close();
            aead.close();
            assertThrows(
                    IllegalStateException.class,
                    () -> aead.seal(1, packet, 0, 0, packet, 0, 16, packet, 0));
        }
    }
}

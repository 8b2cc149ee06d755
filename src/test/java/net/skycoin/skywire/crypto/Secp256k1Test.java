package net.skycoin.skywire.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class Secp256k1Test {
    /** SEC 2, section 2.4.1. */
    private static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

    private static final Secp256k1 BOUNCY_CASTLE = new BouncyCastleSecp256k1();

    /** Both, or only the one where libsecp256k1 is missing. */
    static List<Secp256k1> providers() {
        Secp256k1 chosen = Secp256k1.instance();
        return chosen instanceof NativeSecp256k1
                ? List.of(chosen, BOUNCY_CASTLE)
                : List.of(BOUNCY_CASTLE);
    }

    @Test
    void bothRecoverTheSameKeysAndAddTheSameSecrets() {
        Random random = new Random(9);
        for (Secp256k1 provider : providers()) {
            for (int i = 0; i < 100; i++) {
                byte[] secret = scalar(random);
                byte[] summand = scalar(random);
                byte[] digest = new byte[32];
                random.nextBytes(digest);
                byte[] signature = provider.signRecoverable(digest, secret);
                assertArrayEquals(signature, BOUNCY_CASTLE.signRecoverable(digest, secret));
                assertArrayEquals(provider.publicKey(secret), provider.recover(digest, signature));
                assertArrayEquals(
                        BOUNCY_CASTLE.addSecret(secret, summand),
                        provider.addSecret(secret, summand));
                // Whatever the bytes are, both see the same key in them, or none.
                signature[random.nextInt(65)] ^= (byte) (1 << random.nextInt(8));
                assertArrayEquals(
                        BOUNCY_CASTLE.recover(digest, signature),
                        provider.recover(digest, signature));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void nothingIsRecoveredFromImpossibleSignatures(Secp256k1 provider) {
        byte[] digest = new byte[32];
        byte[] zero = new byte[65];
        assertNull(provider.recover(digest, zero));
        byte[] wrongId = provider.signRecoverable(digest, scalar(new Random(10)));
        wrongId[64] = (byte) 0xdd;
        assertNull(provider.recover(digest, wrongId));
        wrongId[64] = 4;
        assertNull(provider.recover(digest, wrongId));
        byte[] order = HexFormat.of().parseHex(ORDER.toString(16));
        byte[] one = new byte[32];
        one[31] = 1;
        assertNull(provider.addSecret(one, order));
        byte[] minusOne = HexFormat.of().parseHex(ORDER.subtract(BigInteger.ONE).toString(16));
        assertNull(provider.addSecret(one, minusOne));
    }

    @Test
    void libsecp256k1AgreesWithBouncyCastleInEveryOperation() {
        Secp256k1 library = Secp256k1.instance();
        assertTrue(
                library instanceof NativeSecp256k1,
                "libsecp256k1 is missing: scripts/packages test");
        Random random = new Random(8);
        for (int i = 0; i < 200; i++) {
            byte[] secret = scalar(random);
            byte[] factor = scalar(random);
            byte[] digest = new byte[32];
            random.nextBytes(digest);
            byte[] point = library.publicKey(secret);
            byte[] other = library.publicKey(factor);
            assertArrayEquals(BOUNCY_CASTLE.publicKey(secret), point);
            assertArrayEquals(
                    BOUNCY_CASTLE.sharedSecret(other, secret), library.sharedSecret(other, secret));
            assertArrayEquals(
                    BOUNCY_CASTLE.multiplySecret(secret, factor),
                    library.multiplySecret(secret, factor));
            assertArrayEquals(
                    BOUNCY_CASTLE.multiplyPoint(point, factor),
                    library.multiplyPoint(point, factor));
            byte[] signature = library.sign(digest, secret);
            assertArrayEquals(BOUNCY_CASTLE.sign(digest, secret), signature);
            byte[] noise = new byte[33];
            random.nextBytes(noise);
            noise[0] = (byte) random.nextInt(6);
            assertEquals(BOUNCY_CASTLE.isPoint(noise), library.isPoint(noise));
            signature[random.nextInt(64)] ^= (byte) random.nextInt(3);
            assertEquals(
                    BOUNCY_CASTLE.verify(digest, signature, point),
                    library.verify(digest, signature, point));
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void scalarsLieBetweenZeroAndTheOrder(Secp256k1 curve) {
        assertFalse(curve.isSecret(new byte[32]));
        assertTrue(curve.isSecret(bytes(BigInteger.ONE)));
        assertTrue(curve.isSecret(bytes(ORDER.subtract(BigInteger.ONE))));
        assertFalse(curve.isSecret(bytes(ORDER)));
        assertFalse(curve.isSecret(HexFormat.of().parseHex("ff".repeat(32))));
        for (BigInteger factor : List.of(BigInteger.ZERO, ORDER)) {
            byte[] one = bytes(BigInteger.ONE);
            assertThrows(
                    IllegalArgumentException.class, () -> curve.multiplySecret(one, bytes(factor)));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> curve.multiplyPoint(curve.publicKey(one), bytes(factor)));
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void onlyCompressedPointsOfTheCurveAreKeys(Secp256k1 curve) {
        byte[] point = curve.publicKey(bytes(BigInteger.ONE));
        // SEC 2: the base point.
        assertEquals(
                "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
                HexFormat.of().formatHex(point));
        assertTrue(curve.isPoint(point));
        for (int first : new int[] {0, 1, 4, 6, 7, 255}) {
            byte[] other = point.clone();
            other[0] = (byte) first;
            assertFalse(curve.isPoint(other), "first byte " + first);
        }
        // x = 5 is on no point; x = p is not a field element.
        assertFalse(curve.isPoint(HexFormat.of().parseHex("02" + "00".repeat(31) + "05")));
        assertFalse(
                curve.isPoint(
                        HexFormat.of()
                                .parseHex(
                                        "02fffffffffffffffffffffffffffffffffffffffffffffffffffffffe"
                                                + "fffffc2f")));
    }

    /** RFC 6979 nonces on secp256k1, as published with several Bitcoin libraries; key 1. */
    @ParameterizedTest
    @CsvSource({
        "Satoshi Nakamoto,"
                + "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
                + "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5",
        "'All those moments will be lost in time, like tears in rain. Time to die...',"
                + "8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b"
                + "547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21"
    })
    void signaturesAreThoseOfRfc6979(String message, String expected) {
        byte[] digest = Sha256.hash(message.getBytes(StandardCharsets.US_ASCII));
        for (Secp256k1 curve : providers()) {
            byte[] signature = curve.sign(digest, bytes(BigInteger.ONE));
            assertEquals(expected, HexFormat.of().formatHex(signature), curve.provider());
            assertTrue(curve.verify(digest, signature, curve.publicKey(bytes(BigInteger.ONE))));
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aSignatureWithTheOtherSIsRefused(Secp256k1 curve) {
        byte[] digest = Sha256.hash(new byte[] {1});
        byte[] secret = bytes(BigInteger.TEN);
        byte[] signature = curve.sign(digest, secret);
        BigInteger s = new BigInteger(1, signature, 32, 32);
        System.arraycopy(bytes(ORDER.subtract(s)), 0, signature, 32, 32);
        assertFalse(curve.verify(digest, signature, curve.publicKey(secret)));
        assertFalse(curve.verify(digest, new byte[64], curve.publicKey(secret)));
        assertFalse(
                curve.verify(
                        digest, HexFormat.of().parseHex("ff".repeat(64)), curve.publicKey(secret)));
    }

    @Test
    void keysAreParsedAndCompared() {
        PrivateKey key = PrivateKey.generate(new Random(1));
        PublicKey point = key.publicKey();
        assertEquals(point, PublicKey.parse(point.toBytes()));
        assertEquals(point, PublicKey.parseHex(point.toString()));
        assertEquals(0, point.compareTo(Objects.requireNonNull(PublicKey.parse(point.toBytes()))));
        assertNull(PublicKey.parse(new byte[33]));
        assertNull(PublicKey.parse(new byte[32]));
        assertNull(PublicKey.parseHex("zz"));
        assertNull(PrivateKey.of(new byte[32]));
        assertNull(PrivateKey.of(new byte[31]));
        assertNotNull(PrivateKey.of(key.copySecret()));
    }

    @Test
    void aWipedKeyRefusesEverything() {
        PrivateKey key = PrivateKey.generate(new Random(1));
        PublicKey point = key.publicKey();
        key.close();
        assertThrows(IllegalStateException.class, () -> key.sharedSecret(point));
        assertThrows(IllegalStateException.class, () -> key.sign(new byte[32]));
        assertThrows(IllegalStateException.class, key::copySecret);
    }

    @Test
    void aSignatureOfOneTypeIsNoneOfAnother() {
        PrivateKey key = PrivateKey.generate(new Random(1));
        byte[] body = {1, 2, 3};
        byte[] signature = Signatures.sign("descriptor", body, key);
        assertTrue(Signatures.verify("descriptor", body, signature, key.publicKey()));
        assertFalse(Signatures.verify("link-states", body, signature, key.publicKey()));
        assertFalse(Signatures.verify("descriptor", new byte[3], signature, key.publicKey()));
        assertFalse(Signatures.verify("descriptor", body, new byte[63], key.publicKey()));
    }

    private static byte[] scalar(Random random) {
        byte[] scalar = new byte[32];
        do {
            random.nextBytes(scalar);
        } while (!BOUNCY_CASTLE.isSecret(scalar));
        return scalar;
    }

    private static byte[] bytes(BigInteger value) {
        byte[] bytes = new byte[32];
        byte[] shortest = value.toByteArray();
        int count = Math.min(32, shortest.length);
        System.arraycopy(shortest, shortest.length - count, bytes, 32 - count, count);
        return bytes;
    }
}

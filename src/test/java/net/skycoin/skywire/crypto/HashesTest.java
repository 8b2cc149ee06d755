package net.skycoin.skywire.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import net.skycoin.skywire.bytes.BigEndian;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;

class HashesTest {
    /** FIPS 180-4's example "abc", here in two parts. */
    @Test
    void sha256() {
        assertArrayEquals(
                hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
                Sha256.hash(ascii("a"), ascii("bc")));
    }

    /** RFC 4231, test case 2. */
    @Test
    void hmac() {
        assertArrayEquals(
                hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
                Sha256.hmac(ascii("Jefe"), ascii("what do ya want "), ascii("for nothing?")));
    }

    /** RFC 5869, test case 1. */
    @Test
    void hkdf() {
        byte[] key = Sha256.hkdfExtract(hex("000102030405060708090a0b0c"), hex("0b".repeat(22)));
        assertArrayEquals(
                hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"), key);
        assertArrayEquals(
                hex(
                        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                                + "34007208d5b887185865"),
                Sha256.hkdfExpand(key, hex("f0f1f2f3f4f5f6f7f8f9"), 42));
    }

    /** The vector of length 8 among the reference implementation's for SipHash-2-4. */
    @Test
    void sipHash() {
        long k0 = 0x0706050403020100L;
        long k1 = 0x0f0e0d0c0b0a0908L;
        long hash = SipHash.hash(k0, k1, 0x0706050403020100L);
        byte[] littleEndian = new byte[8];
        BigEndian.putLong(littleEndian, 0, Long.reverseBytes(hash));
        assertEquals("6224939a79f5f593", HexFormat.of().formatHex(littleEndian));
    }

    @Test
    void sipHashAgreesWithBouncyCastle() {
        Random random = new Random(4);
        for (int i = 0; i < 1_000; i++) {
            byte[] input = new byte[24];
            random.nextBytes(input);
            org.bouncycastle.crypto.macs.SipHash reference =
                    new org.bouncycastle.crypto.macs.SipHash();
            reference.init(new KeyParameter(input, 0, 16));
            reference.update(input, 16, 8);
            assertEquals(
                    reference.doFinal(),
                    SipHash.hash(
                            littleEndian(input, 0),
                            littleEndian(input, 8),
                            littleEndian(input, 16)));
        }
    }

    private static long littleEndian(byte[] bytes, int offset) {
        return Long.reverseBytes(BigEndian.getLong(bytes, offset));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}

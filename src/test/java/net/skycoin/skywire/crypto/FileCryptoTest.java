package net.skycoin.skywire.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.bouncycastle.crypto.generators.SCrypt;
import org.junit.jupiter.api.Test;

/** What wallets and their files are made of. */
class FileCryptoTest {
    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** RFC 7914, section 12. */
    @Test
    void scryptIsTheRfcs() {
        byte[] key = new Scrypt(10, 8, 16).derive(ascii("password"), ascii("NaCl"), 64);
        assertNotNull(key);
        assertEquals(
                "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830da"
                        + "c727afb94a83ee6d8360cbdfa2cc0640",
                HexFormat.of().formatHex(key));
        assertArrayEquals(SCrypt.generate(ascii("password"), ascii("NaCl"), 1024, 8, 16, 64), key);
    }

    @Test
    void scryptRefusesParametersThatWouldStopTheMachine() {
        assertTrue(Scrypt.isReasonable(20, 8, 1));
        assertFalse(Scrypt.isReasonable(24, 8, 1));
        assertFalse(Scrypt.isReasonable(63, 1, 1));
        assertFalse(Scrypt.isReasonable(20, Integer.MAX_VALUE, 1));
        assertFalse(Scrypt.isReasonable(0, 8, 1));
        assertFalse(Scrypt.isReasonable(10, 0, 1));
        assertFalse(Scrypt.isReasonable(10, 8, -1));
    }

    /** The function's own paper, appendix B. */
    @Test
    void ripemd160IsThePapers() {
        assertEquals(
                "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc",
                HexFormat.of().formatHex(Ripemd160.hash(ascii("abc"))));
    }

    /** RFC 4231, test case 2. */
    @Test
    void hmacSha512IsTheRfcs() {
        assertEquals(
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fd"
                        + "caeab1a34d4a6b4b636e070a38bce737",
                HexFormat.of()
                        .formatHex(
                                Sha512.hmac(
                                        ascii("Jefe"),
                                        ascii("what do ya want "),
                                        ascii("for nothing?"))));
    }

    @Test
    void sealedFileOpensOnlyUnchanged() {
        byte[] key = new byte[32];
        byte[] nonce = new byte[12];
        byte[] sealed = ChaCha20Poly1305.seal(key, nonce, ascii("clear"), ascii("secret"));
        assertArrayEquals(
                ascii("secret"), ChaCha20Poly1305.open(key, nonce, ascii("clear"), sealed));
        assertNull(ChaCha20Poly1305.open(key, nonce, ascii("Clear"), sealed));
        sealed[0] ^= 1;
        assertNull(ChaCha20Poly1305.open(key, nonce, ascii("clear"), sealed));
        assertNull(ChaCha20Poly1305.open(key, nonce, ascii("clear"), new byte[3]));
    }
}

package net.skycoin.skywire.noise;

import java.util.Arrays;
import net.skycoin.skywire.crypto.Aead;
import net.skycoin.skywire.crypto.AeadAlgorithm;
import org.jspecify.annotations.Nullable;

/**
 * A Noise cipher function by one of the bulk ciphers.
 *
 * @param littleEndianNonce Noise (section 12) writes ChaChaPoly's nonce little-endian and AESGCM's
 *     big-endian
 */
record AeadCipher(String name, AeadAlgorithm algorithm, boolean littleEndianNonce)
        implements CipherFunction {
    static final AeadCipher CHACHA_POLY =
            new AeadCipher("ChaChaPoly", AeadAlgorithm.CHACHA20_POLY1305, true);

    @Override
    public int tagLength() {
        return Aead.TAG_LENGTH;
    }

    @Override
    public byte[] encrypt(byte[] key, long nonce, byte[] associatedData, byte[] plaintext) {
        byte[] ciphertext = new byte[plaintext.length + Aead.TAG_LENGTH];
        try (Aead aead = algorithm.withKey(key)) {
            aead.seal(
                    aeadNonce(nonce),
                    associatedData,
                    0,
                    associatedData.length,
                    plaintext,
                    0,
                    plaintext.length,
                    ciphertext,
                    0);
        }
        return ciphertext;
    }

    @Override
    public byte @Nullable [] decrypt(
            byte[] key, long nonce, byte[] associatedData, byte[] ciphertext) {
        byte[] plaintext = new byte[ciphertext.length];
        try (Aead aead = algorithm.withKey(key)) {
            int length =
                    aead.open(
                            aeadNonce(nonce),
                            associatedData,
                            0,
                            associatedData.length,
                            ciphertext,
                            0,
                            ciphertext.length,
                            plaintext,
                            0);
            return length == Aead.FORGED ? null : Arrays.copyOf(plaintext, length);
        }
    }

    private long aeadNonce(long nonce) {
        return littleEndianNonce ? Long.reverseBytes(nonce) : nonce;
    }
}

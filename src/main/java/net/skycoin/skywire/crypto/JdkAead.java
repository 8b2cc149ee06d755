package net.skycoin.skywire.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import net.skycoin.skywire.bytes.BigEndian;

/**
 * {@link Aead} by the JDK's ciphers: one Cipher object per key and direction, re-initialised per
 * packet, on arrays.
 */
final class JdkAead implements Aead {
    private static final int NONCE_LENGTH = 12;

    private final AeadAlgorithm algorithm;
    private final SecretKeySpec key;
    private final Cipher cipher;
    private final byte[] iv = new byte[NONCE_LENGTH];
    private boolean closed;

    JdkAead(AeadAlgorithm algorithm, byte[] keyBytes) {
        this.algorithm = algorithm;
        this.key = new SecretKeySpec(keyBytes, algorithm.keyAlgorithm);
        try {
            this.cipher = Cipher.getInstance(algorithm.transformation);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks " + algorithm.transformation, e);
        }
    }

    @Override
    public int seal(
            long nonce,
            byte[] aad,
            int aadOffset,
            int aadLength,
            byte[] in,
            int inOffset,
            int length,
            byte[] out,
            int outOffset) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, parameters(nonce));
            cipher.updateAAD(aad, aadOffset, aadLength);
            return cipher.doFinal(in, inOffset, length, out, outOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    @Override
    public int open(
            long nonce,
            byte[] aad,
            int aadOffset,
            int aadLength,
            byte[] in,
            int inOffset,
            int length,
            byte[] out,
            int outOffset) {
        if (length < TAG_LENGTH) {
            return FORGED;
        }
        try {
            initToOpen(nonce);
            cipher.updateAAD(aad, aadOffset, aadLength);
            return cipher.doFinal(in, inOffset, length, out, outOffset);
        } catch (AEADBadTagException e) {
            return FORGED;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("opening failed", e);
        }
    }

    /**
     * The JDK's ChaCha20-Poly1305 refuses to be initialised twice in a row with one nonce even for
     * decryption, which a forged packet in front of the real one would do; a detour over another
     * nonce satisfies it.
     */
    private void initToOpen(long nonce) throws GeneralSecurityException {
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, parameters(nonce));
        } catch (InvalidKeyException | InvalidAlgorithmParameterException e) {
            cipher.init(Cipher.DECRYPT_MODE, key, parameters(~nonce));
            cipher.init(Cipher.DECRYPT_MODE, key, parameters(nonce));
        }
    }

    private AlgorithmParameterSpec parameters(long nonce) {
        if (closed) {
            throw new IllegalStateException("cipher was closed");
        }
        BigEndian.putLong(iv, NONCE_LENGTH - Long.BYTES, nonce);
        return algorithm == AeadAlgorithm.AES_256_GCM
                ? new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, iv)
                : new IvParameterSpec(iv);
    }

    /** Nothing but to forget it: the JDK's ciphers keep copies of their own. */
    @Override
    public void close() {
        closed = true;
    }
}

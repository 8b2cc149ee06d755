package net.skycoin.skywire.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * ChaCha20-Poly1305 (RFC 8439) of one whole message under a key of its own, for files. Packets use
 * {@link Aead}.
 */
public final class ChaCha20Poly1305 {
    /** Bytes of a key. */
    public static final int KEY_LENGTH = 32;

    /** Bytes of a nonce. */
    public static final int NONCE_LENGTH = 12;

    private ChaCha20Poly1305() {}

    /** Ciphertext and tag: 16 bytes more than {@code plaintext}. */
    public static byte[] seal(byte[] key, byte[] nonce, byte[] aad, byte[] plaintext) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, key, nonce, aad).doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    /** The plaintext, which the caller wipes; null when key, nonce, data or text are not right. */
    public static byte @Nullable [] open(byte[] key, byte[] nonce, byte[] aad, byte[] ciphertext) {
        if (ciphertext.length < Aead.TAG_LENGTH) {
            return null;
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, aad).doFinal(ciphertext);
        } catch (AEADBadTagException _) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("opening failed", e);
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] aad)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(mode, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
        cipher.updateAAD(aad);
        return cipher;
    }
}

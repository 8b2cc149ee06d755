package net.skycoin.skywire.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The ChaCha20 stream of RFC 8439 under one 32-byte key, block counter from 0. Single-threaded. */
public final class ChaCha20 {
    /** Bytes of a nonce. */
    public static final int NONCE_LENGTH = 12;

    private final SecretKeySpec key;
    private final Cipher cipher;
    private final byte[] nonce = new byte[NONCE_LENGTH];

    public ChaCha20(byte[] keyBytes) {
        key = new SecretKeySpec(keyBytes, "ChaCha20");
        try {
            cipher = Cipher.getInstance("ChaCha20");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks ChaCha20", e);
        }
    }

    /**
     * XORs the stream of the 12 bytes at {@code nonceOffset} of {@code nonceSource} into {@code
     * length} bytes of {@code data}.
     */
    public void xor(byte[] nonceSource, int nonceOffset, byte[] data, int offset, int length) {
        System.arraycopy(nonceSource, nonceOffset, nonce, 0, NONCE_LENGTH);
        try {
            init();
            cipher.doFinal(data, offset, length, data, offset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("ChaCha20 failed", e);
        }
    }

    /**
     * The first {@code length} bytes of the stream for an all-zero nonce: a pseudo-random function
     * of the key.
     */
    public static byte[] stream(byte[] keyBytes, int length) {
        byte[] output = new byte[length];
        new ChaCha20(keyBytes).xor(new byte[NONCE_LENGTH], 0, output, 0, length);
        return output;
    }

    /**
     * The JDK refuses one nonce twice in a row; a relay may well be shown that, so detour over
     * another one.
     */
    private void init() throws GeneralSecurityException {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new ChaCha20ParameterSpec(nonce, 0));
        } catch (InvalidKeyException e) {
            byte[] other = nonce.clone();
            other[0] ^= 1;
            cipher.init(Cipher.ENCRYPT_MODE, key, new ChaCha20ParameterSpec(other, 0));
            Arrays.fill(other, (byte) 0);
            cipher.init(Cipher.ENCRYPT_MODE, key, new ChaCha20ParameterSpec(nonce, 0));
        }
    }
}

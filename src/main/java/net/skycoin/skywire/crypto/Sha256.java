package net.skycoin.skywire.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256 (FIPS 180-4), HMAC-SHA-256 (RFC 2104) and HKDF-SHA-256 (RFC 5869) by the JDK. */
public final class Sha256 {
    /** Bytes of a digest. */
    public static final int LENGTH = 32;

    private Sha256() {}

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks SHA-256", e);
        }
    }

    /** The digest of the concatenation of {@code parts}. */
    public static byte[] hash(byte[]... parts) {
        MessageDigest digest = newDigest();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /** HMAC under {@code key} (at least one byte) of the concatenation of {@code parts}. */
    public static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks HmacSHA256", e);
        }
    }

    /** HKDF-Extract of RFC 5869; the salt has at least one byte. */
    public static byte[] hkdfExtract(byte[] salt, byte[]... inputKeyingMaterial) {
        return hmac(salt, inputKeyingMaterial);
    }

    /** HKDF-Expand of RFC 5869 to {@code length} bytes. */
    public static byte[] hkdfExpand(byte[] pseudoRandomKey, byte[] info, int length) {
        byte[] output = new byte[length];
        byte[] block = {};
        for (int at = 0, i = 1; at < length; at += LENGTH, i++) {
            block = hmac(pseudoRandomKey, block, info, new byte[] {(byte) i});
            System.arraycopy(block, 0, output, at, Math.min(LENGTH, length - at));
        }
        return output;
    }
}

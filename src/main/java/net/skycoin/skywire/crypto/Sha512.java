package net.skycoin.skywire.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/** HMAC-SHA-512 (RFC 2104) and PBKDF2 with it (RFC 8018): what BIP32 and BIP39 are made of. */
public final class Sha512 {
    /** Bytes of a digest. */
    public static final int LENGTH = 64;

    private Sha512() {}

    /** HMAC under {@code key} (at least one byte) of the concatenation of {@code parts}. */
    public static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(key, "HmacSHA512"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks HmacSHA512", e);
        }
    }

    /** 64 bytes of PBKDF2-HMAC-SHA512; the caller wipes them. */
    public static byte[] pbkdf2(byte[] password, byte[] salt, int iterations) {
        PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA512Digest());
        generator.init(password, salt, iterations);
        KeyParameter key = (KeyParameter) generator.generateDerivedMacParameters(LENGTH * 8);
        return key.getKey();
    }
}

package net.skycoin.skywire.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The key of a wifi network (IEEE 802.11, annex J): what a station needs of a passphrase, and from
 * which nobody reads the passphrase, which its owner may use elsewhere too.
 */
public final class WpaKey {
    private static final int ITERATIONS = 4096;
    private static final int BITS = 256;

    private WpaKey() {}

    /**
     * The key of 32 bytes.
     *
     * @param passphrase 8 to 63 ASCII characters
     * @param ssid the network's name, 1 to 32 bytes
     */
    public static byte[] of(String passphrase, byte[] ssid) {
        char[] characters = passphrase.toCharArray();
        PBEKeySpec spec = new PBEKeySpec(characters, ssid, ITERATIONS, BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA1")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2", e);
        } finally {
            spec.clearPassword();
            Arrays.fill(characters, '\0');
        }
    }
}

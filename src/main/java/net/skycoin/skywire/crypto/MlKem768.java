package net.skycoin.skywire.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.DecapsulateException;
import javax.crypto.KEM;
import org.jspecify.annotations.Nullable;

/**
 * ML-KEM-768 (FIPS 203), as the JDK has it (JEP 496), with its keys as plain bytes. All that
 * arrives is checked: an encapsulation key for its modulus, a ciphertext for its length.
 */
public final class MlKem768 implements AutoCloseable {
    /** Bytes of an encapsulation key (FIPS 203, table 3). */
    public static final int ENCAPSULATION_KEY_LENGTH = 1184;

    /** Bytes of a ciphertext (FIPS 203, table 3). */
    public static final int CIPHERTEXT_LENGTH = 1088;

    private static final String FAMILY = "ML-KEM";
    private static final String PARAMETERS = "ML-KEM-768";

    /** What X.509 has before the key's bytes (RFC 9935): id-alg-ml-kem-768, a bit string. */
    private static final byte[] X509_HEADER = {
        0x30,
        (byte) 0x82,
        0x04,
        (byte) 0xb2,
        0x30,
        0x0b,
        0x06,
        0x09,
        0x60,
        (byte) 0x86,
        0x48,
        0x01,
        0x65,
        0x03,
        0x04,
        0x04,
        0x02,
        0x03,
        (byte) 0x82,
        0x04,
        (byte) 0xa1,
        0x00
    };

    /** A secret, and what tells it to the holder of the key. */
    public record Encapsulated(byte[] ciphertext, byte[] secret) {
        @Override
        public String toString() {
            return "Encapsulated";
        }
    }

    /** The randomness that was handed in, as the JDK takes it. */
    private static final class Source extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final transient RandomGenerator random;

        Source(RandomGenerator random) {
            super(null, null);
            this.random = random;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            random.nextBytes(bytes);
        }
    }

    private @Nullable KeyPair pair;

    private MlKem768(KeyPair pair) {
        this.pair = pair;
    }

    /** A new key; {@code random} is cryptographically secure. */
    public static MlKem768 generate(RandomGenerator random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(PARAMETERS);
            generator.initialize(-1, new Source(random));
            return new MlKem768(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("this Java has no ML-KEM-768", e);
    }

    /** What others encapsulate to. */
    public byte[] encapsulationKey() {
        byte[] encoded = pair().getPublic().getEncoded();
        return Arrays.copyOfRange(encoded, X509_HEADER.length, encoded.length);
    }

    private KeyPair pair() {
        if (pair == null) {
            throw new IllegalStateException("the key is closed");
        }
        return pair;
    }

    /** A fresh secret of 32 bytes for the holder of the key; null when it is no key. */
    public static @Nullable Encapsulated encapsulate(
            byte[] encapsulationKey, RandomGenerator random) {
        if (encapsulationKey.length != ENCAPSULATION_KEY_LENGTH) {
            return null;
        }
        byte[] encoded = Arrays.copyOf(X509_HEADER, X509_HEADER.length + ENCAPSULATION_KEY_LENGTH);
        System.arraycopy(
                encapsulationKey, 0, encoded, X509_HEADER.length, ENCAPSULATION_KEY_LENGTH);
        try {
            KEM.Encapsulated made =
                    KEM.getInstance(FAMILY)
                            .newEncapsulator(
                                    KeyFactory.getInstance(FAMILY)
                                            .generatePublic(new X509EncodedKeySpec(encoded)),
                                    new Source(random))
                            .encapsulate();
            return new Encapsulated(made.encapsulation(), made.key().getEncoded());
        } catch (InvalidKeySpecException | InvalidKeyException _) {
            return null;
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /**
     * The secret in a ciphertext; null when it has another length. A ciphertext that was not made
     * with this key leads to a secret that nobody knows (FIPS 203, section 6.3).
     */
    public byte @Nullable [] decapsulate(byte[] ciphertext) {
        try {
            return KEM.getInstance(FAMILY)
                    .newDecapsulator(pair().getPrivate())
                    .decapsulate(ciphertext)
                    .getEncoded();
        } catch (DecapsulateException _) {
            return null;
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** Lets go of the secret; the JDK offers no way to overwrite it. */
    @Override
    public void close() {
        pair = null;
    }
}

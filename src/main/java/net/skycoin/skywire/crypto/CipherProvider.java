package net.skycoin.skywire.crypto;

/**
 * A library that computes the bulk ciphers: OpenSSL's libcrypto where it is installed, else the
 * JDK. Chosen once, when the first cipher is made: a provider has to give the results of the
 * published vectors, and of those that do, the fastest is taken. All give identical output.
 *
 * <p>The system property {@value #PROPERTY} forces one by its name; a name that is unknown or does
 * not work here is an {@link IllegalStateException} at the first use.
 */
public abstract sealed class CipherProvider permits JdkCiphers, LibcryptoCiphers {
    /** {@code auto} (the default), {@code libcrypto} or {@code jdk}. */
    public static final String PROPERTY = "skywire.ciphers";

    /** The name by which it can be forced. */
    public abstract String name();

    /** A cipher under {@code key} (32 bytes, copied). */
    abstract Aead aead(AeadAlgorithm algorithm, byte[] key);

    /** The stream of RFC 8439 under {@code key} (32 bytes, copied). */
    abstract ChaCha20.Stream chaCha20(byte[] key);

    /** What this process uses. */
    public static CipherProvider instance() {
        return Holder.INSTANCE;
    }

    private static final class Holder {
        static final CipherProvider INSTANCE =
                CipherSelection.choose(System.getProperty(PROPERTY, CipherSelection.AUTO));
    }
}

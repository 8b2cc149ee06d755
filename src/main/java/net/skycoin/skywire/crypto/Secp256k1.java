package net.skycoin.skywire.crypto;

import org.jspecify.annotations.Nullable;

/**
 * The curve's operations, by the system's libsecp256k1 where it is installed and by Bouncy Castle
 * otherwise. Secrets go only through operations that are constant-time in libsecp256k1; Bouncy
 * Castle makes no such promise, and {@link #provider} says which one is at work. Arguments are
 * checked by the callers, {@link PublicKey} and {@link PrivateKey}. Thread-safe.
 */
public abstract sealed class Secp256k1 permits NativeSecp256k1, BouncyCastleSecp256k1 {
    /** What this process uses, for a person to read. */
    public abstract String provider();

    /** Whether secret operations run in constant time. */
    public abstract boolean constantTime();

    abstract boolean isPoint(byte[] compressed);

    abstract boolean isSecret(byte[] scalar);

    abstract byte[] publicKey(byte[] secret);

    abstract byte[] sharedSecret(byte[] point, byte[] secret);

    abstract byte[] multiplySecret(byte[] secret, byte[] factor);

    abstract byte[] multiplyPoint(byte[] point, byte[] factor);

    abstract byte[] sign(byte[] digest, byte[] secret);

    abstract boolean verify(byte[] digest, byte[] signature, byte[] point);

    /** The scalar {@code secret} + {@code summand} mod n; null when it is zero. */
    abstract byte @Nullable [] addSecret(byte[] secret, byte[] summand);

    /** r || s || recovery id, s in the lower half. */
    abstract byte[] signRecoverable(byte[] digest, byte[] secret);

    /** The compressed point whose key made r || s || recovery id; null when there is none. */
    abstract byte @Nullable [] recover(byte[] digest, byte[] signature);

    /**
     * The product of a public point and a factor (32 bytes, not zero mod n): a relay's blinding of
     * alpha.
     */
    public PublicKey multiply(PublicKey point, byte[] factor) {
        return PublicKey.ofPoint(multiplyPoint(point.bytes(), factor));
    }

    public static Secp256k1 instance() {
        return Holder.INSTANCE;
    }

    private static final class Holder {
        static final Secp256k1 INSTANCE = choose();

        private static Secp256k1 choose() {
            try {
                return new NativeSecp256k1();
            } catch (LinkageError e) {
                // Either libsecp256k1 or JNA's own native part is missing.
                return new BouncyCastleSecp256k1();
            }
        }
    }
}

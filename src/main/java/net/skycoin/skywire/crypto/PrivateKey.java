package net.skycoin.skywire.crypto;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A secp256k1 secret key and its public key. One owner, who closes it; closing wipes the secret,
 * after which every use of it throws. Never printed.
 */
public final class PrivateKey implements AutoCloseable {
    /** Bytes of the big-endian scalar. */
    public static final int LENGTH = 32;

    private final byte[] secret;
    private final PublicKey publicKey;
    private boolean closed;

    private PrivateKey(byte[] secret, PublicKey publicKey) {
        this.secret = secret;
        this.publicKey = publicKey;
    }

    /** The key with this scalar, copied; null unless 0 &lt; scalar &lt; n. */
    public static @Nullable PrivateKey of(byte[] scalar) {
        if (scalar.length != LENGTH || !Secp256k1.instance().isSecret(scalar)) {
            return null;
        }
        byte[] secret = scalar.clone();
        return new PrivateKey(secret, PublicKey.ofPoint(Secp256k1.instance().publicKey(secret)));
    }

    /** A fresh key. */
    public static PrivateKey generate(RandomGenerator random) {
        byte[] scalar = new byte[LENGTH];
        try {
            while (true) {
                random.nextBytes(scalar);
                PrivateKey key = of(scalar);
                if (key != null) {
                    return key;
                }
            }
        } finally {
            Arrays.fill(scalar, (byte) 0);
        }
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    /**
     * Diffie-Hellman as in BOLT 8: SHA-256 of the compressed product point, 32 bytes; the caller
     * wipes them.
     */
    public byte[] sharedSecret(PublicKey peer) {
        return Secp256k1.instance().sharedSecret(peer.bytes(), secret());
    }

    /** The key whose scalar is this one's times {@code factor} mod n (32 bytes, not zero mod n). */
    public PrivateKey multiply(byte[] factor) {
        byte[] product = Secp256k1.instance().multiplySecret(secret(), factor);
        try {
            PrivateKey key = of(product);
            if (key == null) {
                throw new IllegalArgumentException("factor is zero modulo the group order");
            }
            return key;
        } finally {
            Arrays.fill(product, (byte) 0);
        }
    }

    /**
     * ECDSA signature of a 32-byte digest: r || s, 64 bytes, s in the lower half, nonce by RFC 6979
     * (so that signing needs no randomness).
     */
    public byte[] sign(byte[] digest) {
        return Secp256k1.instance().sign(digest, secret());
    }

    /**
     * The same signature with the id by which {@link RecoverableSignature#recover} finds the key.
     */
    public RecoverableSignature signRecoverable(byte[] digest) {
        return RecoverableSignature.ofBytes(Secp256k1.instance().signRecoverable(digest, secret()));
    }

    /**
     * The key whose scalar is this one's plus {@code summand} mod n (32 bytes); null when the
     * summand is not below n or the sum is zero.
     */
    public @Nullable PrivateKey add(byte[] summand) {
        byte[] sum = Secp256k1.instance().addSecret(secret(), summand);
        if (sum == null) {
            return null;
        }
        try {
            return of(sum);
        } finally {
            Arrays.fill(sum, (byte) 0);
        }
    }

    /** A copy of the scalar, for storage; the caller wipes it. */
    public byte[] copySecret() {
        return secret().clone();
    }

    private byte[] secret() {
        if (closed) {
            throw new IllegalStateException("key was wiped");
        }
        return secret;
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(secret, (byte) 0);
    }

    @Override
    public String toString() {
        return "PrivateKey of " + publicKey;
    }
}

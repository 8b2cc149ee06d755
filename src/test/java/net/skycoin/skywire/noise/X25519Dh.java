package net.skycoin.skywire.noise;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.jspecify.annotations.Nullable;

/** Curve25519, for the published vectors. */
final class X25519Dh implements DhFunction<byte[], byte[]> {
    @Override
    public String name() {
        return "25519";
    }

    @Override
    public byte[] generate(RandomGenerator random) {
        byte[] secret = new byte[X25519.SCALAR_SIZE];
        random.nextBytes(secret);
        return secret;
    }

    @Override
    public byte[] publicKey(byte[] secret) {
        byte[] key = new byte[X25519.POINT_SIZE];
        X25519.scalarMultBase(secret, 0, key, 0);
        return key;
    }

    @Override
    public int publicKeyLength() {
        return X25519.POINT_SIZE;
    }

    @Override
    public byte[] encode(byte[] key) {
        return key;
    }

    @Override
    public byte @Nullable [] decode(byte[] encoded) {
        return encoded;
    }

    @Override
    public byte[] sharedSecret(byte[] secret, byte[] peer) {
        byte[] shared = new byte[X25519.POINT_SIZE];
        X25519.scalarMult(secret, 0, peer, 0, shared, 0);
        return shared;
    }

    @Override
    public void wipe(byte[] secret) {
        Arrays.fill(secret, (byte) 0);
    }
}

package net.skycoin.skywire.sky;

import java.util.Arrays;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.Sha256;

/**
 * Skycoin's own chain of keys: each seed gives a key and the next seed. The first seed is the UTF-8
 * text of the words itself. One owner, who closes it.
 */
final class DeterministicKeys implements AutoCloseable {
    private byte[] seed;

    /**
     * @param firstSeed copied
     */
    DeterministicKeys(byte[] firstSeed) {
        seed = firstSeed.clone();
    }

    /** The next key, which the caller closes. */
    PrivateKey next() {
        byte[] nextSeed = secretHash(seed);
        byte[] both = Sha256.hash(seed, nextSeed);
        PrivateKey key = step(both);
        Arrays.fill(both, (byte) 0);
        Arrays.fill(seed, (byte) 0);
        seed = nextSeed;
        return key;
    }

    /** What Skycoin's wallet files call {@code lastSeed}: the seed of the next key. */
    String lastSeedHex() {
        return Hex.encode(seed);
    }

    /** The first of H(x), H(H(x)), ... that is a secret key. */
    private static PrivateKey step(byte[] x) {
        byte[] t = Sha256.hash(x);
        while (true) {
            PrivateKey key = PrivateKey.of(t);
            if (key != null) {
                Arrays.fill(t, (byte) 0);
                return key;
            }
            t = Sha256.hash(t);
        }
    }

    /**
     * SHA-256 of h = H(seed) and the compressed product of the public key of step(H(h)) and the
     * secret of step(h). The product is made as the public key of both secrets' product, so that
     * secrets meet only constant-time operations.
     */
    static byte[] secretHash(byte[] seed) {
        byte[] h = Sha256.hash(seed);
        try (PrivateKey s = step(h);
                PrivateKey p = step(Sha256.hash(h))) {
            byte[] factor = s.copySecret();
            try (PrivateKey product = p.multiply(factor)) {
                return Sha256.hash(h, product.publicKey().toBytes());
            } finally {
                Arrays.fill(factor, (byte) 0);
                Arrays.fill(h, (byte) 0);
            }
        }
    }

    @Override
    public void close() {
        Arrays.fill(seed, (byte) 0);
    }
}

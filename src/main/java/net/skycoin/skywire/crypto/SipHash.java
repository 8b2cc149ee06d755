package net.skycoin.skywire.crypto;

/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012) of one 8-byte message, as a function from long to
 * long. Allocation-free: it is the round function of the circuits' nonce permutation.
 */
public final class SipHash {
    private SipHash() {}

    /** The hash of the little-endian bytes of {@code message} under the 128-bit key (k0, k1). */
    public static long hash(long k0, long k1, long message) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        long last = 8L << 56;
        for (int i = 0; i < 8; i++) {
            // Rounds 0-1 absorb the message, 2-3 the length block, 4-7 finish.
            if (i == 0) {
                v3 ^= message;
            } else if (i == 2) {
                v0 ^= message;
                v3 ^= last;
            } else if (i == 4) {
                v0 ^= last;
                v2 ^= 0xff;
            }
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }
}

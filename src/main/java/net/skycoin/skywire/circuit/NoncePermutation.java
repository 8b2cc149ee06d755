package net.skycoin.skywire.circuit;

import net.skycoin.skywire.bytes.BigEndian;
import net.skycoin.skywire.crypto.SipHash;

/**
 * A secret permutation of a cell's 16-byte N: a Feistel network of four rounds on 64-bit halves
 * (Luby and Rackoff, 1988) with SipHash-2-4 as the round function. So N looks random on every link,
 * no two links show the same, and the two ends can still find a sequence number in it. No
 * allocation.
 */
final class NoncePermutation {
    /** Bytes of the keys: k0 and k1 of four rounds, big-endian. */
    static final int KEY_LENGTH = 64;

    private static final int ROUNDS = 4;

    private final long[] keys = new long[2 * ROUNDS];

    NoncePermutation(byte[] key) {
        for (int i = 0; i < keys.length; i++) {
            keys[i] = BigEndian.getLong(key, i * Long.BYTES);
        }
    }

    /** Replaces N, the 16 bytes at {@code at}, by P(N). */
    void apply(byte[] array, int at) {
        long left = BigEndian.getLong(array, at);
        long right = BigEndian.getLong(array, at + Long.BYTES);
        for (int i = 0; i < ROUNDS; i++) {
            long next = left ^ round(i, right);
            left = right;
            right = next;
        }
        put(array, at, left, right);
    }

    /** Replaces P(N), the 16 bytes at {@code at}, by N. */
    void invert(byte[] array, int at) {
        long left = BigEndian.getLong(array, at);
        long right = BigEndian.getLong(array, at + Long.BYTES);
        for (int i = ROUNDS - 1; i >= 0; i--) {
            long previous = right ^ round(i, left);
            right = left;
            left = previous;
        }
        put(array, at, left, right);
    }

    private long round(int i, long half) {
        return SipHash.hash(keys[2 * i], keys[2 * i + 1], half);
    }

    private static void put(byte[] array, int at, long left, long right) {
        BigEndian.putLong(array, at, left);
        BigEndian.putLong(array, at + Long.BYTES, right);
    }
}

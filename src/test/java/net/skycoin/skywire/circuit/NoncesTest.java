package net.skycoin.skywire.circuit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Random;
import net.skycoin.skywire.bytes.BigEndian;
import net.skycoin.skywire.crypto.SipHash;
import org.junit.jupiter.api.Test;

class NoncesTest {
    @Test
    void permutationIsTheFeistelNetworkOfTheProtocol() {
        byte[] key = new byte[64];
        new Random(1).nextBytes(key);
        byte[] nonce = new byte[16];
        BigEndian.putLong(nonce, 8, 5);
        new NoncePermutation(key).apply(nonce, 0);
        long left = 0;
        long right = 5;
        for (int i = 0; i < 4; i++) {
            long k0 = BigEndian.getLong(key, 16 * i);
            long k1 = BigEndian.getLong(key, 16 * i + 8);
            long swap = left ^ SipHash.hash(k0, k1, right);
            left = right;
            right = swap;
        }
        assertEquals(left, BigEndian.getLong(nonce, 0));
        assertEquals(right, BigEndian.getLong(nonce, 8));
    }

    @Test
    void permutationIsUndone() {
        Random random = new Random(2);
        byte[] key = new byte[64];
        byte[] nonce = new byte[20];
        for (int i = 0; i < 1000; i++) {
            random.nextBytes(key);
            random.nextBytes(nonce);
            byte[] permuted = nonce.clone();
            NoncePermutation permutation = new NoncePermutation(key);
            permutation.apply(permuted, 3);
            assertNotEquals(BigEndian.getLong(nonce, 3), BigEndian.getLong(permuted, 3));
            permutation.invert(permuted, 3);
            assertArrayEquals(nonce, permuted);
        }
    }

    @Test
    void recentNoncesAreRefusedAndOldOnesForgotten() {
        Random random = new Random(3);
        RecentNonces recent = new RecentNonces();
        ArrayDeque<long[]> last = new ArrayDeque<>();
        for (int i = 0; i < 20_000; i++) {
            long[] nonce = {random.nextLong(), random.nextLong()};
            assertTrue(recent.add(nonce[0], nonce[1]));
            last.add(nonce);
            if (last.size() > RecentNonces.GENERATION) {
                last.remove();
            }
            if (i % 500 == 0) {
                last.forEach(seen -> assertFalse(recent.add(seen[0], seen[1])));
            }
        }
    }

    @Test
    void recentNoncesRememberZeroToo() {
        RecentNonces recent = new RecentNonces();
        assertTrue(recent.add(0, 0));
        assertFalse(recent.add(0, 0));
    }

    @Test
    void replayCacheTellsFreshFromSeenUntilItIsFull() {
        Random random = new Random(4);
        ReplayCache cache = new ReplayCache(3000);
        for (int i = 0; i < 3000; i++) {
            byte[] secret = new byte[32];
            BigEndian.putLong(secret, 0, i);
            assertEquals(ReplayCache.Verdict.FRESH, cache.add(secret));
            BigEndian.putLong(secret, 0, random.nextInt(i + 1));
            assertEquals(ReplayCache.Verdict.SEEN, cache.add(secret));
        }
        assertEquals(ReplayCache.Verdict.FULL, cache.add(new byte[33]));
    }
}

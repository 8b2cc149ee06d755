package net.skycoin.skywire.circuit;

import net.skycoin.skywire.bytes.BigEndian;
import net.skycoin.skywire.crypto.Sha256;

/**
 * The shared secrets that one onion key has seen, so that an onion passes a hop once. Lives and
 * dies with that key. Bounded: a full cache is no longer able to tell, so its owner refuses.
 *
 * <p>Kept are 128 bits of a hash of each secret, in a table that grows to 8 MiB at the default
 * capacity.
 */
final class ReplayCache {
    private static final int INITIAL_SLOTS = 256;

    /** Two longs for each slot; a slot whose first long is zero is empty. */
    private long[] slots = new long[2 * INITIAL_SLOTS];

    private final int capacity;
    private int count;

    ReplayCache(int capacity) {
        this.capacity = capacity;
    }

    enum Verdict {
        FRESH,
        SEEN,
        FULL
    }

    /** Remembers the secret if it is fresh. */
    Verdict add(byte[] sharedSecret) {
        byte[] hash = Sha256.hash(sharedSecret);
        long high = BigEndian.getLong(hash, 0) | 1;
        long low = BigEndian.getLong(hash, Long.BYTES);
        int at = find(slots, high, low);
        if (slots[at] != 0) {
            return Verdict.SEEN;
        }
        if (count == capacity) {
            return Verdict.FULL;
        }
        slots[at] = high;
        slots[at + 1] = low;
        count++;
        if (4 * count > slots.length) {
            grow();
        }
        return Verdict.FRESH;
    }

    private void grow() {
        long[] larger = new long[2 * slots.length];
        for (int i = 0; i < slots.length; i += 2) {
            if (slots[i] != 0) {
                int at = find(larger, slots[i], slots[i + 1]);
                larger[at] = slots[i];
                larger[at + 1] = slots[i + 1];
            }
        }
        slots = larger;
    }

    private static int find(long[] slots, long high, long low) {
        int mask = slots.length - 1;
        int at = (int) low & mask & ~1;
        while (slots[at] != 0 && (slots[at] != high || slots[at + 1] != low)) {
            at = (at + 2) & mask;
        }
        return at;
    }
}

package net.skycoin.skywire.noise;

/**
 * The anti-replay window of RFC 6479: a ring of bit blocks that moves by whole blocks, so that
 * nothing is ever shifted. Remembers at least the 8,128 counters below the highest one. Counters
 * are not negative. Single-threaded, no allocation.
 */
public final class ReplayWindow {
    private static final int BLOCK_BITS = Long.SIZE;
    private static final int BLOCKS = 128;

    /** How far below the highest counter one may still be accepted. */
    public static final int SIZE = (BLOCKS - 1) * BLOCK_BITS;

    private final long[] ring = new long[BLOCKS];
    private long highest;

    /** The highest counter marked so far; 0 at first. */
    public long highest() {
        return highest;
    }

    /** Whether a packet with this counter may be opened: neither too old nor seen before. */
    public boolean check(long counter) {
        if (counter > highest) {
            return true;
        }
        return counter >= 0
                && highest - counter <= SIZE
                && (ring[index(counter)] & bit(counter)) == 0;
    }

    /** Remembers a counter that {@link #check} let pass, once its packet proved to be genuine. */
    public void mark(long counter) {
        if (counter > highest) {
            clearBlocks(block(highest) + 1, block(counter));
            highest = counter;
        }
        ring[index(counter)] |= bit(counter);
    }

    private void clearBlocks(long first, long last) {
        long count = Math.min(last - first + 1, BLOCKS);
        for (long i = 0; i < count; i++) {
            ring[(int) ((first + i) % BLOCKS)] = 0;
        }
    }

    private static long block(long counter) {
        return counter / BLOCK_BITS;
    }

    private static int index(long counter) {
        return (int) (block(counter) % BLOCKS);
    }

    private static long bit(long counter) {
        return 1L << (counter % BLOCK_BITS);
    }
}

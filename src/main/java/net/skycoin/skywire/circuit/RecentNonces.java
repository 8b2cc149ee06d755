package net.skycoin.skywire.circuit;

import java.util.Arrays;

/**
 * Remembers the last few thousand N of one circuit and direction, so that a relay drops a cell that
 * it is shown twice. Two generations of 2,048: when the younger is full it becomes the elder and
 * the elder is forgotten. Kept are 64 bits of each N, which P makes pseudo-random.
 *
 * <p>Memory: 2 KiB for a quiet circuit, growing with its cells to 64 KiB; no allocation afterwards.
 */
final class RecentNonces {
    /** N that a generation holds; at least so many are remembered. */
    static final int GENERATION = 2_048;

    private static final int INITIAL_SLOTS = 256;
    private static final int MAX_SLOTS = 2 * GENERATION;

    /** Slots hold folded N; zero is an empty slot. */
    private long[] younger = new long[INITIAL_SLOTS];

    private long[] elder = {};
    private int count;

    /** Remembers an N; false when it was seen lately. */
    boolean add(long high, long low) {
        long folded = fold(high, low);
        if (elder.length > 0 && elder[find(elder, folded)] == folded) {
            return false;
        }
        int at = find(younger, folded);
        if (younger[at] == folded) {
            return false;
        }
        younger[at] = folded;
        count++;
        makeRoom();
        return true;
    }

    private static long fold(long high, long low) {
        long folded = high ^ Long.rotateLeft(low, 32);
        return folded == 0 ? 1 : folded;
    }

    private void makeRoom() {
        if (count == GENERATION) {
            long[] forgotten = elder.length == 0 ? new long[MAX_SLOTS] : elder;
            Arrays.fill(forgotten, 0);
            elder = younger;
            younger = forgotten;
            count = 0;
        } else if (2 * count >= younger.length && younger.length < MAX_SLOTS) {
            younger = rehashed(younger);
        }
    }

    private static long[] rehashed(long[] slots) {
        long[] larger = new long[2 * slots.length];
        for (long folded : slots) {
            if (folded != 0) {
                larger[find(larger, folded)] = folded;
            }
        }
        return larger;
    }

    private static int find(long[] slots, long folded) {
        int mask = slots.length - 1;
        int at = (int) folded & mask;
        while (slots[at] != 0 && slots[at] != folded) {
            at = (at + 1) & mask;
        }
        return at;
    }
}

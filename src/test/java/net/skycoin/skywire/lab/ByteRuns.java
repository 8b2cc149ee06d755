package net.skycoin.skywire.lab;

import java.util.Arrays;

/**
 * A set of all runs of 8 bytes of some secrets, to look for in captures: a run in common with
 * something encrypted is chance only once in 2^64 pairs. Open addressing; one bit pattern (zero) is
 * kept aside.
 */
public final class ByteRuns {
    public static final int RUN = 8;

    private long[] table = new long[1 << 12];
    private int size;
    private boolean zero;

    /** All runs of these byte strings; those shorter than a run have none. */
    public static ByteRuns of(byte[]... secrets) {
        ByteRuns runs = new ByteRuns();
        for (byte[] secret : secrets) {
            runs.add(secret, 0);
        }
        return runs;
    }

    /** Adds the runs of a byte string from an offset on. */
    public ByteRuns add(byte[] secret, int from) {
        long window = 0;
        for (int i = from; i < secret.length; i++) {
            window = (window << 8) | (secret[i] & 0xff);
            if (i - from >= RUN - 1) {
                insert(window);
            }
        }
        return this;
    }

    public int size() {
        return size + (zero ? 1 : 0);
    }

    /** Where the first of the runs begins in the text, at or after an offset; -1: nowhere. */
    public int findIn(byte[] text, int from) {
        long window = 0;
        for (int i = from; i < text.length; i++) {
            window = (window << 8) | (text[i] & 0xff);
            if (i - from >= RUN - 1 && contains(window)) {
                return i - RUN + 1;
            }
        }
        return -1;
    }

    private boolean contains(long value) {
        return value == 0 ? zero : table[place(table, value)] == value;
    }

    private void insert(long value) {
        if (value == 0) {
            zero = true;
            return;
        }
        int at = place(table, value);
        if (table[at] == 0) {
            table[at] = value;
            size++;
            if (size > table.length / 2) {
                grow();
            }
        }
    }

    private void grow() {
        long[] larger = new long[2 * table.length];
        Arrays.stream(table)
                .filter(value -> value != 0)
                .forEach(value -> larger[place(larger, value)] = value);
        table = larger;
    }

    /** Where the value is, or would be put. */
    private static int place(long[] table, long value) {
        int mask = table.length - 1;
        // Fibonacci hashing: the high bits of a product with 2^64 / golden ratio.
        int at = (int) ((value * 0x9e3779b97f4a7c15L) >>> 32) & mask;
        while (table[at] != 0 && table[at] != value) {
            at = (at + 1) & mask;
        }
        return at;
    }
}

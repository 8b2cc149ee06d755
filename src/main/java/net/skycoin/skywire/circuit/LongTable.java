package net.skycoin.skywire.circuit;

import org.jspecify.annotations.Nullable;

/**
 * A map from long to object by open addressing (linear probing, Knuth volume 3, section 6.4,
 * deletion by algorithm R): lookups, one per cell, allocate nothing.
 */
final class LongTable<V> {
    private static final int INITIAL = 16;

    private long[] keys = new long[INITIAL];
    private @Nullable Object[] values = new @Nullable Object[INITIAL];
    private int size;

    int size() {
        return size;
    }

    @SuppressWarnings("unchecked") // Only put() writes values, and it takes V.
    @Nullable V get(long key) {
        return (V) values[find(key)];
    }

    boolean contains(long key) {
        return values[find(key)] != null;
    }

    void put(long key, V value) {
        int at = find(key);
        if (values[at] == null) {
            size++;
        }
        keys[at] = key;
        values[at] = value;
        if (2 * size > keys.length) {
            grow();
        }
    }

    void remove(long key) {
        int hole = find(key);
        if (values[hole] == null) {
            return;
        }
        size--;
        int mask = keys.length - 1;
        // Moves back what was only pushed over the hole, so that no search ends early.
        for (int i = (hole + 1) & mask; values[i] != null; i = (i + 1) & mask) {
            int home = home(keys[i]);
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                keys[hole] = keys[i];
                values[hole] = values[i];
                hole = i;
            }
        }
        values[hole] = null;
    }

    /** The slot of the key, or the empty one where it would go. */
    private int find(long key) {
        int mask = keys.length - 1;
        int at = home(key);
        while (values[at] != null && keys[at] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    /** Fibonacci hashing (Knuth volume 3, section 6.4). */
    private int home(long key) {
        long product = key * 0x9e3779b97f4a7c15L;
        return (int) (product >>> (Long.SIZE - Integer.numberOfTrailingZeros(keys.length)));
    }

    private void grow() {
        long[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = new @Nullable Object[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            Object value = oldValues[i];
            if (value != null) {
                int at = find(oldKeys[i]);
                keys[at] = oldKeys[i];
                values[at] = value;
            }
        }
    }
}

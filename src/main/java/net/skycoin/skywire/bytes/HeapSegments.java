package net.skycoin.skywire.bytes;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Arrays as {@code java.lang.foreign} wants them for native calls. The wrapper of an array that is
 * used over and over, as the data path's are, is remembered: the JIT does not always get rid of a
 * fresh one, and one per packet would be garbage by the megabyte. Thread-safe.
 */
public final class HeapSegments {
    /** Shorter arrays are not of the data path, and may hold what should not be kept. */
    private static final int MIN_LENGTH = 1024;

    private static final int SLOTS = 1024;
    private static final @Nullable Entry[] REMEMBERED = new @Nullable Entry[SLOTS];

    private record Entry(byte[] array, MemorySegment segment) {}

    private HeapSegments() {}

    /** The whole array. */
    @SuppressWarnings("ReferenceEquality") // This very array is what counts.
    public static MemorySegment of(byte[] array) {
        if (array.length < MIN_LENGTH) {
            return MemorySegment.ofArray(array);
        }
        // Races lose an entry at worst: an entry is immutable.
        int slot = System.identityHashCode(array) & (SLOTS - 1);
        Entry entry = REMEMBERED[slot];
        if (entry == null || entry.array != array) {
            entry = new Entry(array, MemorySegment.ofArray(array));
            REMEMBERED[slot] = entry;
        }
        return entry.segment;
    }
}

package net.skycoin.skywire.link;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Finds by the index in a packet's header whom the packet is for. An index is a slot number in its
 * low 16 bits and random above: found without hashing or allocation, and hard to guess.
 */
final class IndexTable {
    private static final int SLOT_BITS = 16;
    private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;

    private final RandomGenerator random;
    private @Nullable Addressee[] slots = new @Nullable Addressee[64];
    private int[] indices = new int[64];
    private int used;

    IndexTable(RandomGenerator random) {
        this.random = random;
    }

    /** An index that nobody has; it is taken by {@link #put} before the next call. */
    int free() {
        if (used == slots.length) {
            grow();
        }
        int slot = random.nextInt(slots.length);
        while (slots[slot] != null) {
            slot = (slot + 1) % slots.length;
        }
        return (random.nextInt() << SLOT_BITS) | slot;
    }

    private void grow() {
        if (slots.length > SLOT_MASK) {
            throw new IllegalStateException("more than 65,536 links and handshakes");
        }
        slots = Arrays.copyOf(slots, 2 * slots.length);
        indices = Arrays.copyOf(indices, 2 * indices.length);
    }

    /** Gives {@code index} to a new addressee, or hands it on from one to the next. */
    void put(int index, Addressee addressee) {
        int slot = index & SLOT_MASK;
        if (slots[slot] == null) {
            used++;
        }
        slots[slot] = addressee;
        indices[slot] = index;
    }

    /** Whom the index belongs to; null when to nobody. */
    @Nullable Addressee get(int index) {
        int slot = index & SLOT_MASK;
        return slot < slots.length && indices[slot] == index ? slots[slot] : null;
    }

    /** Forgets the index, if somebody has it. */
    void remove(int index) {
        if (get(index) != null) {
            slots[index & SLOT_MASK] = null;
            used--;
        }
    }
}

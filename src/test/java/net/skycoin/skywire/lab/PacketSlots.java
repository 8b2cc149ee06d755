package net.skycoin.skywire.lab;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A fixed number of packet buffers in one piece of native memory, named by their index, so that a
 * packet is received into and sent from the same place. Single-threaded.
 */
final class PacketSlots {
    /** Virtio header, Ethernet header and {@link Topology.Wire#LARGEST_MTU}, rounded up. */
    static final int SLOT_BYTES = 2_048;

    private final ByteBuffer memory;
    private final long address;
    private final int[] lengths;
    private final int[] free;
    private int freeCount;

    PacketSlots(int count) {
        memory = ByteBuffer.allocateDirect(count * SLOT_BYTES).order(ByteOrder.nativeOrder());
        address = Pointer.nativeValue(Native.getDirectBufferPointer(memory));
        lengths = new int[count];
        free = new int[count];
        for (int i = 0; i < count; i++) {
            free[i] = count - 1 - i;
        }
        freeCount = count;
    }

    /** A slot of the caller's own; -1 when all are in use. */
    int take() {
        return freeCount == 0 ? -1 : free[--freeCount];
    }

    void release(int slot) {
        free[freeCount++] = slot;
    }

    int freeSlots() {
        return freeCount;
    }

    /** A slot of the caller's own with the same bytes; -1 when all are in use. */
    int copy(int slot) {
        int other = take();
        if (other >= 0) {
            memory.put(other * SLOT_BYTES, memory, slot * SLOT_BYTES, lengths[slot]);
            lengths[other] = lengths[slot];
        }
        return other;
    }

    long address(int slot) {
        return address + (long) slot * SLOT_BYTES;
    }

    /** Bytes in use, the virtio header included. */
    int length(int slot) {
        return lengths[slot];
    }

    void length(int slot, int bytes) {
        lengths[slot] = bytes;
    }
}

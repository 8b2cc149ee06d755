package net.skycoin.skywire.lab;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An array of {@code struct mmsghdr} with one {@code iovec} each, for recvmmsg(2) and sendmmsg(2)
 * on 64-bit Linux.
 *
 * <pre>
 *   mmsghdr (64 bytes): name 8, namelen 4+4, iov 8, iovlen 8, control 8, controllen 8, flags 4+4, len 4+4
 *   iovec   (16 bytes): base 8, length 8
 * </pre>
 */
final class MessageVector {
    static final int HEADER_BYTES = 64;

    private static final int IOV = 16;
    private static final int FLAGS = 48;
    private static final int LENGTH = 56;

    private final int capacity;
    private final ByteBuffer memory;
    private final long address;

    MessageVector(int capacity) {
        this.capacity = capacity;
        memory =
                ByteBuffer.allocateDirect(capacity * (HEADER_BYTES + IOV))
                        .order(ByteOrder.nativeOrder());
        address = Pointer.nativeValue(Native.getDirectBufferPointer(memory));
        for (int i = 0; i < capacity; i++) {
            memory.putLong(i * HEADER_BYTES + 16, address + iov(i));
            memory.putLong(i * HEADER_BYTES + 24, 1);
        }
    }

    private int iov(int index) {
        return capacity * HEADER_BYTES + index * IOV;
    }

    int capacity() {
        return capacity;
    }

    long address() {
        return address;
    }

    void buffer(int index, long base, int length) {
        memory.putLong(iov(index), base);
        memory.putLong(iov(index) + 8, length);
    }

    /** How much the kernel wrote into this buffer. */
    int received(int index) {
        return memory.getInt(index * HEADER_BYTES + LENGTH);
    }

    boolean truncated(int index) {
        return (memory.getInt(index * HEADER_BYTES + FLAGS) & LinuxCalls.MSG_TRUNC) != 0;
    }
}

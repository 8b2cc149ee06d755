package net.skycoin.skywire.tun;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory at a fixed address that system calls fill and empty; freed when unreachable. */
final class NativeBuffer {
    final ByteBuffer bytes;
    final long address;

    NativeBuffer(int capacity) {
        bytes = ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
        address = Pointer.nativeValue(Native.getDirectBufferPointer(bytes));
    }
}

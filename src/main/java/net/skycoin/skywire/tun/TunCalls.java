package net.skycoin.skywire.tun;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import net.skycoin.skywire.bytes.HeapSegments;

/**
 * The system calls of the data path, on a descriptor that never blocks: critical calls, so that
 * arrays go to the kernel and come from it as they lie in the heap. Failures are the negative error
 * number. Single-threaded.
 */
final class TunCalls {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle READ = call("read");
    private static final MethodHandle WRITE = call("write");

    private final MemorySegment errno = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());

    private static MethodHandle call(String name) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG),
                Linker.Option.critical(true),
                Linker.Option.captureCallState("errno"));
    }

    int read(int fd, byte[] array, int offset, int length) {
        try {
            MemorySegment bytes = HeapSegments.of(array).asSlice(offset, length);
            long read = (long) READ.invokeExact(errno, fd, bytes, (long) length);
            return read >= 0 ? (int) read : -errno.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    int write(int fd, byte[] array, int offset, int length) {
        try {
            MemorySegment bytes = HeapSegments.of(array).asSlice(offset, length);
            long written = (long) WRITE.invokeExact(errno, fd, bytes, (long) length);
            return written >= 0 ? (int) written : -errno.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    private static IllegalStateException failure(Throwable cause) {
        return new IllegalStateException("a call to the C library failed", cause);
    }
}

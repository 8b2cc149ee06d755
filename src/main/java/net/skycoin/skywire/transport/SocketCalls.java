package net.skycoin.skywire.transport;

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
 * The system calls of the data path, on descriptors that never block: critical calls, so that
 * arrays go to the kernel as they lie in the heap. Results are the calls' own, failures the
 * negative error number.
 */
final class SocketCalls {
    // asm-generic/socket.h, linux/udp.h, linux/in.h
    static final int SOL_SOCKET = 1;
    static final int SOL_UDP = 17;
    static final int SO_RXQ_OVFL = 40;
    static final int UDP_SEGMENT = 103;
    static final int UDP_GRO = 104;

    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

    private static final MethodHandle SENDTO =
            call("sendto", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle RECVMSG = call("recvmsg", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
            call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle FCNTL =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("fcntl"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
                    ERRNO,
                    Linker.Option.firstVariadicArg(2));

    /** Where this object's calls leave errno; single-threaded as its owner is. */
    private final MemorySegment errno = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());

    private final int[] value = new int[1];
    private final MemorySegment valueSegment = MemorySegment.ofArray(value);

    /** All of these give a {@code ssize_t}, or an {@code int} whose upper half does not matter. */
    private static MethodHandle call(String name, java.lang.foreign.MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_LONG, arguments),
                Linker.Option.critical(true),
                ERRNO);
    }

    /** A second descriptor of the same socket, which the caller closes. */
    static int duplicate(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            int duplicate = (int) FCNTL.invokeExact(state, fd, F_DUPFD_CLOEXEC, 0);
            return duplicate >= 0 ? duplicate : -state.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    long send(int fd, byte[] array, int offset, int length, MemorySegment to) {
        try {
            MemorySegment bytes = HeapSegments.of(array).asSlice(offset, length);
            long sent =
                    (long)
                            SENDTO.invokeExact(
                                    errno, fd, bytes, (long) length, 0, to, (int) to.byteSize());
            return sent >= 0 ? sent : -errno.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    long receive(int fd, MemorySegment message) {
        try {
            long received = (long) RECVMSG.invokeExact(errno, fd, message, 0);
            return received >= 0 ? received : -errno.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** 0, or the negative error number. */
    int setOption(int fd, int level, int option, int newValue) {
        value[0] = newValue;
        try {
            long result =
                    (long)
                            SETSOCKOPT.invokeExact(
                                    errno, fd, level, option, valueSegment, Integer.BYTES);
            return (int) result == 0 ? 0 : -errno.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    private static IllegalStateException failure(Throwable cause) {
        return new IllegalStateException("a call to the C library failed", cause);
    }
}

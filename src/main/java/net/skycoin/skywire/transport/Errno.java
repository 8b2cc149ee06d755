package net.skycoin.skywire.transport;

import io.netty.channel.unix.Errors.NativeIoException;
import org.jspecify.annotations.Nullable;

/** Linux's error numbers, as far as sockets meet them (asm-generic/errno.h). */
final class Errno {
    static final int EPERM = 1;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int EINVAL = 22;
    static final int EMSGSIZE = 90;
    static final int EOPNOTSUPP = 95;
    static final int EADDRINUSE = 98;
    static final int EADDRNOTAVAIL = 99;
    static final int ENETUNREACH = 101;
    static final int ENOBUFS = 105;
    static final int EHOSTUNREACH = 113;

    private Errno() {}

    /** The error number that Netty found, there or in a cause; 0 when there is none. */
    static int of(@Nullable Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof NativeIoException error) {
                return -error.expectedErr();
            }
        }
        return 0;
    }
}

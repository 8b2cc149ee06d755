package net.skycoin.skywire.lab;

import com.sun.jna.Native;
import com.sun.jna.NativeLong;

/**
 * The few system calls that the JDK does not reach, by JNA's direct mapping. Addresses and sizes
 * are plain longs (64-bit Linux); constants are those of the kernel's headers.
 */
final class LinuxCalls {
    static final int AF_PACKET = 17;
    static final int SOCK_RAW = 3;
    static final int ETH_P_ALL = 3;

    static final int SOL_SOCKET = 1;
    static final int SO_RCVBUFFORCE = 33;
    static final int SOL_PACKET = 263;
    static final int PACKET_STATISTICS = 6;
    static final int PACKET_VNET_HDR = 15;
    static final int PACKET_QDISC_BYPASS = 20;
    static final int PACKET_IGNORE_OUTGOING = 23;

    static final int CLONE_NEWNET = 0x40000000;
    static final int O_RDONLY = 0;

    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_TRUNC = 0x20;
    static final int EINTR = 4;

    static final int PR_SET_TIMERSLACK = 29;

    static final int SIGINT = 2;
    static final int SIGKILL = 9;
    static final int SIGTERM = 15;
    static final int SIGCONT = 18;
    static final int SIGSTOP = 19;

    static {
        Native.register(LinuxCalls.class, "c");
    }

    private LinuxCalls() {}

    static native int kill(int pid, int signal);

    static native int socket(int domain, int type, int protocol);

    static native int open(String path, int flags);

    static native long write(int descriptor, byte[] bytes, long count);

    static native int close(int descriptor);

    static native int setns(int descriptor, int type);

    static native int bind(int socket, long address, int length);

    static native int setsockopt(int socket, int level, int option, int[] value, int length);

    static native int getsockopt(int socket, int level, int option, int[] value, int[] length);

    static native int recvmmsg(int socket, long messages, int count, int flags, long timeout);

    static native int sendmmsg(int socket, long messages, int count, int flags);

    static native int ppoll(long descriptors, long count, long timeout, long signals);

    static native int prctl(int option, NativeLong a, NativeLong b, NativeLong c, NativeLong d);

    static native int if_nametoindex(String name);
}

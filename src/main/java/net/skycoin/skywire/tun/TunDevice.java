package net.skycoin.skywire.tun;

import com.sun.jna.Memory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A TUN device of our own (Documentation/networking/tuntap.rst in Linux): bare IP packets, gone
 * with the descriptor, so that the death of the process takes the device and its routes away.
 *
 * <p>Threads: all methods on the engine's thread, but for {@link #open}, which may be anywhere.
 * Reading is done by a thread of its own (see {@link TunReader}).
 */
public final class TunDevice implements AutoCloseable {
    /** Largest packet in either direction; no MTU that we set reaches it. */
    static final int LARGEST_PACKET = 2048;

    private static final String NODE = "/dev/net/tun";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,15}");

    private final String name;
    private final int fd;
    private final NativeBuffer outgoing = new NativeBuffer(LARGEST_PACKET);
    private @Nullable TunReader reader;
    private boolean closed;

    private long writtenPackets;
    private long writtenBytes;
    private long full;
    private long malformed;
    private long down;

    private TunDevice(String name, int fd) {
        this.name = name;
        this.fd = fd;
    }

    /** Makes the device {@code name}, which must not exist yet; it is down and has no address. */
    public static TunDevice open(String name) throws TunException {
        if (!NAME.matcher(name).matches()) {
            throw new TunException(
                    TunException.Reason.BAD_NAME,
                    "\"" + name + "\" cannot be the name of a network interface.");
        }
        int fd = LibC.open(NODE, LibC.O_RDWR | LibC.O_NONBLOCK | LibC.O_CLOEXEC);
        if (fd < 0) {
            throw cannotOpenNode(LibC.errno());
        }
        if (attach(fd, name) < 0) {
            int errno = LibC.errno();
            LibC.close(fd);
            throw cannotAttach(name, errno);
        }
        return new TunDevice(name, fd);
    }

    private static int attach(int fd, String name) {
        try (Memory request = new Memory(LibC.SIZEOF_IFREQ)) {
            request.clear();
            request.setString(0, name, StandardCharsets.US_ASCII.name());
            request.setShort(
                    LibC.IFNAMSIZ, (short) (LibC.IFF_TUN | LibC.IFF_NO_PI | LibC.IFF_TUN_EXCL));
            return LibC.ioctl(fd, LibC.TUNSETIFF, request);
        }
    }

    private static TunException cannotOpenNode(int errno) {
        return switch (errno) {
            case LibC.ENOENT, LibC.ENXIO, LibC.ENODEV ->
                    new TunException(
                            TunException.Reason.NO_DEVICE_NODE,
                            "There is no usable "
                                    + NODE
                                    + ": load the kernel module with \"modprobe tun\", and in a"
                                    + " container pass the device in.");
            case LibC.EPERM, LibC.EACCES ->
                    new TunException(
                            TunException.Reason.NO_PERMISSION,
                            NODE
                                    + " may not be opened by this user: give the service's user"
                                    + " access to it.");
            default ->
                    new TunException(
                            TunException.Reason.OTHER,
                            NODE + " cannot be opened: " + LibC.strerror(errno) + ".");
        };
    }

    private static TunException cannotAttach(String name, int errno) {
        return switch (errno) {
            case LibC.EPERM, LibC.EACCES ->
                    new TunException(
                            TunException.Reason.NO_PERMISSION,
                            "The device "
                                    + name
                                    + " may not be made for lack of CAP_NET_ADMIN: run as the"
                                    + " service does.");
            case LibC.EBUSY, LibC.EINVAL ->
                    new TunException(
                            TunException.Reason.NAME_BUSY,
                            "There is an interface "
                                    + name
                                    + " already: stop the other program, or remove it with \"ip"
                                    + " link delete "
                                    + name
                                    + "\".");
            default ->
                    new TunException(
                            TunException.Reason.OTHER,
                            "The device "
                                    + name
                                    + " cannot be made: "
                                    + LibC.strerror(errno)
                                    + ".");
        };
    }

    public String name() {
        return name;
    }

    /**
     * Begins to read: {@code listener} hears of packets on {@code engine}, which runs what it is
     * given one after the other on the engine's thread. Once only.
     */
    public void start(Executor engine, TunListener listener) {
        if (reader != null || closed) {
            throw new IllegalStateException("device was started or closed before");
        }
        reader = new TunReader(name, fd, engine, listener);
        reader.start();
    }

    /**
     * Gives the kernel one IP packet as if it had arrived on the interface.
     *
     * @return false when the kernel did not take it, which is counted
     */
    public boolean write(byte[] array, int offset, int length) {
        if (closed || length > LARGEST_PACKET) {
            down += closed ? 1 : 0;
            malformed += closed ? 0 : 1;
            return false;
        }
        outgoing.bytes.put(0, array, offset, length);
        if (LibC.write(fd, outgoing.address, length) < 0) {
            countRefusal(LibC.errno());
            return false;
        }
        writtenPackets++;
        writtenBytes += length;
        return true;
    }

    private void countRefusal(int errno) {
        switch (errno) {
            case LibC.EAGAIN, LibC.ENOBUFS -> full++;
            case LibC.EINVAL -> malformed++;
            default -> down++;
        }
    }

    /** What happened since the device was opened. */
    public TunStatistics statistics() {
        return new TunStatistics(
                reader == null ? 0 : reader.packets(),
                reader == null ? 0 : reader.bytes(),
                reader == null ? 0 : reader.oversized(),
                writtenPackets,
                writtenBytes,
                full,
                malformed,
                down);
    }

    /** Removes the device; the listener hears nothing more. Closing twice does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (reader != null) {
            reader.close();
        }
        LibC.close(fd);
    }
}

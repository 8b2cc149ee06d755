package net.skycoin.skywire.tun;

import com.sun.jna.Memory;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import net.skycoin.skywire.bytes.PacketBatch;
import net.skycoin.skywire.wire.Cell;
import org.jspecify.annotations.Nullable;

/**
 * A TUN device of our own (Documentation/networking/tuntap.rst in Linux): bare IP packets, gone
 * with the descriptor, so that the death of the process takes the device and its routes away.
 *
 * <p>With segmentation offload (IFF_VNET_HDR) the kernel gives super-packets of up to 64 KB, which
 * {@link Segmenter} cuts, and takes such from {@link Coalescer}; checksums stay partial until the
 * kernel that sends the packet on completes them. A kernel that refuses gets packets one by one,
 * with whole checksums.
 *
 * <p>Threads: all methods on the engine's loop, but for {@link #open}, which may be anywhere.
 */
public final class TunDevice implements AutoCloseable {
    /** {@code -Dskywire.tun.offload=off}: as if the kernel refused. */
    public static final String OFFLOAD = "skywire.tun.offload";

    /** Largest packet that may be written; no MTU that we set reaches it. */
    static final int LARGEST_PACKET = 2048;

    /** Packets after which others get their turn. */
    private static final int PACKETS_PER_ROUND = 256;

    private static final int READ_LENGTH = VirtioHeader.LENGTH + 65_536;

    private static final String NODE = "/dev/net/tun";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,15}");

    private final String name;
    private final int fd;
    private final FileDescriptor descriptor;
    private final TunCalls calls = new TunCalls();
    private final byte[] incoming = new byte[READ_LENGTH];
    private final byte[] outgoing = new byte[LARGEST_PACKET];
    private final int headerLength;
    private final @Nullable Coalescer coalescer;
    private final Segmenter segmenter = new Segmenter(this::arrived);
    private @Nullable TunListener listener;
    private @Nullable IoRegistration registration;
    private boolean closed;

    private long readPackets;
    private long readBytes;
    private long writtenPackets;
    private long writtenBytes;
    private long full;
    private long malformed;
    private long down;

    private TunDevice(String name, int fd, boolean headers, boolean udp) {
        this.name = name;
        this.fd = fd;
        descriptor = new FileDescriptor(fd);
        headerLength = headers ? VirtioHeader.LENGTH : 0;
        coalescer = headers ? new Coalescer(this::emit, udp) : null;
    }

    /** Makes the device {@code name}, which must not exist yet; it is down and has no address. */
    public static TunDevice open(String name) throws TunException {
        if (!NAME.matcher(name).matches()) {
            throw new TunException(
                    TunException.Reason.BAD_NAME,
                    "\"" + name + "\" cannot be the name of a network interface.");
        }
        boolean wanted = !"off".equals(System.getProperty(OFFLOAD));
        TunDevice device = wanted ? openWithOffload(name) : null;
        return device != null ? device : new TunDevice(name, attached(name, 0), false, false);
    }

    /** Null when this kernel has no offload for TUN. */
    private static @Nullable TunDevice openWithOffload(String name) throws TunException {
        int fd = attached(name, LibC.IFF_VNET_HDR);
        int tcp = LibC.TUN_F_CSUM | LibC.TUN_F_TSO4 | LibC.TUN_F_TSO6;
        if (offload(fd, tcp | LibC.TUN_F_USO4 | LibC.TUN_F_USO6)) {
            return new TunDevice(name, fd, true, true);
        }
        if (offload(fd, tcp)) {
            return new TunDevice(name, fd, true, false);
        }
        LibC.close(fd);
        return null;
    }

    private static boolean offload(int fd, int features) {
        return LibC.ioctl(fd, LibC.TUNSETOFFLOAD, features) == 0;
    }

    private static int attached(String name, int flags) throws TunException {
        int fd = LibC.open(NODE, LibC.O_RDWR | LibC.O_NONBLOCK | LibC.O_CLOEXEC);
        if (fd < 0) {
            throw cannotOpenNode(LibC.errno());
        }
        if (attach(fd, name, flags) < 0) {
            int errno = LibC.errno();
            LibC.close(fd);
            throw cannotAttach(name, errno);
        }
        return fd;
    }

    private static int attach(int fd, String name, int flags) {
        try (Memory request = new Memory(LibC.SIZEOF_IFREQ)) {
            request.clear();
            request.setString(0, name, StandardCharsets.US_ASCII.name());
            request.setShort(
                    LibC.IFNAMSIZ,
                    (short) (LibC.IFF_TUN | LibC.IFF_NO_PI | LibC.IFF_TUN_EXCL | flags));
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

    /** Whether the kernel segments and puts together for us. */
    public boolean offloads() {
        return coalescer != null;
    }

    /** Begins to read: {@code packets} hears of packets on the loop's thread. Once only. */
    public void start(IoEventLoop loop, TunListener packets) {
        if (listener != null || closed) {
            throw new IllegalStateException("device was started or closed before");
        }
        listener = packets;
        loop.register(new LoopHandle())
                .addListener(
                        future -> {
                            if (future.isSuccess() && !closed) {
                                IoRegistration made = (IoRegistration) future.getNow();
                                registration = made;
                                made.submit(EpollIoOps.EPOLLIN);
                            }
                        });
    }

    /** The descriptor in the loop's eyes. */
    private final class LoopHandle implements EpollIoHandle {
        @Override
        public FileDescriptor fd() {
            return descriptor;
        }

        @Override
        public void handle(IoRegistration from, IoEvent event) {
            if (!closed) {
                read();
            }
        }

        /** Called by Netty when the loop ends before us. */
        @Override
        public void close() {
            TunDevice.this.close();
        }
    }

    private void read() {
        TunListener to = listener;
        if (to == null) {
            return;
        }
        long until = readPackets + PACKETS_PER_ROUND;
        int length = 0;
        while (readPackets < until && !closed) {
            length = calls.read(fd, incoming, 0, READ_LENGTH);
            if (length < 0) {
                break;
            }
            take(length);
        }
        segmenter.flush();
        if (length < 0 && length != -LibC.EAGAIN && length != -LibC.EINTR && !closed) {
            if (registration != null) {
                registration.cancel();
            }
            to.deviceLost("The device " + name + " is gone: " + LibC.strerror(-length) + ".");
        } else if (!closed) {
            to.roundDone();
        }
    }

    private void take(int length) {
        if (headerLength == 0) {
            segmenter.plain(incoming, 0, length);
        } else if (length > headerLength) {
            segmenter.take(incoming, 0, headerLength, length - headerLength);
        }
    }

    private void arrived(PacketBatch batch) {
        readPackets += batch.count();
        readBytes += batch.bytes();
        if (listener != null && !closed) {
            listener.packets(batch);
        }
    }

    /**
     * Gives the kernel one IP packet as if it had arrived on the interface, at the latest by the
     * next {@link #flush}.
     *
     * @param flags 0 or {@link Cell#PARTIAL_CHECKSUM}; a packet whose checksum cannot be completed
     *     is dropped
     * @return false when the kernel did not take it, which is counted
     */
    public boolean write(byte[] array, int offset, int length, int flags) {
        if (closed || length > LARGEST_PACKET) {
            down += closed ? 1 : 0;
            malformed += closed ? 0 : 1;
            return false;
        }
        if ((flags & Cell.PARTIAL_CHECKSUM) != 0) {
            int start = TransportHeader.start(array, offset, length);
            if (start == TransportHeader.NONE) {
                malformed++;
                return false;
            }
            if (coalescer != null) {
                coalescer.partial(array, offset, start, length);
                return true;
            }
            System.arraycopy(array, offset, outgoing, 0, length);
            TransportHeader.complete(outgoing, 0, start, length);
            return emit(outgoing, 0, length, 1);
        }
        return coalescer != null
                ? coalescer.whole(array, offset, length)
                : emit(array, offset, length, 1);
    }

    private boolean emit(byte[] array, int offset, int length, int packets) {
        int written = calls.write(fd, array, offset, length);
        if (written < 0) {
            countRefusal(-written, packets);
            return false;
        }
        writtenPackets += packets;
        writtenBytes += length - headerLength;
        return true;
    }

    /** Writes what waits to be put together with more. */
    public void flush() {
        if (coalescer != null && !closed) {
            coalescer.flush();
        }
    }

    private void countRefusal(int errno, int packets) {
        switch (errno) {
            case LibC.EAGAIN, LibC.ENOBUFS -> full += packets;
            case LibC.EINVAL -> malformed += packets;
            default -> down += packets;
        }
    }

    /** What happened since the device was opened. */
    public TunStatistics statistics() {
        return new TunStatistics(
                readPackets,
                readBytes,
                segmenter.malformed(),
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
        if (registration != null && registration.isValid()) {
            registration.cancel();
        }
        try {
            descriptor.close();
        } catch (IOException _) {
            // It is gone all the same.
        }
    }
}

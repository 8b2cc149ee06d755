package net.skycoin.skywire.transport;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import net.skycoin.skywire.bytes.PacketBatch;
import org.jspecify.annotations.Nullable;

/**
 * A bound UDP socket on the event loop. Runs of packets of one size leave with one call
 * (UDP_SEGMENT) and such runs arrive with one call (UDP_GRO); a kernel that refuses either gets and
 * gives them one by one.
 *
 * <p>Netty's own datagram channels allocate for each packet, and lose the segment size; so only the
 * loop is theirs. Owned by the loop's thread; it closes its descriptor.
 */
final class UdpSocket implements EpollIoHandle {
    /** {@code -Dskywire.udp.segmentation=off}: as if the kernel refused UDP_SEGMENT. */
    static final String SEGMENTATION = "skywire.udp.segmentation";

    /** {@code -Dskywire.udp.coalescing=off}: as if the kernel refused UDP_GRO. */
    static final String COALESCING = "skywire.udp.coalescing";

    /** The kernel answers EMSGSIZE to more (64 KiB with all headers). */
    private static final int MAX_RUN_BYTES = 65_000;

    /** Calls for one wake-up of the loop, so that others get their turn. */
    private static final int READS_PER_ROUND = 16;

    // struct msghdr and struct iovec of 64-bit Linux: pointers and lengths of 8 bytes each.
    private static final int MSG_NAME = 0;
    private static final int MSG_NAMELEN = 8;
    private static final int MSG_IOV = 16;
    private static final int MSG_IOVLEN = 24;
    private static final int MSG_CONTROL = 32;
    private static final int MSG_CONTROLLEN = 40;
    private static final int SIZEOF_MSGHDR = 56;
    private static final int SIZEOF_IOVEC = 16;

    // struct cmsghdr: length 8, level 4, type 4; the data follow, aligned to 8.
    private static final int CMSG_LEVEL = 8;
    private static final int CMSG_TYPE = 12;
    private static final int CMSG_DATA = 16;
    private static final int CONTROL_LENGTH = 128;

    private static final int BUFFER = 1 << 16;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    /** What the socket's owner hears and counts; on the loop's thread. */
    interface Owner {
        /** Packets of one source. */
        void received(InetSocketAddress from, PacketBatch batch);

        void roundDone();

        void writable();

        /** {@code packets} packets were refused, or a read, with this error number. */
        void failed(int errno, int packets);
    }

    private final int fd;
    private final FileDescriptor descriptor;
    private final Owner owner;
    private final SocketCalls calls = new SocketCalls();
    private final SocketAddresses addresses = new SocketAddresses();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment message;
    private final MemorySegment name;
    private final MemorySegment bytes;
    private final MemorySegment control;
    private final PacketBatch arrived = new PacketBatch();
    private @Nullable InetSocketAddress source;
    private @Nullable IoRegistration registration;
    private boolean segmenting;
    private boolean full;
    private boolean closed;
    private int segmentSize;
    private long kernelDrops;

    /** Takes the descriptor over, which has to be in non-blocking mode. */
    UdpSocket(int fd, Owner owner) {
        this.fd = fd;
        this.owner = owner;
        descriptor = new FileDescriptor(fd);
        message = arena.allocate(SIZEOF_MSGHDR, 8);
        name = arena.allocate(SocketAddresses.MAX_LENGTH, 8);
        bytes = arena.allocate(BUFFER, 64);
        control = arena.allocate(CONTROL_LENGTH, 8);
        MemorySegment vector = arena.allocate(SIZEOF_IOVEC, 8);
        vector.set(LONG, 0, bytes.address());
        vector.set(LONG, 8, BUFFER);
        message.set(LONG, MSG_NAME, name.address());
        message.set(LONG, MSG_IOV, vector.address());
        message.set(LONG, MSG_IOVLEN, 1);
        message.set(LONG, MSG_CONTROL, control.address());
        segmenting =
                !isOff(SEGMENTATION)
                        && calls.setOption(fd, SocketCalls.SOL_UDP, SocketCalls.UDP_SEGMENT, 0)
                                == 0;
        if (!isOff(COALESCING)) {
            calls.setOption(fd, SocketCalls.SOL_UDP, SocketCalls.UDP_GRO, 1);
        }
        calls.setOption(fd, SocketCalls.SOL_SOCKET, SocketCalls.SO_RXQ_OVFL, 1);
    }

    private static boolean isOff(String property) {
        return "off".equals(System.getProperty(property));
    }

    /** Begins to receive; from any thread but the loop's. */
    void register(IoEventLoop loop) {
        registration = loop.register(this).syncUninterruptibly().getNow();
        want(EpollIoOps.EPOLLIN);
    }

    private void want(EpollIoOps operations) {
        IoRegistration to = registration;
        if (to != null) {
            to.submit(operations);
        }
    }

    /** Datagrams that the kernel dropped because the socket's queue was full. */
    long kernelDrops() {
        return kernelDrops;
    }

    // ---- out

    /** As {@link Transport#send}. */
    int send(InetSocketAddress to, PacketBatch batch) {
        MemorySegment target = addresses.kernelForm(to);
        int first = 0;
        while (first < batch.count()) {
            int count = segmenting ? run(batch, first) : 1;
            long result = send(target, batch, first, count);
            if (result == -Errno.EAGAIN) {
                full = true;
                want(EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT));
                return first;
            }
            if (result < 0 && count > 1 && isRefusalToSegment((int) -result)) {
                // Older kernels refuse on interfaces that do not compute checksums.
                segmenting = false;
                setSegmentSize(0);
                continue;
            }
            if (result < 0) {
                owner.failed((int) -result, count);
            }
            first += count;
        }
        return first;
    }

    private static boolean isRefusalToSegment(int errno) {
        return errno == Errno.EIO || errno == Errno.EINVAL || errno == Errno.EOPNOTSUPP;
    }

    /** How many packets from {@code first} on have its length; the last of them may be shorter. */
    private static int run(PacketBatch batch, int first) {
        int length = batch.length(first);
        int bytes = length;
        int end = first + 1;
        while (end < batch.count()) {
            int next = batch.length(end);
            bytes += next;
            if (next > length || bytes > MAX_RUN_BYTES) {
                break;
            }
            end++;
            if (next < length) {
                break;
            }
        }
        return end - first;
    }

    private long send(MemorySegment to, PacketBatch batch, int first, int count) {
        setSegmentSize(count == 1 ? 0 : batch.length(first));
        int offset = batch.offset(first);
        int last = first + count - 1;
        int length = batch.offset(last) + batch.length(last) - offset;
        return calls.send(fd, batch.array(), offset, length, to);
    }

    /** The size stays with the socket: it is set where it changes. */
    private void setSegmentSize(int size) {
        if (size != segmentSize) {
            segmentSize = size;
            calls.setOption(fd, SocketCalls.SOL_UDP, SocketCalls.UDP_SEGMENT, size);
        }
    }

    // ---- in

    @Override
    public void handle(IoRegistration from, IoEvent event) {
        EpollIoOps ready = ((EpollIoEvent) event).ops();
        if (!closed && full && ready.contains(EpollIoOps.EPOLLOUT)) {
            full = false;
            want(EpollIoOps.EPOLLIN);
            owner.writable();
        }
        if (!closed && ready.contains(EpollIoOps.EPOLLIN)) {
            readAll();
        }
    }

    private void readAll() {
        try {
            for (int i = 0; i < READS_PER_ROUND && !closed; i++) {
                message.set(INT, MSG_NAMELEN, SocketAddresses.MAX_LENGTH);
                message.set(LONG, MSG_CONTROLLEN, CONTROL_LENGTH);
                long length = calls.receive(fd, message);
                if (length < 0) {
                    if (length != -Errno.EAGAIN && length != -Errno.EINTR) {
                        owner.failed((int) -length, 0);
                    }
                    break;
                }
                take((int) length);
            }
            deliver();
        } finally {
            arrived.clear();
        }
        if (!closed) {
            owner.roundDone();
        }
    }

    private void take(int length) {
        int segment = readControl(length);
        InetSocketAddress from = addresses.javaForm(name);
        if (!from.equals(source)) {
            deliver();
            source = from;
        }
        for (int at = 0; at < length || (length == 0 && at == 0); at += Math.max(1, segment)) {
            int packet = Math.min(segment, length - at);
            if (!arrived.hasRoomFor(packet)) {
                deliver();
            }
            MemorySegment.copy(bytes, JAVA_BYTE, at, arrived.array(), arrived.end(), packet);
            arrived.append(packet);
        }
    }

    /** Reads the ancillary data; the size of the segments that the kernel put together. */
    private int readControl(int length) {
        int segment = length;
        long end = message.get(LONG, MSG_CONTROLLEN);
        long at = 0;
        while (at + CMSG_DATA + Integer.BYTES <= end) {
            long size = control.get(LONG, at);
            int level = control.get(INT, at + CMSG_LEVEL);
            int type = control.get(INT, at + CMSG_TYPE);
            int value = control.get(INT, at + CMSG_DATA);
            if (level == SocketCalls.SOL_UDP && type == SocketCalls.UDP_GRO && value > 0) {
                segment = value;
            } else if (level == SocketCalls.SOL_SOCKET && type == SocketCalls.SO_RXQ_OVFL) {
                kernelDrops = Integer.toUnsignedLong(value);
            }
            at += Math.max(CMSG_DATA, (size + 7) & -8);
        }
        return segment;
    }

    private void deliver() {
        InetSocketAddress from = source;
        if (from != null && !arrived.isEmpty() && !closed) {
            owner.received(from, arrived);
        }
        arrived.clear();
    }

    // ---- the end

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    /** Called by Netty, too, when the loop ends. */
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
        arena.close();
    }
}

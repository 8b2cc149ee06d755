package net.skycoin.skywire.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import net.skycoin.skywire.bytes.PacketBatch;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams over UDP: at most one socket per address family, in batches with segmentation and
 * receive offload ({@link UdpSocket}), never fragmented by IP.
 */
public final class UdpTransport implements Transport {
    /** The transport's name. */
    public static final String NAME = "udp";

    /** IP and UDP headers without options (RFC 791, RFC 8200, RFC 768). */
    private static final int IPV4_OVERHEAD = 20 + 8;

    private static final int IPV6_OVERHEAD = 40 + 8;

    /** The MTU of ethernet, and of nearly every path; larger ones are not tried. */
    private static final int PATH_MTU = 1500;

    private final EventLoop loop;
    private final TransportSettings settings;
    private final TransportHandler handler;
    private volatile @Nullable UdpSocket ipv4;
    private volatile @Nullable UdpSocket ipv6;

    private long receivedPackets;
    private long receivedBytes;
    private long sentPackets;
    private long sentBytes;
    private long blocked;
    private long tooLarge;
    private long unreachable;
    private long refused;
    private long noBuffers;
    private long otherErrors;

    /** A transport without sockets on {@code loop}, an epoll event loop. */
    public UdpTransport(EventLoop loop, TransportSettings settings, TransportHandler handler) {
        this.loop = loop;
        this.settings = settings;
        this.handler = handler;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public InetSocketAddress listen(InetSocketAddress local) throws TransportException {
        boolean six = local.getAddress() instanceof Inet6Address;
        if ((six ? ipv6 : ipv4) != null) {
            throw new TransportException(
                    TransportException.Reason.IN_USE,
                    "UDP listens already on one "
                            + (six ? "IPv6" : "IPv4")
                            + " address: keep one per address family under \"listen\", such as "
                            + (six ? "::" : "0.0.0.0")
                            + ".");
        }
        EpollDatagramChannel channel = SocketOpening.open(loop, settings, local);
        try {
            InetSocketAddress bound = channel.localAddress();
            UdpSocket socket = new UdpSocket(SocketOpening.descriptor(channel), new Events());
            if (six) {
                ipv6 = socket;
            } else {
                ipv4 = socket;
            }
            socket.register((IoEventLoop) loop);
            return bound;
        } finally {
            // The socket lives on by its second descriptor.
            channel.close().awaitUninterruptibly();
        }
    }

    @Override
    public @Nullable InetSocketAddress prepareToDial(InetAddress like) throws TransportException {
        boolean six = like instanceof Inet6Address;
        if ((six ? ipv6 : ipv4) != null) {
            return null;
        }
        return listen(new InetSocketAddress(InetAddress.ofLiteral(six ? "::" : "0.0.0.0"), 0));
    }

    @Override
    public int send(InetSocketAddress to, PacketBatch batch) {
        UdpSocket socket = to.getAddress() instanceof Inet4Address ? ipv4 : ipv6;
        if (socket == null) {
            unreachable += batch.count();
            return batch.count();
        }
        int taken = socket.send(to, batch);
        sentPackets += taken;
        for (int i = 0; i < taken; i++) {
            sentBytes += batch.length(i);
        }
        blocked += taken < batch.count() ? 1 : 0;
        return taken;
    }

    @Override
    public int largestDatagram(InetSocketAddress to) {
        return PATH_MTU - (to.getAddress() instanceof Inet4Address ? IPV4_OVERHEAD : IPV6_OVERHEAD);
    }

    @Override
    public TransportStatistics statistics() {
        return new TransportStatistics(
                receivedPackets,
                receivedBytes,
                sentPackets,
                sentBytes,
                blocked,
                tooLarge,
                unreachable,
                refused,
                noBuffers,
                otherErrors,
                drops(ipv4) + drops(ipv6));
    }

    private static long drops(@Nullable UdpSocket socket) {
        return socket == null ? 0 : socket.kernelDrops();
    }

    @Override
    public void close() {
        loop.submit(
                        () -> {
                            close(ipv4);
                            close(ipv6);
                        })
                .awaitUninterruptibly();
    }

    private static void close(@Nullable UdpSocket socket) {
        if (socket != null) {
            socket.close();
        }
    }

    /** One socket's events and counts. */
    private final class Events implements UdpSocket.Owner {
        @Override
        public void received(InetSocketAddress from, PacketBatch batch) {
            receivedPackets += batch.count();
            receivedBytes += batch.bytes();
            handler.received(from, batch);
        }

        @Override
        public void roundDone() {
            handler.roundDone();
        }

        @Override
        public void writable() {
            handler.writable();
        }

        @Override
        public void failed(int errno, int packets) {
            int count = Math.max(1, packets);
            switch (errno) {
                case Errno.EMSGSIZE -> tooLarge += count;
                case Errno.ENETUNREACH, Errno.EHOSTUNREACH -> unreachable += count;
                case Errno.EPERM, Errno.EACCES -> refused += count;
                case Errno.ENOBUFS, Errno.ENOMEM -> noBuffers += count;
                default -> otherErrors += count;
            }
        }
    }
}

package net.skycoin.skywire.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import net.skycoin.skywire.bytes.PacketBatch;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams over UDP: at most one socket per address family, batches by {@code sendmmsg} and {@code
 * recvmmsg}, never fragmented by IP.
 *
 * <p>A batch is taken whole or not at all. What the socket does not take at once stays in Netty's
 * queue, never more than one batch; until that is gone the transport is blocked.
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
    private volatile @Nullable Socket ipv4;
    private volatile @Nullable Socket ipv6;

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
        Socket socket = new Socket();
        EpollDatagramChannel channel = SocketOpening.open(loop, settings, local, socket);
        socket.channel = channel;
        if (six) {
            ipv6 = socket;
        } else {
            ipv4 = socket;
        }
        return channel.localAddress();
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
        Socket socket = to.getAddress() instanceof Inet4Address ? ipv4 : ipv6;
        if (socket == null) {
            unreachable += batch.count();
            return batch.count();
        }
        return socket.send(to, batch);
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
                otherErrors);
    }

    @Override
    public void close() {
        close(ipv4);
        close(ipv6);
        // Netty finishes closing in a later task: the loop may be ended as soon as we return.
        loop.submit(() -> {}).awaitUninterruptibly();
    }

    private static void close(@Nullable Socket socket) {
        if (socket != null && socket.channel != null) {
            socket.channel.close().awaitUninterruptibly();
        }
    }

    private void count(IOException error) {
        switch (Errno.of(error)) {
            case Errno.EMSGSIZE -> tooLarge++;
            case Errno.ENETUNREACH, Errno.EHOSTUNREACH -> unreachable++;
            case Errno.EPERM, Errno.EACCES -> refused++;
            case Errno.ENOBUFS, Errno.ENOMEM -> noBuffers++;
            default -> otherErrors++;
        }
    }

    /** One socket: sends batches, and gathers what a read brought into batches of one source. */
    private final class Socket extends ChannelInboundHandlerAdapter {
        private final PacketBatch arrived = new PacketBatch();
        private @Nullable InetSocketAddress source;
        private boolean heldBack;
        private volatile @Nullable EpollDatagramChannel channel;

        int send(InetSocketAddress to, PacketBatch batch) {
            EpollDatagramChannel channel = this.channel;
            int count = batch.count();
            if (channel == null || !channel.isActive()) {
                unreachable += count;
                return count;
            }
            if (!channel.isWritable()) {
                heldBack = true;
                blocked++;
                return 0;
            }
            write(channel, to, batch);
            sentPackets += count;
            sentBytes += batch.bytes();
            return count;
        }

        // The void promise reports failures to exceptionCaught.
        @SuppressWarnings("FutureReturnValueIgnored")
        private static void write(
                EpollDatagramChannel channel, InetSocketAddress to, PacketBatch batch) {
            ByteBuf bytes = channel.alloc().directBuffer(batch.bytes());
            bytes.writeBytes(batch.array(), PacketBatch.HEADROOM, batch.bytes());
            for (int i = 0; i < batch.count(); i++) {
                ByteBuf packet = bytes.readRetainedSlice(batch.length(i));
                channel.write(new DatagramPacket(packet, to), channel.voidPromise());
            }
            bytes.release();
            channel.flush();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            DatagramPacket packet = (DatagramPacket) message;
            try {
                add(packet.sender(), packet.content());
            } finally {
                packet.release();
            }
        }

        private void add(InetSocketAddress from, ByteBuf content) {
            int length = content.readableBytes();
            if (!from.equals(source) || !arrived.hasRoomFor(length)) {
                deliver();
                source = from;
            }
            content.readBytes(arrived.array(), arrived.end(), length);
            arrived.append(length);
        }

        private void deliver() {
            if (source != null && !arrived.isEmpty()) {
                receivedPackets += arrived.count();
                receivedBytes += arrived.bytes();
                handler.received(source, arrived);
            }
            arrived.clear();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            deliver();
            handler.roundDone();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (heldBack && context.channel().isWritable()) {
                heldBack = false;
                handler.writable();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof IOException error) {
                count(error);
                return;
            }
            // A fault of the handler's, which Netty would only log.
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, cause);
        }
    }
}

package net.skycoin.skywire.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Sends and hears beacons: IPv6 multicast that stays on the link, on every interface that is
 * wanted, also those that come later. On the event loop, but for the look at the interfaces.
 */
public final class BeaconSocket implements AutoCloseable {
    /** Where beacons go; our choice in the range of dynamic addresses (RFC 4291, section 2.7). */
    public static final String GROUP = "ff12::534b";

    /** Our choice, beside that of links. */
    public static final int PORT = 7374;

    private static final int LARGEST = 512;
    private static final long LOOK_MS = 1_000;

    private final EventLoop loop;
    private final EpollDatagramChannel channel;
    private final Predicate<NetworkInterface> wanted;
    private final ScheduledFuture<?> looking;
    private final Map<Integer, InetSocketAddress> groups = new HashMap<>();

    private BeaconSocket(
            EventLoop loop,
            EpollDatagramChannel channel,
            Predicate<NetworkInterface> wanted,
            ScheduledExecutorService slow) {
        this.loop = loop;
        this.channel = channel;
        this.wanted = wanted;
        looking = slow.scheduleWithFixedDelay(this::look, 0, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    /**
     * Opens the port; from another thread than the loop's.
     *
     * @param wanted which interfaces; asked on {@code slow}
     * @param slow a thread that may wait for the system
     * @param heard told the sender and the bytes, on the loop
     */
    public static BeaconSocket open(
            EventLoop loop,
            TransportSettings settings,
            Predicate<NetworkInterface> wanted,
            ScheduledExecutorService slow,
            BiConsumer<InetAddress, byte[]> heard)
            throws TransportException {
        InetSocketAddress local = new InetSocketAddress(InetAddress.ofLiteral("::"), PORT);
        SocketFailure failure = new SocketFailure("UDP", local);
        EpollDatagramChannel channel;
        try {
            channel = new EpollDatagramChannel(SocketProtocolFamily.INET6);
        } catch (ChannelException e) {
            throw failure.other(e);
        }
        try {
            channel.config().setOption(SocketOpening.IPV6_V6ONLY, 1);
            channel.config().setReuseAddress(true);
            SocketOpening.markAndBind(channel.config(), settings);
        } catch (ChannelException e) {
            channel.unsafe().closeForcibly();
            throw failure.noPermission(e);
        }
        channel.pipeline().addLast(new Hearing(heard));
        loop.register(channel).syncUninterruptibly();
        ChannelFuture bound = channel.bind(local).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            channel.close().awaitUninterruptibly();
            throw failure.ofBinding(bound.cause());
        }
        return new BeaconSocket(loop, channel, wanted, slow);
    }

    private void look() {
        try {
            List<NetworkInterface> now =
                    NetworkInterface.networkInterfaces()
                            .filter(BeaconSocket::isLocalNetwork)
                            .filter(wanted)
                            .toList();
            loop.execute(() -> join(now));
        } catch (SocketException _) {
            // No list this time; the next one counts.
        }
    }

    private static boolean isLocalNetwork(NetworkInterface one) {
        try {
            return one.isUp()
                    && one.supportsMulticast()
                    && !one.isLoopback()
                    && !one.isPointToPoint()
                    && one.inetAddresses()
                            .anyMatch(a -> a instanceof Inet6Address && a.isLinkLocalAddress());
        } catch (SocketException _) {
            return false;
        }
    }

    private void join(List<NetworkInterface> now) {
        groups.keySet().retainAll(now.stream().map(NetworkInterface::getIndex).toList());
        for (NetworkInterface one : now) {
            if (!groups.containsKey(one.getIndex())) {
                try {
                    byte[] group = InetAddress.ofLiteral(GROUP).getAddress();
                    InetAddress there = Inet6Address.getByAddress(null, group, one.getIndex());
                    groups.put(one.getIndex(), new InetSocketAddress(there, PORT));
                    var _ = channel.joinGroup(there, one, null);
                } catch (UnknownHostException e) {
                    throw new IllegalStateException("16 bytes are always an IPv6 address", e);
                }
            }
        }
    }

    /** Sends a beacon on all interfaces; on the loop. */
    public void send(byte[] beacon) {
        for (InetSocketAddress group : groups.values()) {
            var _ = channel.writeAndFlush(new DatagramPacket(Unpooled.copiedBuffer(beacon), group));
        }
    }

    @Override
    public void close() {
        looking.cancel(false);
        channel.close().awaitUninterruptibly();
    }

    private static final class Hearing extends SimpleChannelInboundHandler<DatagramPacket> {
        private final BiConsumer<InetAddress, byte[]> heard;

        Hearing(BiConsumer<InetAddress, byte[]> heard) {
            this.heard = heard;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            ByteBuf content = packet.content();
            if (content.readableBytes() <= LARGEST) {
                byte[] bytes = new byte[content.readableBytes()];
                content.readBytes(bytes);
                heard.accept(packet.sender().getAddress(), bytes);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (!(cause instanceof IOException)) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, cause);
            }
        }
    }
}

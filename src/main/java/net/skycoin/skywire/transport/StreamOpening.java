package net.skycoin.skywire.transport;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollSocketChannelConfig;
import io.netty.channel.socket.SocketProtocolFamily;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Opens the sockets of stream transports, marked and bound as {@link TransportSettings} says. */
final class StreamOpening {
    /**
     * What the kernel takes before the network does: a few milliseconds of a fast link. More would
     * only be older when it arrives.
     */
    static final long UNSENT_BYTES = 64 << 10;

    private static final int CONNECT_MS = 5_000;

    /** When data that nobody acknowledges ends the connection (RFC 5482). */
    private static final int USER_TIMEOUT_MS = 10_000;

    private static final int BACKLOG = 256;

    private StreamOpening() {}

    static EpollServerSocketChannel listen(
            EventLoop loop,
            TransportSettings settings,
            String transport,
            InetSocketAddress local,
            ChannelHandler handler)
            throws TransportException {
        SocketFailure failure = new SocketFailure(transport.toUpperCase(Locale.ROOT), local);
        failure.requireDevice(settings);
        boolean six = local.getAddress() instanceof Inet6Address;
        EpollServerSocketChannel channel;
        try {
            channel = new EpollServerSocketChannel(family(six));
        } catch (ChannelException e) {
            throw failure.other(e);
        }
        try {
            // What is accepted inherits mark and device.
            SocketOpening.markAndBind(channel.config(), settings);
            channel.config().setBacklog(BACKLOG);
            if (six) {
                channel.config().setOption(SocketOpening.IPV6_V6ONLY, 1);
            }
        } catch (ChannelException e) {
            channel.unsafe().closeForcibly();
            throw failure.noPermission(e);
        }
        channel.pipeline().addLast(handler);
        loop.register(channel).syncUninterruptibly();
        ChannelFuture bound = channel.bind(local).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            channel.close().awaitUninterruptibly();
            throw failure.ofBinding(bound.cause());
        }
        return channel;
    }

    /** A socket to connect with; null when there are no rights or descriptors for one. */
    static @Nullable EpollSocketChannel connecting(
            TransportSettings settings, InetSocketAddress to) {
        EpollSocketChannel channel;
        try {
            channel = new EpollSocketChannel(family(to.getAddress() instanceof Inet6Address));
        } catch (ChannelException _) {
            return null;
        }
        try {
            SocketOpening.markAndBind(channel.config(), settings);
            configure(channel.config());
            return channel;
        } catch (ChannelException _) {
            // Unmarked it must not speak.
            channel.unsafe().closeForcibly();
            return null;
        }
    }

    static void configure(EpollSocketChannelConfig config) {
        config.setTcpNoDelay(true);
        config.setConnectTimeoutMillis(CONNECT_MS);
        config.setOption(EpollChannelOption.TCP_USER_TIMEOUT, USER_TIMEOUT_MS);
        config.setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_BYTES);
        // Anything that is left over after a flush means that the socket is full.
        config.setWriteBufferWaterMark(new WriteBufferWaterMark(1, 1));
    }

    private static SocketProtocolFamily family(boolean six) {
        return six ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
    }
}

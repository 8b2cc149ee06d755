package net.skycoin.skywire.transport;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDatagramChannelConfig;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.skycoin.skywire.bytes.PacketBatch;

/** Opens a UDP socket as links need it, or says in words why it cannot be opened. */
final class SocketOpening {
    /** Room for a datagram of a 1,500-byte path; what is longer arrives cut and fails to open. */
    private static final int LARGEST_DATAGRAM = 2048;

    // asm-generic/socket.h, linux/in.h and linux/in6.h.
    private static final int SOL_SOCKET = 1;
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;

    /**
     * Sets the don't-fragment bit and ignores what the kernel believes of the path: the link probes
     * the path itself (RFC 8899).
     */
    private static final int PMTUDISC_PROBE = 3;

    static final IntegerUnixChannelOption IP_MTU_DISCOVER =
            option("IP_MTU_DISCOVER", IPPROTO_IP, 10);
    static final IntegerUnixChannelOption IPV6_MTU_DISCOVER =
            option("IPV6_MTU_DISCOVER", IPPROTO_IPV6, 23);
    static final IntegerUnixChannelOption IPV6_V6ONLY = option("IPV6_V6ONLY", IPPROTO_IPV6, 26);
    static final IntegerUnixChannelOption SO_MARK = option("SO_MARK", SOL_SOCKET, 36);
    private static final IntegerUnixChannelOption SO_SNDBUFFORCE =
            option("SO_SNDBUFFORCE", SOL_SOCKET, 32);
    private static final IntegerUnixChannelOption SO_RCVBUFFORCE =
            option("SO_RCVBUFFORCE", SOL_SOCKET, 33);
    private static final int SO_BINDTODEVICE = 25;

    private SocketOpening() {}

    private static IntegerUnixChannelOption option(String name, int level, int number) {
        return new IntegerUnixChannelOption("skywire." + name, level, number);
    }

    static EpollDatagramChannel open(
            EventLoop loop,
            TransportSettings settings,
            InetSocketAddress local,
            ChannelHandler handler)
            throws TransportException {
        SocketFailure failure = new SocketFailure("UDP", local);
        failure.requireDevice(settings);
        EpollDatagramChannel channel = create(settings, local, failure);
        channel.pipeline().addLast(handler);
        loop.register(channel).syncUninterruptibly();
        ChannelFuture bound = channel.bind(local).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            channel.close().awaitUninterruptibly();
            throw failure.ofBinding(bound.cause());
        }
        return channel;
    }

    private static EpollDatagramChannel create(
            TransportSettings settings, InetSocketAddress local, SocketFailure failure)
            throws TransportException {
        boolean ipv6 = local.getAddress() instanceof Inet6Address;
        EpollDatagramChannel channel;
        try {
            channel =
                    new EpollDatagramChannel(
                            ipv6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET);
        } catch (ChannelException e) {
            throw failure.other(e);
        }
        try {
            configure(channel.config(), settings, ipv6);
        } catch (ChannelException e) {
            // Netty keeps the error number to itself; of our options only mark and device can be
            // refused, for lack of rights.
            channel.unsafe().closeForcibly();
            throw failure.noPermission(e);
        }
        return channel;
    }

    private static void configure(
            EpollDatagramChannelConfig config, TransportSettings settings, boolean ipv6) {
        if (ipv6) {
            config.setOption(IPV6_V6ONLY, 1);
            config.setOption(IPV6_MTU_DISCOVER, PMTUDISC_PROBE);
        } else {
            config.setOption(IP_MTU_DISCOVER, PMTUDISC_PROBE);
        }
        markAndBind(config, settings);
        enlarge(config, SO_RCVBUFFORCE, ChannelOption.SO_RCVBUF, settings.receiveBufferBytes());
        enlarge(config, SO_SNDBUFFORCE, ChannelOption.SO_SNDBUF, settings.sendBufferBytes());
        // One recvmmsg takes a whole batch.
        config.setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, LARGEST_DATAGRAM);
        config.setRecvByteBufAllocator(
                new FixedRecvByteBufAllocator(PacketBatch.MAX_PACKETS * LARGEST_DATAGRAM)
                        .maxMessagesPerRead(PacketBatch.MAX_PACKETS));
        config.setMaxMessagesPerWrite(Integer.MAX_VALUE);
        // Anything that is left over after a flush means that the socket is full.
        config.setWriteBufferWaterMark(new WriteBufferWaterMark(1, 1));
    }

    /** What makes the kill switch let the socket's packets pass; throws where rights lack. */
    static void markAndBind(ChannelConfig config, TransportSettings settings) {
        if (settings.mark() != 0) {
            config.setOption(SO_MARK, settings.mark());
        }
        settings.device().ifPresent(device -> bindToDevice(config, device));
    }

    private static void bindToDevice(ChannelConfig config, String device) {
        byte[] name = device.getBytes(StandardCharsets.US_ASCII);
        config.setOption(
                new RawUnixChannelOption(
                        "skywire.SO_BINDTODEVICE." + name.length,
                        SOL_SOCKET,
                        SO_BINDTODEVICE,
                        name.length),
                ByteBuffer.wrap(name));
    }

    /** The plain option is cut by the kernel at net.core.rmem_max; the force needs a capability. */
    private static void enlarge(
            EpollDatagramChannelConfig config,
            IntegerUnixChannelOption force,
            ChannelOption<Integer> plain,
            int bytes) {
        try {
            config.setOption(force, bytes);
        } catch (ChannelException e) {
            config.setOption(plain, bytes);
        }
    }
}

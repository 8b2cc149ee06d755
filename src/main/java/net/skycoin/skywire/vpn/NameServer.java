package net.skycoin.skywire.vpn;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Function;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.identity.NodeAddress;
import net.skycoin.skywire.identity.NodeName;
import net.skycoin.skywire.wire.DnsQuestion;
import org.jspecify.annotations.Nullable;

/**
 * Answers for the names of nodes, on a loopback port: dnsmasq, or the machine's own resolver, sends
 * it what ends in {@code .skywire}. A name is a key, so nothing is looked up; every other name of
 * the domain does not exist. On the engine's loop.
 */
public final class NameServer implements AutoCloseable {
    private final Channel channel;

    private NameServer(Channel channel) {
        this.channel = channel;
    }

    /**
     * Opens the port; from another thread than the loop's.
     *
     * @param remember told each key that was asked for; answers its address
     * @throws IOException with a sentence when the port cannot be had
     */
    public static NameServer open(
            EventLoop loop, int port, Function<PublicKey, NodeAddress> remember)
            throws IOException {
        EpollDatagramChannel channel = new EpollDatagramChannel();
        channel.pipeline().addLast(new Answers(remember));
        loop.register(channel).syncUninterruptibly();
        ChannelFuture bound =
                channel.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port))
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            channel.close().awaitUninterruptibly();
            throw new BindException(
                    "The names of the mesh cannot be served at 127.0.0.1:"
                            + port
                            + ": stop the other program there, or choose another mesh.dnsPort.");
        }
        return new NameServer(channel);
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
    }

    /** What is to be answered; null for nothing. */
    static byte @Nullable [] answer(byte[] query, Function<PublicKey, NodeAddress> remember) {
        DnsQuestion question = DnsQuestion.parse(query);
        if (question == null) {
            return null;
        }
        if (question.name().equals(NodeName.DOMAIN)) {
            return question.nothing();
        }
        PublicKey key = NodeName.parse(question.name());
        if (key == null) {
            return question.nameError();
        }
        return question.type() == DnsQuestion.AAAA || question.type() == DnsQuestion.ANY
                ? question.address(remember.apply(key).toBytes(), MeshNames.TTL_SECONDS)
                : question.nothing();
    }

    private static final class Answers extends SimpleChannelInboundHandler<DatagramPacket> {
        private final Function<PublicKey, NodeAddress> remember;

        Answers(Function<PublicKey, NodeAddress> remember) {
            this.remember = remember;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            ByteBuf content = packet.content();
            byte[] query = new byte[content.readableBytes()];
            content.readBytes(query);
            byte[] answer = answer(query, remember);
            if (answer != null) {
                var _ =
                        context.writeAndFlush(
                                new DatagramPacket(
                                        Unpooled.wrappedBuffer(answer), packet.sender()));
            }
        }
    }
}

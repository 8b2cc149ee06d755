package net.skycoin.skywire.lab;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the lab's own tests supervise: says READY=1, feeds its watchdog, and prints what rights it
 * finds itself with.
 */
final class StandInDaemon {
    /** The command that runs it inside a node. */
    static final List<String> COMMAND =
            List.of(
                    Namespace.JDK_INSIDE + "/bin/java",
                    "-XX:+UseSerialGC",
                    "-Xmx32m",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Djava.io.tmpdir=/run/lab/tmp",
                    "-cp",
                    "/run/lab/java/test-classes:/run/lab/java/skywire.jar:/run/lab/java/lib/*",
                    StandInDaemon.class.getName());

    private StandInDaemon() {}

    static void main(String[] arguments) throws Exception {
        try (RandomAccessFile tun = new RandomAccessFile("/dev/net/tun", "rw")) {
            System.out.println("tun opened " + tun.getFD().valid());
        }
        Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.matches("(Cap|Uid|NoNewPrivs).*"))
                .forEach(System.out::println);
        Files.writeString(Path.of("/var/lib/skywire/written"), "here");
        Channel supervisor = connect(System.getenv("NOTIFY_SOCKET"));
        say(supervisor, "READY=1\nSTATUS=standing in");
        long period = Long.parseLong(System.getenv("WATCHDOG_USEC")) / 4_000;
        while (!Thread.interrupted()) {
            Thread.sleep(period);
            say(supervisor, "WATCHDOG=1");
        }
    }

    private static Channel connect(String socket) {
        return new Bootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
                .channel(EpollDomainDatagramChannel.class)
                .handler(new Deaf())
                .connect(new DomainSocketAddress(socket))
                .syncUninterruptibly()
                .channel();
    }

    private static void say(Channel supervisor, String text) {
        supervisor
                .writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8))
                .syncUninterruptibly();
    }

    private static final class Deaf extends SimpleChannelInboundHandler<DomainDatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
            // The supervisor never answers.
        }
    }
}

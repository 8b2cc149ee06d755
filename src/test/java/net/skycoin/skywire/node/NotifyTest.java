package net.skycoin.skywire.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class NotifyTest {
    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    @TempDir Path directory;

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** A service manager: a datagram socket that keeps what it is told. */
    private Channel listen(String path) {
        return new Bootstrap()
                .group(loop)
                .channel(EpollDomainDatagramChannel.class)
                .handler(
                        new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                            @Override
                            protected void channelRead0(
                                    ChannelHandlerContext context, DomainDatagramPacket packet) {
                                received.add(packet.content().toString(StandardCharsets.UTF_8));
                            }
                        })
                .bind(new DomainSocketAddress(path))
                .syncUninterruptibly()
                .channel();
    }

    private void assertTold(String notifySocket) throws InterruptedException {
        try (Notify notify = Notify.open(Map.of("NOTIFY_SOCKET", notifySocket), loop)) {
            notify.status("two\nlines");
            notify.ready();
            notify.watchdog();
            notify.stopping();
        }
        assertEquals("STATUS=two lines", received.poll(5, TimeUnit.SECONDS));
        assertEquals("READY=1", received.poll(5, TimeUnit.SECONDS));
        assertEquals("WATCHDOG=1", received.poll(5, TimeUnit.SECONDS));
        assertEquals("STOPPING=1", received.poll(5, TimeUnit.SECONDS));
    }

    @Test
    void tellsASocketInTheFileSystem() throws Exception {
        String path = directory.resolve("notify").toString();
        listen(path);
        assertTold(path);
    }

    @Test
    void tellsASocketInTheAbstractNamespace() throws Exception {
        String name = "skywire-test-" + ProcessHandle.current().pid();
        listen("\0" + name);
        assertTold("@" + name);
    }

    @Test
    void doesNothingWithoutAServiceManagerOrWithADeadOne() {
        for (Map<String, String> environment :
                List.of(
                        Map.<String, String>of(),
                        Map.of("NOTIFY_SOCKET", directory.resolve("none").toString()))) {
            try (Notify notify = Notify.open(environment, loop)) {
                notify.ready();
                assertTrue(notify.watchdogNs().isEmpty());
            }
        }
    }

    @Test
    void feedsTheWatchdogOnlyWhenItIsOurs() {
        long pid = ProcessHandle.current().pid();
        assertEquals(OptionalLong.of(30_000_000_000L), watchdog("30000000", "" + pid));
        assertEquals(OptionalLong.of(1_000), watchdog("1", ""));
        assertEquals(OptionalLong.empty(), watchdog("30000000", "1"));
        assertEquals(OptionalLong.empty(), watchdog("0", ""));
        assertEquals(OptionalLong.empty(), watchdog("soon", ""));
    }

    private OptionalLong watchdog(String periodUs, String pid) {
        Map<String, String> environment = Map.of("WATCHDOG_USEC", periodUs, "WATCHDOG_PID", pid);
        try (Notify notify = Notify.open(environment, loop)) {
            return notify.watchdogNs();
        }
    }
}

package net.skycoin.skywire.node;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * Tells the service manager how the daemon is, as sd_notify(3) does: datagrams of assignments to
 * the socket that NOTIFY_SOCKET names. Without a service manager it does nothing. Any thread may
 * call; nothing here blocks but {@link #open} and {@link #close}.
 */
public final class Notify implements AutoCloseable {
    private static final long CLOSE_LIMIT_MS = 1_000;

    private final @Nullable Channel channel;
    private final OptionalLong watchdogNs;
    private @Nullable ChannelFuture last;

    private Notify(@Nullable Channel channel, OptionalLong watchdogNs) {
        this.channel = channel;
        this.watchdogNs = watchdogNs;
    }

    /**
     * Opens the way to the service manager.
     *
     * @param environment the process's
     * @param loop of epoll; not the calling thread's
     */
    public static Notify open(Map<String, String> environment, EventLoopGroup loop) {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        return new Notify(
                socket.isEmpty() ? null : connect(socket, loop), watchdogPeriodNs(environment));
    }

    /** A leading '@' stands for the zero byte of the abstract namespace (unix(7)). */
    private static @Nullable Channel connect(String socket, EventLoopGroup loop) {
        String path = socket.startsWith("@") ? "\0" + socket.substring(1) : socket;
        ChannelFuture connected =
                new Bootstrap()
                        .group(loop)
                        .channel(EpollDomainDatagramChannel.class)
                        .handler(new ChannelInboundHandlerAdapter())
                        .connect(new DomainSocketAddress(path))
                        .awaitUninterruptibly();
        if (!connected.isSuccess()) {
            Logger.warn("the service manager is not told: NOTIFY_SOCKET {} is dead", socket);
            return null;
        }
        return connected.channel();
    }

    /** WATCHDOG_USEC, when it is meant for this process (sd_watchdog_enabled(3)). */
    private static OptionalLong watchdogPeriodNs(Map<String, String> environment) {
        String pid = environment.getOrDefault("WATCHDOG_PID", "");
        try {
            long periodUs = Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0"));
            boolean ours = pid.isEmpty() || Long.parseLong(pid) == ProcessHandle.current().pid();
            return ours && periodUs > 0
                    ? OptionalLong.of(TimeUnit.MICROSECONDS.toNanos(periodUs))
                    : OptionalLong.empty();
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    /** Within which time {@link #watchdog} must be called again; call it at half of that. */
    public OptionalLong watchdogNs() {
        return watchdogNs;
    }

    /** Start-up is over. */
    public void ready() {
        send("READY=1");
    }

    /** The daemon has begun to stop. */
    public void stopping() {
        send("STOPPING=1");
    }

    /** The daemon is alive and does its work. */
    public void watchdog() {
        send("WATCHDOG=1");
    }

    /** One line for {@code systemctl status}. */
    public void status(String line) {
        send("STATUS=" + line.replace('\n', ' '));
    }

    private synchronized void send(String assignment) {
        if (channel != null) {
            last = channel.writeAndFlush(Unpooled.copiedBuffer(assignment, StandardCharsets.UTF_8));
        }
    }

    /** Waits until what was said is sent. Not on the event loop's thread. */
    @Override
    public synchronized void close() {
        if (last != null) {
            last.awaitUninterruptibly(CLOSE_LIMIT_MS);
        }
        if (channel != null) {
            channel.close().awaitUninterruptibly(CLOSE_LIMIT_MS);
        }
    }
}

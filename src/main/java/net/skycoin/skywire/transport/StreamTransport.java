package net.skycoin.skywire.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import net.skycoin.skywire.bytes.PacketBatch;
import net.skycoin.skywire.clock.SystemClock;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams in frames with a 2-byte length, over TCP as it is or inside TLS ({@link StreamLayer}).
 * An address stands for one connection: that which was dialled to it, or was accepted from it.
 * Without one, packets are lost as on any network; only {@link #dial} makes connections.
 *
 * <p>A stream delivers late rather than not at all, so nothing may queue up in front of it: of each
 * connection at most one batch waits here and {@link StreamOpening#UNSENT_BYTES} in the kernel.
 * Until those are gone the connection is blocked, and the link in front drops what gets old.
 *
 * <p>Strangers may connect. Who is not answered within 20 s is dropped, as is who falls silent for
 * a minute; their number is bounded, in all and for each address.
 */
final class StreamTransport implements Transport {
    /** Accepted connections at once. */
    static final int MOST_ACCEPTED = 1024;

    /** Of those, from one address. */
    static final int MOST_PER_SOURCE = 64;

    private static final long SWEEP_SECONDS = 10;

    /**
     * Sweeps that an accepted connection may see without an answer of ours, or any without input.
     */
    private static final int UNANSWERED_SWEEPS = 2;

    private static final int SILENT_SWEEPS = 6;

    /** When a connection that says nothing no longer keeps from dialling again. */
    private static final long STUCK_NS = 2_000_000_000L;

    /** Headers of IP and UDP: the same sizes as over UDP, so that cells look alike everywhere. */
    private static final int PATH_MTU = 1500;

    private static final int IPV4_OVERHEAD = 28;
    private static final int IPV6_OVERHEAD = 48;

    private final EventLoop loop;
    private final TransportSettings settings;
    private final TransportHandler handler;
    private final StreamLayer layer;
    private final PacketBatch arrived = new PacketBatch();
    private final Map<InetSocketAddress, StreamConnection> connections = new HashMap<>();
    private final Set<StreamConnection> accepted = new LinkedHashSet<>();
    private final List<Channel> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledFuture<?> sweeping;
    private @Nullable InetSocketAddress source;
    private boolean closed;

    long receivedPackets;
    long receivedBytes;
    long sentPackets;
    long sentBytes;
    long blocked;
    private long unreachable;
    private long refused;
    long otherErrors;

    StreamTransport(
            EventLoop loop,
            TransportSettings settings,
            TransportHandler handler,
            StreamLayer layer) {
        this.loop = loop;
        this.settings = settings;
        this.handler = handler;
        this.layer = layer;
        sweeping =
                loop.scheduleWithFixedDelay(
                        this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public String name() {
        return layer.name();
    }

    @Override
    public InetSocketAddress listen(InetSocketAddress local) throws TransportException {
        layer.prepareToAccept();
        EpollServerSocketChannel channel =
                StreamOpening.listen(loop, settings, layer.name(), local, new Accepting());
        listeners.add(channel);
        return channel.localAddress();
    }

    @Override
    public void dial(InetSocketAddress to) {
        StreamConnection present = connections.get(to);
        if (present != null && present.silentSinceNs() < SystemClock.monotonicNs() - STUCK_NS) {
            present.close();
            present = null;
        }
        if (present == null && !closed) {
            connect(to);
        }
    }

    private void connect(InetSocketAddress to) {
        EpollSocketChannel channel = StreamOpening.connecting(settings, to);
        if (channel == null) {
            unreachable++;
            return;
        }
        StreamConnection connection = new StreamConnection(this, channel, to, false);
        connections.put(to, connection);
        layer.dialling(channel.pipeline());
        connection.addTo(channel.pipeline());
        var _ = loop.register(channel);
        channel.connect(to).addListener(done -> connection.connected(done.isSuccess()));
    }

    @Override
    public int send(InetSocketAddress to, PacketBatch batch) {
        StreamConnection connection = connections.get(to);
        if (connection == null) {
            unreachable += batch.count();
            return batch.count();
        }
        return connection.send(batch);
    }

    @Override
    public int largestDatagram(InetSocketAddress to) {
        boolean six = to.getAddress() instanceof java.net.Inet6Address;
        return PATH_MTU - (six ? IPV6_OVERHEAD : IPV4_OVERHEAD);
    }

    @Override
    public TransportStatistics statistics() {
        return new TransportStatistics(
                receivedPackets,
                receivedBytes,
                sentPackets,
                sentBytes,
                blocked,
                0,
                unreachable,
                refused,
                0,
                otherErrors);
    }

    /** Connections at present, dialled and accepted. */
    int connectionCount() {
        return connections.size();
    }

    @Override
    public void close() {
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        loop.submit(
                        () -> {
                            closed = true;
                            sweeping.cancel(false);
                            List.copyOf(connections.values()).forEach(StreamConnection::close);
                            List.copyOf(accepted).forEach(StreamConnection::close);
                        })
                .awaitUninterruptibly();
        layer.close();
        // Netty finishes closing in a later task: the loop may be ended as soon as we return.
        loop.submit(() -> {}).awaitUninterruptibly();
    }

    // ---- what the connections say

    /** A frame arrived; the bytes are at the end of the shared batch's array. */
    PacketBatch batchFor(InetSocketAddress from, int length) {
        if (!from.equals(source) || !arrived.hasRoomFor(length)) {
            deliver();
            source = from;
        }
        return arrived;
    }

    /** All that one read brought is there. */
    void readComplete() {
        deliver();
        handler.roundDone();
    }

    private void deliver() {
        if (source != null && !arrived.isEmpty() && !closed) {
            receivedPackets += arrived.count();
            receivedBytes += arrived.bytes();
            handler.received(source, arrived);
        }
        arrived.clear();
        source = null;
    }

    void writable() {
        if (!closed) {
            handler.writable();
        }
    }

    void unreachable() {
        unreachable++;
    }

    /** It carries, or will carry, no packets. */
    void forget(StreamConnection connection) {
        connections.remove(connection.remote(), connection);
    }

    void ended(StreamConnection connection) {
        forget(connection);
        accepted.remove(connection);
    }

    private void sweep() {
        for (StreamConnection connection : List.copyOf(connections.values())) {
            connection.sweep(SILENT_SWEEPS);
        }
        for (StreamConnection connection : List.copyOf(accepted)) {
            if (!connection.answered()) {
                connection.sweep(UNANSWERED_SWEEPS);
            }
        }
    }

    private boolean admits(InetAddress source) {
        long ofSource =
                accepted.stream()
                        .filter(other -> other.remote().getAddress().equals(source))
                        .count();
        if (ofSource >= MOST_PER_SOURCE) {
            return false;
        }
        if (accepted.size() >= MOST_ACCEPTED) {
            // The oldest of those who have not shown that they are anybody.
            accepted.stream()
                    .filter(other -> !other.answered())
                    .findFirst()
                    .ifPresent(StreamConnection::close);
        }
        return accepted.size() < MOST_ACCEPTED;
    }

    /** Takes connections in. */
    private final class Accepting extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            EpollSocketChannel channel = (EpollSocketChannel) message;
            InetSocketAddress remote = channel.remoteAddress();
            if (closed || remote == null || !admits(remote.getAddress())) {
                refused++;
                channel.unsafe().closeForcibly();
                return;
            }
            StreamOpening.configure(channel.config());
            StreamConnection connection =
                    new StreamConnection(StreamTransport.this, channel, remote, true);
            accepted.add(connection);
            connections.put(remote, connection);
            layer.accepting(channel.pipeline(), connection);
            connection.addTo(channel.pipeline());
            ChannelFuture registered = loop.register(channel);
            registered.addListener(
                    done -> {
                        if (!done.isSuccess()) {
                            channel.unsafe().closeForcibly();
                            ended(connection);
                        }
                    });
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // Too many open files, say: who wanted to connect will try again.
            otherErrors++;
        }
    }
}

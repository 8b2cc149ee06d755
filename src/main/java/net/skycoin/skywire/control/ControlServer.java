package net.skycoin.skywire.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;

/**
 * Serves the routes on any number of Unix domain sockets, and {@code GET /v1/events} as server-sent
 * events. One thread of its own, named {@code control}; the methods here may be called from any
 * other.
 */
public final class ControlServer implements AutoCloseable {
    private static final long CLOSE_LIMIT_MS = 2_000;

    private final ControlRoutes routes;
    private final ControlLimits limits;
    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("control", true), EpollIoHandler.newFactory());
    private final List<Listener> listeners = new ArrayList<>();

    private record Listener(SocketFile file, Channel channel, ConnectionSet connections) {}

    public ControlServer(ControlRoutes routes) {
        this(routes, ControlLimits.DEFAULT);
    }

    ControlServer(ControlRoutes routes, ControlLimits limits) {
        this.routes = routes;
        this.limits = limits;
    }

    /**
     * Opens a socket. Replaces the file of a daemon that is gone.
     *
     * @throws java.net.BindException when another daemon listens there, or the file is no socket
     * @throws IOException when the file cannot be made, or not be given to its group; the message
     *     is a sentence for a person. What was opened before stays open until {@link #close}
     */
    public synchronized void listen(ControlSocket socket) throws IOException {
        SocketFile file = new SocketFile(socket);
        ConnectionSet connections = new ConnectionSet(limits);
        try {
            Path path = file.prepare();
            Channel channel = bind(path, socket, connections);
            listeners.add(new Listener(file, channel, connections));
            file.publish(path);
        } catch (FileSystemException e) {
            throw new IOException(cannotMake(socket, e), e);
        }
    }

    private Channel bind(Path path, ControlSocket socket, ConnectionSet connections)
            throws IOException {
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(loop)
                        .channel(EpollServerDomainSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        new ControlConnection(
                                                        routes, socket.readOnly(), connections)
                                                .install(channel.pipeline());
                                    }
                                })
                        .bind(new DomainSocketAddress(path.toFile()))
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(cannotMake(socket, bound.cause()), bound.cause());
        }
        return bound.channel();
    }

    private static String cannotMake(ControlSocket socket, Throwable cause) {
        Path directory = socket.path().toAbsolutePath().getParent();
        return socket.path()
                + " cannot be made: "
                + directory
                + " must exist and be writable by the daemon's user ("
                + cause.getClass().getSimpleName()
                + ")";
    }

    /**
     * Sends an event to everybody who follows {@code /v1/events}. A follower that does not keep up
     * is disconnected.
     */
    public synchronized void publish(String event, JsonNode data) {
        for (Listener listener : listeners) {
            listener.connections.publish(listener.channel.eventLoop(), event, data);
        }
    }

    /** Closes sockets and connections and removes the socket files. */
    @Override
    public synchronized void close() {
        for (Listener listener : listeners) {
            listener.channel.close().awaitUninterruptibly(CLOSE_LIMIT_MS);
            try {
                listener.file.remove();
            } catch (IOException e) {
                Logger.warn("a control socket's file stays behind: {}", e.getMessage());
            }
        }
        listeners.clear();
        loop.shutdownGracefully(0, CLOSE_LIMIT_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
}

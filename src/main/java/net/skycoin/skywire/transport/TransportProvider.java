package net.skycoin.skywire.transport;

import io.netty.channel.EventLoop;

/** Makes transports of one kind; found by {@link Transports} through the service loader. */
public interface TransportProvider {
    /** The kind, as in {@link Transport#name}. */
    String name();

    /**
     * A transport without sockets, on {@code loop} (an epoll event loop), whose thread is the
     * engine's.
     */
    Transport open(EventLoop loop, TransportSettings settings, TransportHandler handler);
}

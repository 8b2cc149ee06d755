package net.skycoin.skywire.transport;

import io.netty.channel.EventLoop;

/** The built-in transport {@code tcp}. */
public final class TcpTransportProvider implements TransportProvider {
    /** The transport's name. */
    public static final String NAME = "tcp";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Transport open(EventLoop loop, TransportSettings settings, TransportHandler handler) {
        return new StreamTransport(loop, settings, handler, new StreamLayer.Plain());
    }
}

package net.skycoin.skywire.transport;

import io.netty.channel.EventLoop;

/** The built-in transport {@code tls}. */
public final class TlsTransportProvider implements TransportProvider {
    /** The transport's name. */
    public static final String NAME = "tls";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Transport open(EventLoop loop, TransportSettings settings, TransportHandler handler) {
        return new StreamTransport(loop, settings, handler, new TlsLayer(settings.tls()));
    }
}

package net.skycoin.skywire.transport;

import io.netty.channel.EventLoop;

/** The built-in transport {@code udp}. */
public final class UdpTransportProvider implements TransportProvider {
    @Override
    public String name() {
        return UdpTransport.NAME;
    }

    @Override
    public Transport open(EventLoop loop, TransportSettings settings, TransportHandler handler) {
        return new UdpTransport(loop, settings, handler);
    }
}

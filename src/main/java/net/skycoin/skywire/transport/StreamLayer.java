package net.skycoin.skywire.transport;

import io.netty.channel.ChannelPipeline;

/** What lies between TCP and the frames of a {@link StreamTransport}. */
interface StreamLayer {
    /** The transport's name. */
    String name();

    /** Makes ready what accepting takes, or says why it cannot be. */
    void prepareToAccept() throws TransportException;

    /** Puts its handlers into the empty pipeline of a connection that is dialled. */
    void dialling(ChannelPipeline pipeline);

    /** Puts its handlers into the empty pipeline of a connection that was accepted. */
    void accepting(ChannelPipeline pipeline, StreamConnection connection);

    /** Ends what it began. */
    void close();

    /** Nothing: frames over TCP as it is. */
    final class Plain implements StreamLayer {
        @Override
        public String name() {
            return TcpTransportProvider.NAME;
        }

        @Override
        public void prepareToAccept() {}

        @Override
        public void dialling(ChannelPipeline pipeline) {}

        @Override
        public void accepting(ChannelPipeline pipeline, StreamConnection connection) {}

        @Override
        public void close() {}
    }
}

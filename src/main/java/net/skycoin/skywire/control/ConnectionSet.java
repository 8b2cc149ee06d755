package net.skycoin.skywire.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The connections of one socket, as far as they bear on each other: how many there are, and which
 * follow the events. Used on the server's thread only, but for {@link #publish}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends the channel anyway
final class ConnectionSet {
    private final ControlLimits limits;
    private final List<Channel> streams = new ArrayList<>();
    private int open;

    ConnectionSet(ControlLimits limits) {
        this.limits = limits;
    }

    ControlLimits limits() {
        return limits;
    }

    /** Counts a new connection; false when it is one too many (it still counts until closed). */
    boolean admit(Channel channel) {
        open++;
        channel.closeFuture().addListener(_ -> open--);
        return open <= limits.connections();
    }

    /** Makes a connection an event stream; false when there are too many of them. */
    boolean follow(Channel channel) {
        if (streams.size() >= limits.streams()) {
            return false;
        }
        streams.add(channel);
        channel.closeFuture().addListener(_ -> streams.remove(channel));
        return true;
    }

    void publish(EventLoop loop, String event, JsonNode data) {
        byte[] text =
                ("event: " + event + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
        loop.execute(() -> send(text));
    }

    private void send(byte[] text) {
        for (Channel channel : List.copyOf(streams)) {
            stream(channel, Unpooled.wrappedBuffer(text));
        }
    }

    /** Writes a piece of a stream, or closes it when its client has stopped reading. */
    static void stream(Channel channel, ByteBuf text) {
        if (channel.isWritable()) {
            channel.writeAndFlush(new DefaultHttpContent(text));
        } else {
            text.release();
            channel.close();
        }
    }
}

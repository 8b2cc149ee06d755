package net.skycoin.skywire.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A blocking client of the control API, one connection per request. HTTP is Netty's codec, run
 * within the caller's thread; the socket is the JDK's: no event loop and no native library have to
 * start for a command that lives a moment.
 */
public final class ControlClient {
    private static final int LARGEST_BODY = 64 * 1024 * 1024;
    private static final int BUFFER = 64 * 1024;

    private final Path socket;
    private final Duration limit;

    /**
     * @param limit longest time for a whole exchange
     */
    public ControlClient(Path socket, Duration limit) {
        this.socket = socket;
        this.limit = limit;
    }

    /** Nobody answers on the socket; the message is a sentence for a person. */
    public static final class UnreachableException extends IOException {
        private static final long serialVersionUID = 1L;

        UnreachableException(String message) {
            super(message);
        }
    }

    /**
     * GET of a path with its query.
     *
     * @throws UnreachableException when the daemon does not run, does not let us in or does not
     *     answer in time
     */
    public ControlReply get(String uri) throws UnreachableException {
        return exchange(HttpMethod.GET, uri, null);
    }

    /** POST of a body; throws as {@link #get} does. */
    public ControlReply post(String uri, JsonNode body) throws UnreachableException {
        return exchange(HttpMethod.POST, uri, body);
    }

    private ControlReply exchange(HttpMethod method, String uri, @Nullable JsonNode body)
            throws UnreachableException {
        EmbeddedChannel codec =
                new EmbeddedChannel(new HttpClientCodec(), new HttpObjectAggregator(LARGEST_BODY));
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            Thread alarm = Thread.startVirtualThread(() -> closeAfterLimit(channel));
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                codec.writeOutbound(request(method, uri, body));
                send(channel, codec);
                return receive(channel, codec);
            } finally {
                alarm.interrupt();
            }
        } catch (IOException e) {
            throw new UnreachableException(explain(e));
        } finally {
            codec.finishAndReleaseAll();
        }
    }

    /** A closed channel ends whatever the exchange is waiting for. */
    private void closeAfterLimit(SocketChannel channel) {
        try {
            Thread.sleep(limit);
            channel.close();
        } catch (InterruptedException | IOException _) {
            // The exchange is over.
        }
    }

    private static DefaultFullHttpRequest request(
            HttpMethod method, String uri, @Nullable JsonNode body) {
        ByteBuf content =
                body == null
                        ? Unpooled.EMPTY_BUFFER
                        : Unpooled.wrappedBuffer(StrictJson.print(body));
        DefaultFullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, uri, content);
        request.headers().set(HttpHeaderNames.HOST, "localhost");
        HttpUtil.setKeepAlive(request, false);
        if (body != null) {
            request.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
            HttpUtil.setContentLength(request, content.readableBytes());
        }
        return request;
    }

    private static void send(SocketChannel channel, EmbeddedChannel codec) throws IOException {
        try {
            for (ByteBuf part = codec.readOutbound(); part != null; part = codec.readOutbound()) {
                ByteBuffer bytes = part.nioBuffer();
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                part.release();
            }
        } catch (AsynchronousCloseException e) {
            throw e;
        } catch (IOException _) {
            // A server that refuses what is too large stops reading; its answer is there to read.
        }
    }

    private static ControlReply receive(SocketChannel channel, EmbeddedChannel codec)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        FullHttpResponse response = null;
        while (response == null) {
            if (channel.read(buffer.clear()) < 0) {
                throw new EOFException();
            }
            codec.writeInbound(Unpooled.copiedBuffer(buffer.flip()));
            response = codec.readInbound();
        }
        try {
            return new ControlReply(response.status().code(), body(response));
        } finally {
            response.release();
        }
    }

    private static JsonNode body(FullHttpResponse response) throws IOException {
        try {
            return response.content().isReadable()
                    ? StrictJson.parse(ByteBufUtil.getBytes(response.content()))
                    : MissingNode.getInstance();
        } catch (StrictJson.SyntaxException e) {
            throw new IOException(e);
        }
    }

    private String explain(IOException failure) {
        if (!Files.exists(socket)) {
            return "The daemon is not running: there is no "
                    + socket
                    + ". Start it with: systemctl start skywired";
        }
        return switch (failure) {
            case AsynchronousCloseException _ ->
                    "The daemon did not answer on "
                            + socket
                            + " within "
                            + limit.toSeconds()
                            + " s; its log says why.";
            case ConnectException _ ->
                    "The daemon is not running: nobody listens on "
                            + socket
                            + ". Start it with: systemctl start skywired";
            case SocketException _ ->
                    "This user may not open "
                            + socket
                            + ": become a member of its group, or use sudo.";
            default -> "The daemon broke off its answer on " + socket + "; its log says why.";
        };
    }
}

package net.skycoin.skywire.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import net.skycoin.skywire.clock.SystemClock;

/**
 * Tells nodes from web clients by their first byte, and answers the latter as a small web server
 * does. A node's frame begins with the high byte of a length of at most {@link
 * StreamConnection#MAX_FRAME}, so with 8 at most; a request begins with a letter.
 */
final class WebFront extends ChannelInboundHandlerAdapter {
    private static final int HIGHEST_LENGTH_BYTE = StreamConnection.MAX_FRAME >> 8;
    private static final int LARGEST_REQUEST = 16 << 10;

    private final StreamConnection connection;
    private final byte[] page;

    WebFront(StreamConnection connection, byte[] page) {
        this.connection = connection;
        this.page = page;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (!bytes.isReadable()) {
            bytes.release();
            return;
        }
        if (bytes.getUnsignedByte(bytes.readerIndex()) > HIGHEST_LENGTH_BYTE) {
            connection.becomeWeb();
            context.pipeline()
                    .addLast(new HttpServerCodec())
                    .addLast(new HttpObjectAggregator(LARGEST_REQUEST))
                    .addLast(new Answer(page));
        }
        context.fireChannelRead(bytes);
        context.pipeline().remove(this);
    }

    /** Shows one page, and knows of no other. */
    private static final class Answer extends SimpleChannelInboundHandler<FullHttpRequest> {
        private static final byte[] NOT_FOUND =
                text("<!doctype html>\n<html><body><h1>404 Not Found</h1></body></html>\n");
        private static final byte[] BAD_REQUEST =
                text("<!doctype html>\n<html><body><h1>400 Bad Request</h1></body></html>\n");
        private static final byte[] NOT_ALLOWED =
                text("<!doctype html>\n<html><body><h1>405 Not Allowed</h1></body></html>\n");

        private final byte[] page;

        Answer(byte[] page) {
            this.page = page;
        }

        private static byte[] text(String html) {
            return html.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            boolean head = request.method().equals(HttpMethod.HEAD);
            if (!request.decoderResult().isSuccess()) {
                answer(context, HttpResponseStatus.BAD_REQUEST, BAD_REQUEST, false, false);
            } else if (!head && !request.method().equals(HttpMethod.GET)) {
                answer(context, HttpResponseStatus.METHOD_NOT_ALLOWED, NOT_ALLOWED, false, false);
            } else {
                boolean known = request.uri().equals("/") || request.uri().equals("/index.html");
                answer(
                        context,
                        known ? HttpResponseStatus.OK : HttpResponseStatus.NOT_FOUND,
                        known ? page : NOT_FOUND,
                        head,
                        HttpUtil.isKeepAlive(request));
            }
        }

        private static void answer(
                ChannelHandlerContext context,
                HttpResponseStatus status,
                byte[] body,
                boolean head,
                boolean keep) {
            ByteBuf content = head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body);
            FullHttpResponse response =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
            ZonedDateTime now = SystemClock.wallTime().atZone(ZoneOffset.UTC);
            response.headers()
                    .set(HttpHeaderNames.SERVER, "nginx")
                    .set(HttpHeaderNames.DATE, DateTimeFormatter.RFC_1123_DATE_TIME.format(now))
                    .set(HttpHeaderNames.CONTENT_TYPE, "text/html")
                    .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                    .set(HttpHeaderNames.CONNECTION, keep ? "keep-alive" : "close");
            var written = context.writeAndFlush(response);
            if (!keep) {
                written.addListener(ChannelFutureListener.CLOSE);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }
    }
}

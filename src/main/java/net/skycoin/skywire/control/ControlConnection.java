package net.skycoin.skywire.control;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * One client of the control server: a request, its answer, the next request.
 *
 * <pre>
 *            request            answer             written
 *   READING --------> ANSWERING -------> WRITING ---------> READING
 *      |                  |                 |  last one
 *      | too large,       | /v1/events      +------------> CLOSING --> closed
 *      | not HTTP         v
 *      +--> CLOSING    STREAMING --> closed
 * </pre>
 *
 * Each state but STREAMING has a deadline, so that a client that sends or reads too slowly, and a
 * handler that does not answer, hold nothing for long. Lives on the server's thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends the channel anyway
final class ControlConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final String EVENTS = "/v1/events";
    private static final int LONGEST_REQUEST_LINE = 4_096;
    private static final int LARGEST_HEADERS = 8_192;
    private static final int LARGEST_CHUNK = 8_192;

    /** How long the end of a refused request may take to arrive and be thrown away. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    /** A comment line that often finds out clients that are gone. */
    private static final long HEARTBEAT_SECONDS = 15;

    private enum State {
        READING,
        ANSWERING,
        WRITING,
        STREAMING,
        CLOSING
    }

    private final ControlRoutes routes;
    private final boolean readOnly;
    private final ConnectionSet connections;
    private State state = State.READING;
    private long step;
    private boolean keepAlive;
    private @Nullable ScheduledFuture<?> deadline;

    ControlConnection(ControlRoutes routes, boolean readOnly, ConnectionSet connections) {
        this.routes = routes;
        this.readOnly = readOnly;
        this.connections = connections;
    }

    /** HTTP codec, whole requests, one at a time, this. */
    void install(ChannelPipeline pipeline) {
        pipeline.addLast(
                new HttpServerCodec(LONGEST_REQUEST_LINE, LARGEST_HEADERS, LARGEST_CHUNK),
                new Aggregator(connections.limits().bodyBytes()),
                new FlowControlHandler(),
                this);
    }

    /** Collects a request; what is too large is refused before it has all arrived. */
    private final class Aggregator extends HttpObjectAggregator {
        private final int limit;

        Aggregator(int limit) {
            super(limit);
            this.limit = limit;
        }

        @Override
        protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage request) {
            keepAlive = false;
            reply(
                    context,
                    ControlReply.problem(
                            413,
                            new Problem(
                                    Problem.SIZE, "body", null, "at most " + limit + " bytes")));
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (connections.admit(context.channel())) {
            read(context);
        } else {
            reply(context, ControlReply.problem(503, busy("connections")));
        }
    }

    private static Problem busy(String what) {
        return new Problem(Problem.BUSY, what, null, "try again later");
    }

    private void read(ChannelHandlerContext context) {
        enter(State.READING, connections.limits().request(), context::close, context);
        context.channel().config().setAutoRead(true);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (state != State.READING) {
            return;
        }
        context.channel().config().setAutoRead(false);
        keepAlive = HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
        enter(
                State.ANSWERING,
                connections.limits().answer(),
                () -> reply(context, ControlReply.problem(504, tooLate(request.uri()))),
                context);
        if (request.decoderResult().isSuccess()) {
            serve(context, request);
        } else {
            reply(context, notHttp(request));
        }
    }

    private static Problem tooLate(String uri) {
        return new Problem(Problem.TIMEOUT, uri, null, "try again later");
    }

    private static ControlReply notHttp(FullHttpRequest request) {
        String cause = request.decoderResult().cause().getMessage();
        return ControlReply.badRequest(
                new Problem(Problem.SYNTAX, "request", cause, "it must be HTTP/1.1"));
    }

    private void serve(ChannelHandlerContext context, FullHttpRequest request) {
        String method = request.method().name();
        String path = new QueryStringDecoder(request.uri()).rawPath();
        ControlHandler handler = routes.find(method, path);
        if (readOnly && !method.equals("GET")) {
            reply(context, onlyGet(method, path));
        } else if (path.equals(EVENTS) && method.equals("GET")) {
            stream(context);
        } else if (handler == null) {
            reply(context, routes.refusal(method, path));
        } else {
            try {
                call(context, handler, RequestReader.read(request));
            } catch (RequestReader.BadRequestException e) {
                reply(context, ControlReply.badRequest(e.problem()));
            }
        }
    }

    private static ControlReply onlyGet(String method, String path) {
        return ControlReply.problem(
                405, new Problem(Problem.METHOD, path, method, "allowed here: GET"));
    }

    private void call(
            ChannelHandlerContext context, ControlHandler handler, ControlRequest request) {
        long asked = step;
        try {
            handler.handle(request)
                    .whenComplete(
                            (reply, failure) -> {
                                ControlReply answer =
                                        failure == null ? reply : fault(request, failure);
                                context.executor().execute(() -> answer(context, asked, answer));
                            });
        } catch (RuntimeException e) {
            reply(context, fault(request, e));
        }
    }

    /** Replies, unless that was done already because the answer came too late. */
    private void answer(ChannelHandlerContext context, long asked, ControlReply answer) {
        if (asked == step) {
            reply(context, answer);
        }
    }

    private static ControlReply fault(ControlRequest request, Throwable failure) {
        Logger.error(failure, "{} {} failed", request.method(), request.path());
        return ControlReply.problem(
                500, new Problem(Problem.FAULT, request.path(), null, "see the daemon's log"));
    }

    private void reply(ChannelHandlerContext context, ControlReply reply) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(reply.status()),
                        Unpooled.wrappedBuffer(
                                (reply.body() + "\n").getBytes(StandardCharsets.UTF_8)));
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        HttpUtil.setContentLength(response, response.content().readableBytes());
        HttpUtil.setKeepAlive(response, keepAlive);
        enter(State.WRITING, connections.limits().write(), context::close, context);
        context.writeAndFlush(response)
                .addListener((ChannelFuture written) -> written(context, written));
    }

    private void written(ChannelHandlerContext context, ChannelFuture written) {
        if (!written.isSuccess()) {
            context.close();
        } else if (keepAlive) {
            read(context);
        } else {
            linger(context);
        }
    }

    /**
     * Says that no more will come, and reads and drops what the client still sends: closing with
     * unread bytes would reset the connection under the answer.
     */
    private void linger(ChannelHandlerContext context) {
        enter(State.CLOSING, LINGER, context::close, context);
        ((DuplexChannel) context.channel()).shutdownOutput();
        context.channel().config().setAutoRead(true);
    }

    private void stream(ChannelHandlerContext context) {
        if (!connections.follow(context.channel())) {
            reply(context, ControlReply.problem(503, busy("event streams")));
            return;
        }
        HttpResponse response =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_EVENT_STREAM)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE);
        HttpUtil.setTransferEncodingChunked(response, true);
        cancelDeadline();
        state = State.STREAMING;
        step++;
        context.writeAndFlush(response);
        context.channel().config().setAutoRead(true);
        deadline =
                context.executor()
                        .scheduleAtFixedRate(
                                () -> ConnectionSet.stream(context.channel(), heartbeat()),
                                HEARTBEAT_SECONDS,
                                HEARTBEAT_SECONDS,
                                TimeUnit.SECONDS);
    }

    private static ByteBuf heartbeat() {
        return Unpooled.copiedBuffer(":\n\n", StandardCharsets.US_ASCII);
    }

    private void enter(
            State next, Duration limit, Runnable expired, ChannelHandlerContext context) {
        cancelDeadline();
        state = next;
        step++;
        deadline = context.executor().schedule(expired, limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancelDeadline();
        state = State.CLOSING;
        step++;
    }

    /** A client that went away; what fails in a handler of ours is caught where it is called. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}

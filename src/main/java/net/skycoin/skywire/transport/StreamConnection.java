package net.skycoin.skywire.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import net.skycoin.skywire.bytes.PacketBatch;
import net.skycoin.skywire.clock.SystemClock;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a {@link StreamTransport}: frames out and in.
 *
 * <pre>
 *   OPENING --- connected, TLS done ---&gt; OPEN --- either side, error, swept ---&gt; CLOSED
 *      |                                 |
 *      |                                 +--- a web client, not a node ---&gt; carries no packets
 *      +--- refused, timed out ---&gt; CLOSED
 * </pre>
 *
 * <p>While it is opening it holds one packet, that for which it was dialled, and is blocked then.
 */
final class StreamConnection extends ChannelInboundHandlerAdapter {
    /** Largest frame; the same bound as for a datagram over UDP. */
    static final int MAX_FRAME = 2048;

    /** Bytes before each packet. */
    static final int LENGTH_BYTES = 2;

    private static final String FRAMES = "frames";
    private static final String PACKETS = "packets";

    private final StreamTransport transport;
    private final Channel channel;
    private final InetSocketAddress remote;
    private final boolean accepted;
    private boolean open;
    private boolean closed;
    private boolean answered;
    private boolean heldBack;
    private @Nullable ByteBuf first;
    private long heardAtNs = SystemClock.monotonicNs();
    private int sweeps;

    StreamConnection(
            StreamTransport transport,
            Channel channel,
            InetSocketAddress remote,
            boolean accepted) {
        this.transport = transport;
        this.channel = channel;
        this.remote = remote;
        this.accepted = accepted;
    }

    void addTo(ChannelPipeline pipeline) {
        pipeline.addLast(
                FRAMES,
                new LengthFieldBasedFrameDecoder(
                        LENGTH_BYTES + MAX_FRAME, 0, LENGTH_BYTES, 0, LENGTH_BYTES));
        pipeline.addLast(PACKETS, this);
    }

    InetSocketAddress remote() {
        return remote;
    }

    /** Whether anything was ever sent to whom we accepted; true for whom we dialled. */
    boolean answered() {
        return answered || !accepted;
    }

    /** When anything arrived last, or the beginning. */
    long silentSinceNs() {
        return heardAtNs;
    }

    /** Closes the connection after so many calls in a row between which nothing arrived. */
    void sweep(int limit) {
        if (++sweeps >= limit) {
            close();
        }
    }

    /** From now on it serves a web client: no packets any more. */
    void becomeWeb() {
        transport.forget(this);
        channel.pipeline().remove(FRAMES);
        channel.pipeline().remove(PACKETS);
        channel.closeFuture().addListener(_ -> transport.ended(this));
    }

    // ---- out

    int send(PacketBatch batch) {
        answered = true;
        int count = batch.count();
        if (closed) {
            transport.unreachable();
            return count;
        }
        if (!open && first == null && count == 1) {
            first = framed(batch);
        } else if (!open || !channel.isWritable()) {
            heldBack = true;
            transport.blocked++;
            return 0;
        } else {
            write(framed(batch));
        }
        transport.sentPackets += count;
        transport.sentBytes += batch.bytes();
        return count;
    }

    private ByteBuf framed(PacketBatch batch) {
        int count = batch.count();
        ByteBuf bytes = channel.alloc().directBuffer(batch.bytes() + LENGTH_BYTES * count);
        for (int i = 0; i < count; i++) {
            bytes.writeShort(batch.length(i));
            bytes.writeBytes(batch.array(), batch.offset(i), batch.length(i));
        }
        return bytes;
    }

    // The void promise reports failures to exceptionCaught.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void write(ByteBuf bytes) {
        channel.writeAndFlush(bytes, channel.voidPromise());
    }

    /** The dialled connection stands, or does not. */
    void connected(boolean success) {
        if (!success) {
            transport.unreachable();
            close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (context.pipeline().get(SslHandler.class) == null) {
            opened();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                opened();
            } else {
                close();
            }
        }
    }

    private void opened() {
        open = true;
        ByteBuf waiting = first;
        first = null;
        if (waiting != null) {
            write(waiting);
        }
        wake();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            wake();
        }
    }

    private void wake() {
        if (heldBack) {
            heldBack = false;
            transport.writable();
        }
    }

    // ---- in

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf frame = (ByteBuf) message;
        try {
            heard();
            int length = frame.readableBytes();
            PacketBatch batch = transport.batchFor(remote, length);
            frame.readBytes(batch.array(), batch.end(), length);
            batch.append(length);
        } finally {
            frame.release();
        }
    }

    private void heard() {
        heardAtNs = SystemClock.monotonicNs();
        if (answered()) {
            sweeps = 0;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        transport.readComplete();
    }

    // ---- the end

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            // The network's or the peer's fault, TLS included.
            transport.otherErrors++;
            close();
            return;
        }
        // A fault of the handler's, which Netty would only log.
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, cause);
    }

    /** Closes it; what the link held back for it is taken, and lost. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        open = false;
        if (first != null) {
            first.release();
            first = null;
        }
        transport.ended(this);
        var _ = channel.close();
        wake();
    }
}

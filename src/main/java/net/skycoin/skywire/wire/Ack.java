package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * Which fragments have arrived.
 *
 * @param next the first sequence number that has not
 * @param later bit i: whether {@code next + 1 + i} has
 */
public record Ack(int next, long later) implements ControlFrame {
    public static final int TYPE = 1;

    /** Bytes of the body. */
    public static final int LENGTH = 12;

    static @Nullable Ack parseBody(ByteReader body) {
        Ack ack = new Ack(body.i32(), body.i64());
        return body.finished() ? ack : null;
    }

    @Override
    public int type() {
        return TYPE;
    }

    @Override
    public int bodyLength() {
        return LENGTH;
    }

    @Override
    public void emitBody(ByteWriter writer) {
        writer.i32(next).i64(later);
    }
}

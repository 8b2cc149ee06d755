package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a reliable message.
 *
 * @param sequence consecutive over all fragments of one direction, modulo 2^32
 * @param first whether a message begins with it
 * @param last whether a message ends with it
 * @param bytes the piece, never empty
 */
public record Fragment(int sequence, boolean first, boolean last, byte[] bytes)
        implements ControlFrame {
    public static final int TYPE = 2;

    /** Bytes of the body before the piece. */
    public static final int OVERHEAD = 5;

    private static final int FIRST = 1;
    private static final int LAST = 2;

    static @Nullable Fragment parseBody(ByteReader body) {
        int sequence = body.i32();
        int flags = body.u8();
        byte[] bytes = body.rest();
        return body.finished() && bytes.length > 0
                ? new Fragment(sequence, (flags & FIRST) != 0, (flags & LAST) != 0, bytes)
                : null;
    }

    @Override
    public int type() {
        return TYPE;
    }

    @Override
    public int bodyLength() {
        return OVERHEAD + bytes.length;
    }

    @Override
    public void emitBody(ByteWriter writer) {
        writer.i32(sequence).u8((first ? FIRST : 0) | (last ? LAST : 0)).bytes(bytes);
    }
}

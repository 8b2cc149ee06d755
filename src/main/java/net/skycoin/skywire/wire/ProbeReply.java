package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * Answers a {@link Probe}.
 *
 * @param datagramLength bytes of the datagram that arrived, link header and tag included
 */
public record ProbeReply(int datagramLength) implements ControlFrame {
    public static final int TYPE = 5;

    /** Bytes of the body. */
    public static final int LENGTH = 2;

    static @Nullable ProbeReply parseBody(ByteReader body) {
        ProbeReply reply = new ProbeReply(body.u16());
        return body.finished() ? reply : null;
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
        writer.u16(datagramLength);
    }
}

package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * Makes a datagram as long as is being probed.
 *
 * @param bodyLength bytes of padding, of which only the number matters
 */
public record Probe(int bodyLength) implements ControlFrame {
    public static final int TYPE = 4;

    static @Nullable Probe parseBody(ByteReader body) {
        return new Probe(body.remaining());
    }

    @Override
    public int type() {
        return TYPE;
    }

    @Override
    public void emitBody(ByteWriter writer) {
        writer.bytes(new byte[bodyLength]);
    }
}

package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * Ends the session at once; not acknowledged.
 *
 * @param reason one of the constants here; others are read as {@link #UNSPECIFIED}
 */
public record Close(int reason) implements ControlFrame {
    public static final int TYPE = 6;

    /** Bytes of the body. */
    public static final int LENGTH = 1;

    public static final int UNSPECIFIED = 0;

    /** The sender's daemon stops. */
    public static final int SHUTTING_DOWN = 1;

    /** Another link between the two nodes takes the place of this one. */
    public static final int REPLACED = 2;

    /** The sender no longer wants a link with this node. */
    public static final int HUNG_UP = 3;

    /** Nothing was heard from the receiver for too long. */
    public static final int SILENT = 4;

    /** The receiver broke the protocol. */
    public static final int PROTOCOL_BROKEN = 5;

    static @Nullable Close parseBody(ByteReader body) {
        Close close = new Close(body.u8());
        return body.finished() ? close : null;
    }

    /** The reason, for a person to read. */
    public String text() {
        return switch (reason) {
            case SHUTTING_DOWN -> "shutting down";
            case REPLACED -> "replaced by another link";
            case HUNG_UP -> "hung up";
            case SILENT -> "silent for too long";
            case PROTOCOL_BROKEN -> "protocol broken";
            default -> "no reason given";
        };
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
        writer.u8(reason);
    }
}

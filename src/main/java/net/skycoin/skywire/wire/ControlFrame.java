package net.skycoin.skywire.wire;

import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * One frame of a control packet's plaintext, which is a sequence of them: type 1, length 2, body
 * (protocol.md, section 2). As with TLVs, an unknown odd type is skipped and an unknown even type
 * spoils the packet; padding (type 0) is skipped.
 */
public sealed interface ControlFrame permits Ack, Fragment, Report, Probe, ProbeReply, Close {
    /** Bytes before the body. */
    int HEADER_LENGTH = 3;

    /** The type of a frame that is there for its length only. */
    int PADDING = 0;

    int type();

    /** Bytes that {@link #emitBody} writes. */
    int bodyLength();

    void emitBody(ByteWriter writer);

    /** Writes the whole frame. */
    default void emit(ByteWriter writer) {
        writer.u8(type()).u16(bodyLength());
        emitBody(writer);
    }

    /** The frames of a control packet's plaintext, in order; null when one is malformed. */
    static @Nullable List<ControlFrame> parseAll(byte[] array, int offset, int length) {
        ByteReader reader = new ByteReader(array, offset, length);
        List<ControlFrame> frames = new ArrayList<>();
        while (reader.remaining() > 0) {
            int type = reader.u8();
            int bodyLength = reader.u16();
            if (bodyLength > reader.remaining()) {
                return null;
            }
            ControlFrame frame =
                    parseBody(type, new ByteReader(array, reader.position(), bodyLength));
            if (frame != null) {
                frames.add(frame);
            } else if (!mayBeSkipped(type)) {
                return null;
            }
            reader.skip(bodyLength);
        }
        return reader.finished() ? frames : null;
    }

    private static @Nullable ControlFrame parseBody(int type, ByteReader body) {
        return switch (type) {
            case Ack.TYPE -> Ack.parseBody(body);
            case Fragment.TYPE -> Fragment.parseBody(body);
            case Report.TYPE -> Report.parseBody(body);
            case Probe.TYPE -> Probe.parseBody(body);
            case ProbeReply.TYPE -> ProbeReply.parseBody(body);
            case Close.TYPE -> Close.parseBody(body);
            default -> null;
        };
    }

    private static boolean mayBeSkipped(int type) {
        return type == PADDING || (type > Close.TYPE && type % 2 == 1);
    }
}

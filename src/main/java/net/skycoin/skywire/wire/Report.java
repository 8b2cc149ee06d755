package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * What one side of a link has received, and the times from which both sides learn the delays.
 *
 * @param timeMicros when it was sent, from the sender's random origin
 * @param echoedMicros the time of the last report that the sender received; 0 when there was none
 * @param heldMicros how long ago that one had arrived, unsigned 32 bits
 * @param packetsReceived authentic packets of this session
 * @param highestCounter the newest of them, in its epoch
 * @param epoch the epoch of {@code highestCounter}
 * @param bytesReceived sum of the lengths of those packets' datagrams
 * @param answerAtOnce whether the receiver shall send a report of its own without delay
 */
public record Report(
        long timeMicros,
        long echoedMicros,
        long heldMicros,
        long packetsReceived,
        long highestCounter,
        int epoch,
        long bytesReceived,
        boolean answerAtOnce)
        implements ControlFrame {
    public static final int TYPE = 3;

    /** Bytes of the body. */
    public static final int LENGTH = 46;

    /** The longest time that {@code heldMicros} can tell. */
    public static final long MAX_HELD_MICROS = 0xffff_ffffL;

    private static final int ANSWER_AT_ONCE = 1;

    static @Nullable Report parseBody(ByteReader body) {
        Report report =
                new Report(
                        body.i64(),
                        body.i64(),
                        body.u32(),
                        body.i64(),
                        body.i64(),
                        body.u8(),
                        body.i64(),
                        (body.u8() & ANSWER_AT_ONCE) != 0);
        return body.finished() ? report : null;
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
        writer.i64(timeMicros)
                .i64(echoedMicros)
                .i32((int) heldMicros)
                .i64(packetsReceived)
                .i64(highestCounter)
                .u8(epoch)
                .i64(bytesReceived)
                .u8(answerAtOnce ? ANSWER_AT_ONCE : 0);
    }
}

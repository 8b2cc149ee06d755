package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;

/**
 * What arrived over a circuit. Times count from an origin that each side chooses at random.
 *
 * @param highestSequence the highest cell sequence that arrived
 * @param cellsReceived cells that arrived so far
 * @param seenHigh bit 0: whether the 65th cell below the highest arrived, bit 63: the 128th
 * @param seenLow bit 0: whether the cell just below the highest arrived, bit 63: the 64th below
 * @param timeUs the sender's time, microseconds
 * @param echoedTimeUs the latest time that the sender was told
 * @param heldUs how long the sender held that before it echoed it, microseconds, unsigned 32 bits
 */
public record Feedback(
        long highestSequence,
        long cellsReceived,
        long seenHigh,
        long seenLow,
        long timeUs,
        long echoedTimeUs,
        long heldUs)
        implements CircuitMessage {
    public static final int MESSAGE_TYPE = 4;

    private static final int LENGTH = 53;

    static Feedback read(ByteReader reader) {
        return new Feedback(
                reader.i64(),
                reader.i64(),
                reader.i64(),
                reader.i64(),
                reader.i64(),
                reader.i64(),
                reader.u32());
    }

    @Override
    public byte[] emit() {
        return new ByteWriter(LENGTH)
                .u8(MESSAGE_TYPE)
                .i64(highestSequence)
                .i64(cellsReceived)
                .i64(seenHigh)
                .i64(seenLow)
                .i64(timeUs)
                .i64(echoedTimeUs)
                .i32((int) heldUs)
                .toByteArray();
    }
}

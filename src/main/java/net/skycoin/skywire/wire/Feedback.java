package net.skycoin.skywire.wire;

import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * What arrived over the paths of a bond, all of them in one message. Times count from an origin
 * that each side chooses at random and wrap around. It travels as a message of its own, or behind
 * an inner packet in a data cell that has the flag {@link Cell#FEEDBACK_BEHIND}.
 *
 * @param carrier the number of the path that this message itself takes, which is how the other end
 *     learns it; {@link #UNKNOWN} from an end that was not told yet
 * @param timeUs when the message was made, microseconds, unsigned 32 bits
 * @param holdMs how long the receiver should wait for a packet that is missing from its flow
 * @param paths the reports, one per path
 */
public record Feedback(int carrier, long timeUs, int holdMs, List<Report> paths)
        implements CircuitMessage {
    public static final int MESSAGE_TYPE = 4;

    /** No path has this number. */
    public static final int UNKNOWN = 255;

    /** Most paths of one message. */
    public static final int MAX_PATHS = 64;

    /** Most gaps of one report. */
    public static final int MAX_GAPS = 32;

    /** Bytes without reports. */
    public static final int HEADER_LENGTH = 9;

    private static final int REPORT_LENGTH = 16;
    private static final int GAP_LENGTH = 4;

    /**
     * What arrived on one path.
     *
     * @param path its number
     * @param highest the highest cell sequence that arrived, unsigned 32 bits
     * @param received cells that arrived so far, unsigned 32 bits
     * @param arrivedAtUs when the highest arrived, microseconds, unsigned 32 bits
     * @param described so many sequences below the highest are described exactly: each of them
     *     arrived unless a gap says otherwise
     * @param gaps pairs, from the highest downwards: how many sequences arrived since the gap
     *     before (the highest not counted), how many are missing after them
     */
    public record Report(
            int path, long highest, long received, long arrivedAtUs, int described, int[] gaps) {

        private static @Nullable Report read(ByteReader reader) {
            int path = reader.u8();
            long highest = reader.u32();
            long received = reader.u32();
            long arrivedAtUs = reader.u32();
            int described = reader.u16();
            int count = reader.u8();
            if (count > MAX_GAPS || reader.remaining() < count * GAP_LENGTH) {
                return null;
            }
            int[] gaps = new int[2 * count];
            for (int i = 0; i < gaps.length; i++) {
                gaps[i] = reader.u16();
            }
            return new Report(path, highest, received, arrivedAtUs, described, gaps);
        }

        private void write(ByteWriter writer) {
            writer.u8(path)
                    .i32((int) highest)
                    .i32((int) received)
                    .i32((int) arrivedAtUs)
                    .u16(described)
                    .u8(gaps.length / 2);
            for (int number : gaps) {
                writer.u16(number);
            }
        }
    }

    public Feedback {
        paths = List.copyOf(paths);
    }

    /** Null when malformed. */
    static @Nullable Feedback read(ByteReader reader) {
        int carrier = reader.u8();
        long timeUs = reader.u32();
        int holdMs = reader.u16();
        int count = reader.u8();
        if (count > MAX_PATHS || reader.remaining() < count * REPORT_LENGTH) {
            return null;
        }
        List<Report> paths = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Report report = Report.read(reader);
            if (report == null) {
                return null;
            }
            paths.add(report);
        }
        return new Feedback(carrier, timeUs, holdMs, paths);
    }

    /** Bytes of a report with so many gaps. */
    public static int reportLength(int gaps) {
        return REPORT_LENGTH + gaps * GAP_LENGTH;
    }

    /** Bytes that {@link #emit} returns. */
    public int length() {
        int length = HEADER_LENGTH;
        for (Report report : paths) {
            length += reportLength(report.gaps.length / 2);
        }
        return length;
    }

    @Override
    public byte[] emit() {
        ByteWriter writer =
                new ByteWriter(length())
                        .u8(MESSAGE_TYPE)
                        .u8(carrier)
                        .i32((int) timeUs)
                        .u16(holdMs)
                        .u8(paths.size());
        for (Report report : paths) {
            report.write(writer);
        }
        return writer.toByteArray();
    }
}

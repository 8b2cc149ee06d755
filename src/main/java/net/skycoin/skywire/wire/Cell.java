package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.BigEndian;

/**
 * Where the fields of a data cell lie: what a link packet of type 5 carries. Plain offsets, because
 * cells are read and written in place.
 *
 * <pre>
 *   circuit id 4 | N 16 | AEAD ( flow 4 | flow sequence 4 | class 1 | flags 1 | length 2 | inner ) | tag 16
 * </pre>
 */
public final class Cell {
    /** Bytes of circuit id and N. */
    public static final int HEADER_LENGTH = 20;

    /** Offset of N. */
    public static final int NONCE = 4;

    /** Bytes of N. */
    public static final int NONCE_LENGTH = 16;

    /** Bytes of the header inside the encryption. */
    public static final int INNER_HEADER_LENGTH = 12;

    /** Bytes of a cell around its inner packet: both headers and the tag. */
    public static final int OVERHEAD = HEADER_LENGTH + INNER_HEADER_LENGTH + 16;

    /** The class of packets. */
    public static final int CLASS_DATA = 0;

    /** The class of messages between the two ends of the circuit. */
    public static final int CLASS_CONTROL = 1;

    /** Flag of control cells: the receiver answers with feedback at once. */
    public static final int DEMANDS_ANSWER = 1;

    /**
     * Flag of data cells: the checksum of the inner TCP or UDP packet is not computed yet, the
     * receiver completes it (design, section 7). Nothing else of the sender's offload travels.
     */
    public static final int PARTIAL_CHECKSUM = 2;

    /**
     * Flag of data cells: a {@link Feedback} follows the inner packet, whose own header says where
     * it ends.
     */
    public static final int FEEDBACK_BEHIND = 4;

    /** Cells that may pass one circuit in one direction under its keys. */
    public static final long MAX_CELLS = 1L << 28;

    private Cell() {}

    public static int circuitId(byte[] array, int cell) {
        return BigEndian.getInt(array, cell);
    }

    public static void putCircuitId(byte[] array, int cell, int id) {
        BigEndian.putInt(array, cell, id);
    }

    /** The half of N that is zero at the end points. */
    public static long nonceHigh(byte[] array, int cell) {
        return BigEndian.getLong(array, cell + NONCE);
    }

    /** The half of N that is epoch and sequence at the end points. */
    public static long nonceLow(byte[] array, int cell) {
        return BigEndian.getLong(array, cell + NONCE + Long.BYTES);
    }

    public static void putNonce(byte[] array, int cell, long high, long low) {
        BigEndian.putLong(array, cell + NONCE, high);
        BigEndian.putLong(array, cell + NONCE + Long.BYTES, low);
    }

    public static void putInnerHeader(
            byte[] array,
            int header,
            int flow,
            int flowSequence,
            int cellClass,
            int flags,
            int length) {
        BigEndian.putInt(array, header, flow);
        BigEndian.putInt(array, header + 4, flowSequence);
        array[header + 8] = (byte) cellClass;
        array[header + 9] = (byte) flags;
        BigEndian.putU16(array, header + 10, length);
    }

    public static int flow(byte[] array, int header) {
        return BigEndian.getInt(array, header);
    }

    public static int flowSequence(byte[] array, int header) {
        return BigEndian.getInt(array, header + 4);
    }

    public static int cellClass(byte[] array, int header) {
        return array[header + 8] & 0xff;
    }

    public static int flags(byte[] array, int header) {
        return array[header + 9] & 0xff;
    }

    public static int innerLength(byte[] array, int header) {
        return BigEndian.getU16(array, header + 10);
    }
}

package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.BigEndian;

/**
 * The first bytes of a link packet, read and written in place, without allocation.
 *
 * <pre>
 *  0      1               2        4                       8                16
 *  | type | version/epoch | length | sender/receiver index | counter        |
 * </pre>
 *
 * Handshakes and cookie replies have the fields to offset 8 only ({@link #SHORT_LENGTH}); the
 * sealed packets, control and cell, have all 16 bytes ({@link #LENGTH}), which are their associated
 * data.
 */
public final class LinkHeader {
    /** Bytes of a sealed packet's header. */
    public static final int LENGTH = 16;

    /** Bytes of the header of handshakes and cookie replies. */
    public static final int SHORT_LENGTH = 8;

    public static final int HANDSHAKE_INIT = 1;
    public static final int HANDSHAKE_RESPONSE = 2;
    public static final int COOKIE_REPLY = 3;
    public static final int CONTROL = 4;
    public static final int CELL = 5;

    /** The protocol's version, in the second byte of handshakes and cookie replies. */
    public static final int VERSION = 1;

    private LinkHeader() {}

    public static int type(byte[] packet, int offset) {
        return packet[offset] & 0xff;
    }

    /** The protocol version of a handshake or cookie reply. */
    public static int version(byte[] packet, int offset) {
        return packet[offset + 1] & 0xff;
    }

    /** The key epoch of a sealed packet. */
    public static int epoch(byte[] packet, int offset) {
        return packet[offset + 1] & 0xff;
    }

    /** Bytes that follow the header; for sealed packets, without the tag. */
    public static int bodyLength(byte[] packet, int offset) {
        return BigEndian.getU16(packet, offset + 2);
    }

    /** Of handshakes the sender's index, of all other packets the receiver's. */
    public static int index(byte[] packet, int offset) {
        return BigEndian.getInt(packet, offset + 4);
    }

    /** The counter of a sealed packet. */
    public static long counter(byte[] packet, int offset) {
        return BigEndian.getLong(packet, offset + 8);
    }

    public static boolean isSealed(int type) {
        return type == CONTROL || type == CELL;
    }

    /** Writes the 8-byte header of a handshake or cookie reply. */
    public static void putShort(byte[] packet, int offset, int type, int bodyLength, int index) {
        put(packet, offset, type, VERSION, bodyLength, index);
    }

    /** Writes the 16-byte header of a sealed packet. */
    public static void putSealed(
            byte[] packet,
            int offset,
            int type,
            int epoch,
            int bodyLength,
            int receiverIndex,
            long counter) {
        put(packet, offset, type, epoch, bodyLength, receiverIndex);
        BigEndian.putLong(packet, offset + 8, counter);
    }

    private static void put(
            byte[] packet, int offset, int type, int second, int bodyLength, int index) {
        packet[offset] = (byte) type;
        packet[offset + 1] = (byte) second;
        BigEndian.putU16(packet, offset + 2, bodyLength);
        BigEndian.putInt(packet, offset + 4, index);
    }

    /** Whether a packet of {@code length} bytes begins with a sound 8-byte header of this type. */
    static boolean isShort(byte[] packet, int offset, int length, int type) {
        return length >= SHORT_LENGTH
                && type(packet, offset) == type
                && version(packet, offset) == VERSION
                && bodyLength(packet, offset) == length - SHORT_LENGTH;
    }
}

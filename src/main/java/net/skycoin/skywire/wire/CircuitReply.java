package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * Link message 17: answers a set-up. Nobody but the initiator can tell whether it brings success.
 *
 * @param setupId the circuit id that the set-up named
 * @param circuitId the id under which the sender wants to receive the circuit's forward cells
 * @param reply eight slots and the end slot, under the layers of the hops that it passed
 */
public record CircuitReply(int setupId, int circuitId, byte[] reply) {
    public static final int MESSAGE_TYPE = 17;

    /** Slots in a reply, one for each hop that a circuit can have. */
    public static final int SLOTS = 8;

    /** Bytes of the MAC in a slot. */
    public static final int SLOT_MAC_LENGTH = 16;

    /** Bytes of a slot: a hop's fresh public key and its MAC. */
    public static final int SLOT_LENGTH = PublicKey.LENGTH + SLOT_MAC_LENGTH;

    /** Bytes of the end slot. */
    public static final int END_LENGTH = 512;

    /** Offset of the end slot in a reply. */
    public static final int END = SLOTS * SLOT_LENGTH;

    /** Bytes of a reply. */
    public static final int REPLY_LENGTH = END + END_LENGTH;

    private static final int LENGTH = 1 + 4 + 4 + REPLY_LENGTH;

    public static @Nullable CircuitReply parse(byte[] message) {
        ByteReader reader = new ByteReader(message);
        int type = reader.u8();
        CircuitReply reply =
                new CircuitReply(reader.i32(), reader.i32(), reader.bytes(REPLY_LENGTH));
        return reader.finished() && type == MESSAGE_TYPE ? reply : null;
    }

    public byte[] emit() {
        return new ByteWriter(LENGTH)
                .u8(MESSAGE_TYPE)
                .i32(setupId)
                .i32(circuitId)
                .bytes(reply)
                .toByteArray();
    }
}

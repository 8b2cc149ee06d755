package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * What one hop of a circuit says to another in a status block.
 *
 * @param code why the circuit ends; {@link FailureCode#ACCEPTED} while it goes on
 * @param bytesForward bytes of cells that the hop counted away from the initiator
 * @param bytesBackward bytes of cells that the hop counted towards the initiator
 */
public record HopStatus(FailureCode code, long bytesForward, long bytesBackward) {
    /** Bytes of a status block: N, content, MAC. */
    public static final int BLOCK_LENGTH = 80;

    /** Bytes of the content in a block, padding included. */
    public static final int LENGTH = 48;

    private static final int COUNTS_LENGTH = 16;

    /**
     * Reads the content of an authenticated block; counts that are missing are zero, bytes that
     * follow them are of a later version.
     */
    public static @Nullable HopStatus parse(byte[] content) {
        ByteReader reader = new ByteReader(content);
        FailureCode code = FailureCode.of(reader.u8());
        int length = reader.u8();
        if (code == null || length > reader.remaining() || content.length != LENGTH) {
            return null;
        }
        boolean counted = length >= COUNTS_LENGTH;
        long forward = counted ? reader.i64() : 0;
        long backward = counted ? reader.i64() : 0;
        return new HopStatus(code, forward, backward);
    }

    /** The 48 bytes of content. */
    public byte[] emit() {
        return new ByteWriter(LENGTH)
                .u8(code.code())
                .u8(COUNTS_LENGTH)
                .i64(bytesForward)
                .i64(bytesBackward)
                .bytes(new byte[LENGTH - 2 - COUNTS_LENGTH])
                .toByteArray();
    }
}

package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * What time a neighbour believes it is.
 *
 * @param unixMs milliseconds since 1970-01-01T00:00Z
 */
public record TimeOffer(long unixMs) {
    /** First byte of the message on a link. */
    public static final int MESSAGE_TYPE = 48;

    private static final int LENGTH = 9;

    /** The offer in these bytes; null when malformed. */
    public static @Nullable TimeOffer parse(byte[] message) {
        ByteReader reader = new ByteReader(message);
        int type = reader.u8();
        TimeOffer offer = new TimeOffer(reader.i64());
        Tlv.readAll(reader);
        return reader.finished() && type == MESSAGE_TYPE && offer.unixMs > 0 ? offer : null;
    }

    public byte[] emit() {
        return new ByteWriter(LENGTH).u8(MESSAGE_TYPE).i64(unixMs).toByteArray();
    }
}

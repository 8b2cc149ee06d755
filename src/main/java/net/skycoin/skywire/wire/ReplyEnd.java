package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * What the hop where a set-up ends writes into the end slot of the reply; random bytes fill the
 * rest.
 *
 * @param code accepted, or why not
 * @param content accepted: Noise message 2; stale onion key: the signed descriptor; else empty
 */
public record ReplyEnd(FailureCode code, byte[] content) {
    /** Largest content in bytes. */
    public static final int MAX_CONTENT = CircuitReply.END_LENGTH - 3;

    public ReplyEnd {
        if (content.length > MAX_CONTENT) {
            throw new IllegalArgumentException("content of " + content.length + " bytes");
        }
    }

    /** Reads an end slot; null when its code has no meaning or its length does not fit. */
    public static @Nullable ReplyEnd parse(byte[] slot) {
        ByteReader reader = new ByteReader(slot);
        FailureCode code = FailureCode.of(reader.u8());
        byte[] content = reader.bytes(reader.u16());
        return reader.failed() || code == null || content.length > MAX_CONTENT
                ? null
                : new ReplyEnd(code, content);
    }

    /** The bytes that belong at the front of the end slot. */
    public byte[] emit() {
        return new ByteWriter(3 + content.length)
                .u8(code.code())
                .u16(content.length)
                .bytes(content)
                .toByteArray();
    }
}

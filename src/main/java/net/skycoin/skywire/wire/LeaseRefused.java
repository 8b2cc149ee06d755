package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * Answers a lease request with no.
 *
 * @param code why
 */
public record LeaseRefused(FailureCode code) implements CircuitMessage {
    public static final int MESSAGE_TYPE = 3;

    static @Nullable LeaseRefused read(ByteReader reader) {
        FailureCode code = FailureCode.of(reader.u8());
        return code == null ? null : new LeaseRefused(code);
    }

    @Override
    public byte[] emit() {
        return new ByteWriter(2).u8(MESSAGE_TYPE).u8(code.code()).toByteArray();
    }
}

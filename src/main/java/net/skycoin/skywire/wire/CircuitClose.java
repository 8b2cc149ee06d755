package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * One end tells the other that it is done with the circuit.
 *
 * @param code why
 */
public record CircuitClose(FailureCode code) implements CircuitMessage {
    public static final int MESSAGE_TYPE = 6;

    static @Nullable CircuitClose read(ByteReader reader) {
        FailureCode code = FailureCode.of(reader.u8());
        return code == null ? null : new CircuitClose(code);
    }

    @Override
    public byte[] emit() {
        return new ByteWriter(2).u8(MESSAGE_TYPE).u8(code.code()).toByteArray();
    }
}

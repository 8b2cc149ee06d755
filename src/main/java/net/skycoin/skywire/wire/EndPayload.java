package net.skycoin.skywire.wire;

import java.util.List;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * What the onion of a set-up tells the end point.
 *
 * @param purpose what the initiator wants
 * @param lifetimeSeconds how long the circuit may live, 1 to 65,535
 * @param terms what the end point is paid
 * @param noiseMessage first message of the end-to-end handshake
 * @param extensions TLVs that the writer adds; a reader knows none yet
 */
public record EndPayload(
        Purpose purpose,
        int lifetimeSeconds,
        CircuitTerms terms,
        byte[] noiseMessage,
        List<Tlv> extensions) {
    private static final int VERSION = 1;
    private static final int FIXED_LENGTH = 22;

    /** The payload without its length prefix; null when malformed. */
    public static @Nullable EndPayload parse(byte[] payload) {
        ByteReader reader = new ByteReader(payload);
        int version = reader.u8();
        Purpose purpose = Purpose.of(reader.u8());
        int lifetimeSeconds = reader.u16();
        CircuitTerms terms = CircuitTerms.read(reader, reader.i64());
        byte[] noiseMessage = reader.bytes(reader.u16());
        List<Tlv> extensions = Tlv.readAll(reader);
        boolean sound = reader.finished() && version == VERSION && lifetimeSeconds > 0;
        if (!sound || purpose == null || terms == null) {
            return null;
        }
        return new EndPayload(purpose, lifetimeSeconds, terms, noiseMessage, extensions);
    }

    public byte[] emit() {
        ByteWriter writer =
                new ByteWriter(FIXED_LENGTH + noiseMessage.length)
                        .u8(VERSION)
                        .u8(purpose.code())
                        .u16(lifetimeSeconds)
                        .i64(terms.paidPerMebibyte().value());
        terms.emitBudgets(writer);
        writer.u16(noiseMessage.length).bytes(noiseMessage);
        Tlv.emitAll(writer, extensions);
        return writer.toByteArray();
    }
}

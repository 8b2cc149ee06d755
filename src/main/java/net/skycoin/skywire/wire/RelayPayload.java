package net.skycoin.skywire.wire;

import java.util.List;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * What the onion of a set-up tells a relay.
 *
 * @param next the node to pass the rest of the onion to
 * @param linkSelector which of the links to that node; 0 leaves it to the relay
 * @param lifetimeSeconds how long the circuit may live, 1 to 65,535
 * @param terms what the relay is paid
 * @param payOnPerMebibyte what the relay shall pay to the next node, per MiB
 * @param extensions TLVs that the writer adds; a reader knows none yet
 */
public record RelayPayload(
        PublicKey next,
        int linkSelector,
        int lifetimeSeconds,
        CircuitTerms terms,
        NanoSky payOnPerMebibyte,
        List<Tlv> extensions) {
    private static final int VERSION = 1;
    private static final int LENGTH = 61;

    /** The payload without its length prefix; null when malformed. */
    public static @Nullable RelayPayload parse(byte[] payload) {
        ByteReader reader = new ByteReader(payload);
        int version = reader.u8();
        byte[] nextBytes = reader.bytes(PublicKey.LENGTH);
        int linkSelector = reader.u8();
        int lifetimeSeconds = reader.u16();
        long paid = reader.i64();
        long payOn = reader.i64();
        CircuitTerms terms = CircuitTerms.read(reader, paid);
        List<Tlv> extensions = Tlv.readAll(reader);
        if (!reader.finished() || version != VERSION || lifetimeSeconds == 0) {
            return null;
        }
        PublicKey next = PublicKey.parse(nextBytes);
        if (next == null || terms == null || payOn < 0) {
            return null;
        }
        return new RelayPayload(
                next, linkSelector, lifetimeSeconds, terms, new NanoSky(payOn), extensions);
    }

    public byte[] emit() {
        ByteWriter writer =
                new ByteWriter(LENGTH)
                        .u8(VERSION)
                        .bytes(next.toBytes())
                        .u8(linkSelector)
                        .u16(lifetimeSeconds)
                        .i64(terms.paidPerMebibyte().value())
                        .i64(payOnPerMebibyte.value());
        terms.emitBudgets(writer);
        Tlv.emitAll(writer, extensions);
        return writer.toByteArray();
    }
}

package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.Signatures;
import org.jspecify.annotations.Nullable;

/**
 * A channel's terms with the hub's signature: what a payee must hold before it serves.
 *
 * @param signature of type {@code channel} by {@code terms.hub()}
 */
public record ChannelVoucher(ChannelTerms terms, byte[] signature) {
    /** First byte of the message on a link. */
    public static final int MESSAGE_TYPE = 65;

    /** Bytes of the encoding without the message's type. */
    public static final int LENGTH = ChannelTerms.LENGTH + Signatures.LENGTH;

    private static final String TYPE = "channel";

    public static ChannelVoucher sign(ChannelTerms terms, PrivateKey hub) {
        return new ChannelVoucher(terms, Signatures.sign(TYPE, terms.emit(), hub));
    }

    /** Whether the hub that the terms name has signed them. */
    public boolean verify() {
        return Signatures.verify(TYPE, terms.emit(), signature, terms.hub());
    }

    /** The voucher in these bytes, not verified; null when malformed. */
    public static @Nullable ChannelVoucher parse(byte[] encoded) {
        ByteReader reader = new ByteReader(encoded);
        ChannelTerms terms = ChannelTerms.read(reader);
        byte[] signature = reader.bytes(Signatures.LENGTH);
        return terms == null || !reader.finished() ? null : new ChannelVoucher(terms, signature);
    }

    public byte[] emit() {
        ByteWriter writer = new ByteWriter(LENGTH);
        terms.emit(writer);
        return writer.bytes(signature).toByteArray();
    }

    /** The voucher in a link's message; null when malformed. */
    public static @Nullable ChannelVoucher parseMessage(byte[] message) {
        ByteReader reader = new ByteReader(message);
        return reader.u8() == MESSAGE_TYPE ? parse(reader.rest()) : null;
    }

    public byte[] emitMessage() {
        return new ByteWriter(1 + LENGTH).u8(MESSAGE_TYPE).bytes(emit()).toByteArray();
    }
}

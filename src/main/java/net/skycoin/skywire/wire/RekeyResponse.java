package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.crypto.MlKem768;
import net.skycoin.skywire.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * Answers a {@link RekeyInit}.
 *
 * @param epoch the epoch that shall begin, modulo 256
 * @param fresh the sender's fresh key
 * @param ciphertext an ML-KEM-768 ciphertext, under the init's encapsulation key; null without it
 */
public record RekeyResponse(int epoch, PublicKey fresh, byte @Nullable [] ciphertext) {
    /** First byte of the message on a link. */
    public static final int MESSAGE_TYPE = 2;

    /** First byte of the message inside a circuit. */
    public static final int CIRCUIT_TYPE = 8;

    private static final int KEM_TLV = 1;
    private static final int FIXED_LENGTH = 1 + PublicKey.LENGTH;

    /** The link message in these bytes, type byte included; null when malformed. */
    public static @Nullable RekeyResponse parse(byte[] message) {
        ByteReader reader = new ByteReader(message);
        return reader.u8() == MESSAGE_TYPE ? parseBody(reader) : null;
    }

    /** The message without its type byte, which circuits number otherwise; reads to the end. */
    public static @Nullable RekeyResponse parseBody(ByteReader reader) {
        int epoch = reader.u8();
        byte[] key = reader.bytes(PublicKey.LENGTH);
        byte[] kem = Tlv.first(Tlv.readAll(reader, KEM_TLV), KEM_TLV);
        PublicKey fresh = reader.finished() ? PublicKey.parse(key) : null;
        if (fresh == null || (kem != null && kem.length != MlKem768.CIPHERTEXT_LENGTH)) {
            return null;
        }
        return new RekeyResponse(epoch, fresh, kem);
    }

    /** The link message, type byte included. */
    public byte[] emit() {
        ByteWriter writer = new ByteWriter(1 + FIXED_LENGTH).u8(MESSAGE_TYPE);
        emitBody(writer);
        return writer.toByteArray();
    }

    /** The message without its type byte. */
    public void emitBody(ByteWriter writer) {
        writer.u8(epoch).bytes(fresh.toBytes());
        if (ciphertext != null) {
            new Tlv(KEM_TLV, ciphertext).emit(writer);
        }
    }
}

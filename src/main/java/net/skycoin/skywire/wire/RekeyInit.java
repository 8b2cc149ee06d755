package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.crypto.MlKem768;
import net.skycoin.skywire.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * Begins a rekey, on a link or inside a circuit.
 *
 * @param epoch the epoch that shall begin, modulo 256
 * @param fresh the sender's fresh key
 * @param encapsulationKey an ML-KEM-768 encapsulation key; null without it
 */
public record RekeyInit(int epoch, PublicKey fresh, byte @Nullable [] encapsulationKey) {
    /** First byte of the message on a link. */
    public static final int MESSAGE_TYPE = 1;

    /** First byte of the message inside a circuit. */
    public static final int CIRCUIT_TYPE = 7;

    private static final int KEM_TLV = 1;
    private static final int FIXED_LENGTH = 1 + PublicKey.LENGTH;

    /** The link message in these bytes, type byte included; null when malformed. */
    public static @Nullable RekeyInit parse(byte[] message) {
        ByteReader reader = new ByteReader(message);
        return reader.u8() == MESSAGE_TYPE ? parseBody(reader) : null;
    }

    /** The message without its type byte, which circuits number otherwise; reads to the end. */
    public static @Nullable RekeyInit parseBody(ByteReader reader) {
        int epoch = reader.u8();
        byte[] key = reader.bytes(PublicKey.LENGTH);
        byte[] kem = Tlv.first(Tlv.readAll(reader, KEM_TLV), KEM_TLV);
        PublicKey fresh = reader.finished() ? PublicKey.parse(key) : null;
        if (fresh == null || (kem != null && kem.length != MlKem768.ENCAPSULATION_KEY_LENGTH)) {
            return null;
        }
        return new RekeyInit(epoch, fresh, kem);
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
        if (encapsulationKey != null) {
            new Tlv(KEM_TLV, encapsulationKey).emit(writer);
        }
    }
}

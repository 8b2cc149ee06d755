package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Signatures;
import org.jspecify.annotations.Nullable;

/**
 * A hub's answer, with a signed statement of the account.
 *
 * @param payload of {@code Open} the voucher, of {@code Deposit} an address in ASCII, of {@code
 *     Redeem} and {@code Close} the ticks paid out so far (4) and whether the channel is closing
 *     (1); else nothing
 * @param signature of type {@code hub-answer} over the request's hash and all before it
 */
public record HubAnswer(HubCode code, HubStatement statement, byte[] payload, byte[] signature) {
    /** Longest encoding. */
    public static final int MAX_LENGTH = 1024;

    private static final String TYPE = "hub-answer";
    private static final int VERSION = 1;

    public static HubAnswer sign(
            HubRequest request,
            HubCode code,
            HubStatement statement,
            byte[] payload,
            PrivateKey hub) {
        HubAnswer unsigned = new HubAnswer(code, statement, payload, new byte[0]);
        return new HubAnswer(
                code, statement, payload, Signatures.sign(TYPE, unsigned.signed(request), hub));
    }

    /** Whether this hub gave this answer to that request. */
    public boolean verify(HubRequest request, PublicKey hub) {
        return Signatures.verify(TYPE, signed(request), signature, hub);
    }

    private byte[] signed(HubRequest request) {
        return new ByteWriter(MAX_LENGTH).bytes(request.hash()).bytes(body()).toByteArray();
    }

    private byte[] body() {
        ByteWriter writer = new ByteWriter(MAX_LENGTH).u8(VERSION).u8(code.code());
        statement.emit(writer);
        return writer.u16(payload.length).bytes(payload).toByteArray();
    }

    /** The answer in these bytes, not verified; null when malformed. */
    public static @Nullable HubAnswer parse(byte[] encoded) {
        ByteReader reader = new ByteReader(encoded);
        int version = reader.u8();
        HubCode code = HubCode.of(reader.u8());
        HubStatement statement = HubStatement.read(reader);
        byte[] payload = reader.bytes(reader.u16());
        byte[] signature = reader.bytes(Signatures.LENGTH);
        return !reader.finished() || version != VERSION || code == null || statement == null
                ? null
                : new HubAnswer(code, statement, payload, signature);
    }

    public byte[] emit() {
        return new ByteWriter(MAX_LENGTH).bytes(body()).bytes(signature).toByteArray();
    }
}

package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Signatures;
import org.jspecify.annotations.Nullable;

/**
 * What one neighbour carried for another in an hour, what that was worth and what was paid: an
 * invoice with the payee's signature, a receipt with the payer's as well.
 *
 * @param payee the node that carried
 * @param payer the node that pays
 * @param fromSeconds begin of the period, since 1970
 * @param toSeconds its end
 * @param bytes carried and not free
 * @param due their worth
 * @param paid in the period
 * @param payeeSignature of type {@code receipt}
 * @param payerSignature of type {@code receipt}; 64 zeros while the payer has not agreed
 */
public record PayReceipt(
        PublicKey payee,
        PublicKey payer,
        long fromSeconds,
        long toSeconds,
        long bytes,
        NanoSky due,
        NanoSky paid,
        byte[] payeeSignature,
        byte[] payerSignature) {
    /** First byte of the message on a link. */
    public static final int MESSAGE_TYPE = 68;

    private static final String TYPE = "receipt";
    private static final int BODY_LENGTH = 1 + 2 * PublicKey.LENGTH + 5 * 8;
    private static final int VERSION = 1;

    /** An invoice. */
    public static PayReceipt sign(
            PrivateKey payee,
            PublicKey payer,
            long fromSeconds,
            long toSeconds,
            long bytes,
            NanoSky due,
            NanoSky paid) {
        PayReceipt unsigned =
                new PayReceipt(
                        payee.publicKey(),
                        payer,
                        fromSeconds,
                        toSeconds,
                        bytes,
                        due,
                        paid,
                        new byte[Signatures.LENGTH],
                        new byte[Signatures.LENGTH]);
        return unsigned.with(
                Signatures.sign(TYPE, unsigned.body(), payee), unsigned.payerSignature);
    }

    private PayReceipt with(byte[] ofPayee, byte[] ofPayer) {
        return new PayReceipt(
                payee, payer, fromSeconds, toSeconds, bytes, due, paid, ofPayee, ofPayer);
    }

    /** The receipt that this invoice becomes with the payer's signature. */
    public PayReceipt countersign(PrivateKey key) {
        return with(payeeSignature, Signatures.sign(TYPE, body(), key));
    }

    /** Whether the payee has signed. */
    public boolean isInvoice() {
        return Signatures.verify(TYPE, body(), payeeSignature, payee);
    }

    /** Whether both have signed. */
    public boolean isReceipt() {
        return isInvoice() && Signatures.verify(TYPE, body(), payerSignature, payer);
    }

    private byte[] body() {
        return new ByteWriter(BODY_LENGTH)
                .u8(VERSION)
                .bytes(payee.toBytes())
                .bytes(payer.toBytes())
                .i64(fromSeconds)
                .i64(toSeconds)
                .i64(bytes)
                .i64(due.value())
                .i64(paid.value())
                .toByteArray();
    }

    /** The invoice or receipt in these bytes, not verified; null when malformed. */
    public static @Nullable PayReceipt parse(byte[] message) {
        ByteReader reader = new ByteReader(message);
        int type = reader.u8();
        int version = reader.u8();
        PublicKey payee = PublicKey.parse(reader.bytes(PublicKey.LENGTH));
        PublicKey payer = PublicKey.parse(reader.bytes(PublicKey.LENGTH));
        long fromSeconds = reader.i64();
        long toSeconds = reader.i64();
        long bytes = reader.i64();
        long due = reader.i64();
        long paid = reader.i64();
        byte[] payeeSignature = reader.bytes(Signatures.LENGTH);
        byte[] payerSignature = reader.bytes(Signatures.LENGTH);
        if (!reader.finished()
                || type != MESSAGE_TYPE
                || version != VERSION
                || payee == null
                || payer == null
                || fromSeconds < 0
                || toSeconds < fromSeconds
                || bytes < 0
                || due < 0
                || paid < 0) {
            return null;
        }
        return new PayReceipt(
                payee,
                payer,
                fromSeconds,
                toSeconds,
                bytes,
                new NanoSky(due),
                new NanoSky(paid),
                payeeSignature,
                payerSignature);
    }

    public byte[] emit() {
        return new ByteWriter(1 + BODY_LENGTH + 2 * Signatures.LENGTH)
                .u8(MESSAGE_TYPE)
                .bytes(body())
                .bytes(payeeSignature)
                .bytes(payerSignature)
                .toByteArray();
    }
}

package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Sha256;
import net.skycoin.skywire.crypto.Signatures;
import org.jspecify.annotations.Nullable;

/**
 * A question to a hub. It names the newest statement that the account has seen, and so countersigns
 * it: a hub that was set back to an older state learns so, and who kept the statement can prove it.
 *
 * @param account who asks
 * @param seenSequence of the newest statement that the account holds; 0 for none
 * @param seenHash its hash, 32 bytes
 * @param signature of type {@code hub-request} by the account
 */
public record HubRequest(
        PublicKey hub,
        PublicKey account,
        long seenSequence,
        byte[] seenHash,
        HubOperation operation,
        byte[] signature) {
    public static final int HASH_LENGTH = 32;

    /** Longest encoding; more is refused unread. */
    public static final int MAX_LENGTH = 512;

    private static final String TYPE = "hub-request";
    private static final int VERSION = 1;

    public static HubRequest sign(
            PublicKey hub,
            PrivateKey account,
            long seenSequence,
            byte[] seenHash,
            HubOperation operation) {
        HubRequest unsigned =
                new HubRequest(
                        hub, account.publicKey(), seenSequence, seenHash, operation, new byte[0]);
        byte[] signature = Signatures.sign(TYPE, unsigned.body(), account);
        return new HubRequest(
                hub, account.publicKey(), seenSequence, seenHash, operation, signature);
    }

    public boolean verify() {
        return Signatures.verify(TYPE, body(), signature, account);
    }

    private byte[] body() {
        ByteWriter writer =
                new ByteWriter(MAX_LENGTH)
                        .u8(VERSION)
                        .bytes(hub.toBytes())
                        .bytes(account.toBytes())
                        .i64(seenSequence)
                        .bytes(seenHash);
        HubOperation.emit(operation, writer);
        return writer.toByteArray();
    }

    /** The request in these bytes, not verified; null when malformed. */
    public static @Nullable HubRequest parse(byte[] encoded) {
        ByteReader reader = new ByteReader(encoded);
        int version = reader.u8();
        PublicKey hub = PublicKey.parse(reader.bytes(PublicKey.LENGTH));
        PublicKey account = PublicKey.parse(reader.bytes(PublicKey.LENGTH));
        long seenSequence = reader.i64();
        byte[] seenHash = reader.bytes(HASH_LENGTH);
        HubOperation operation = HubOperation.read(reader);
        byte[] signature = reader.bytes(Signatures.LENGTH);
        return !reader.finished()
                        || version != VERSION
                        || hub == null
                        || account == null
                        || seenSequence < 0
                        || operation == null
                ? null
                : new HubRequest(hub, account, seenSequence, seenHash, operation, signature);
    }

    public byte[] emit() {
        return new ByteWriter(MAX_LENGTH).bytes(body()).bytes(signature).toByteArray();
    }

    /** What the answer to this request is bound to. */
    public byte[] hash() {
        return Sha256.hash(emit());
    }
}

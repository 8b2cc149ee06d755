package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * A Sphinx onion as in BOLT 4: version 0, ephemeral key, layered payloads, MAC. The size of the
 * payloads is not in the packet; both sides know it.
 *
 * @param alpha the key that this hop does Diffie-Hellman with
 * @param payloads encrypted payloads of all hops, this one's first
 * @param hmac MAC of the payloads and the associated data for this hop, 32 bytes
 */
public record OnionPacket(PublicKey alpha, byte[] payloads, byte[] hmac) {
    /** Bytes of the payloads of a circuit set-up. */
    public static final int PAYLOADS_LENGTH = 1054;

    /** Bytes of the MAC. */
    public static final int HMAC_LENGTH = 32;

    /** Bytes around the payloads. */
    public static final int OVERHEAD = 1 + PublicKey.LENGTH + HMAC_LENGTH;

    /** Bytes of the onion of a circuit set-up. */
    public static final int LENGTH = OVERHEAD + PAYLOADS_LENGTH;

    private static final int VERSION = 0;

    /** The onion with payloads of {@code payloadsLength} bytes; null when malformed. */
    public static @Nullable OnionPacket parse(byte[] bytes, int payloadsLength) {
        ByteReader reader = new ByteReader(bytes);
        int version = reader.u8();
        byte[] alpha = reader.bytes(PublicKey.LENGTH);
        byte[] payloads = reader.bytes(payloadsLength);
        byte[] hmac = reader.bytes(HMAC_LENGTH);
        if (!reader.finished() || version != VERSION) {
            return null;
        }
        PublicKey key = PublicKey.parse(alpha);
        return key == null ? null : new OnionPacket(key, payloads, hmac);
    }

    public byte[] emit() {
        return new ByteWriter(OVERHEAD + payloads.length)
                .u8(VERSION)
                .bytes(alpha.toBytes())
                .bytes(payloads)
                .bytes(hmac)
                .toByteArray();
    }
}

package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import org.jspecify.annotations.Nullable;

/**
 * What a responder under load answers to an init without a valid MAC2: a cookie, sealed so that
 * only who saw the init can read it.
 *
 * @param receiverIndex the sender index of the init
 * @param salt 16 random bytes, from which the key of the seal is derived
 * @param sealedCookie the cookie (16 bytes) and its tag
 */
public record CookieReply(int receiverIndex, byte[] salt, byte[] sealedCookie) {
    public static final int SALT_LENGTH = 16;
    public static final int SEALED_LENGTH = 32;

    private static final int BODY_LENGTH = SALT_LENGTH + SEALED_LENGTH;

    /** Bytes of the whole packet; less than an init's, so that nothing is amplified. */
    public static final int PACKET_LENGTH = LinkHeader.SHORT_LENGTH + BODY_LENGTH;

    /** The reply in these bytes; null when malformed. */
    public static @Nullable CookieReply parse(byte[] packet, int offset, int length) {
        if (length != PACKET_LENGTH
                || !LinkHeader.isShort(packet, offset, length, LinkHeader.COOKIE_REPLY)) {
            return null;
        }
        ByteReader body = new ByteReader(packet, offset + LinkHeader.SHORT_LENGTH, BODY_LENGTH);
        return new CookieReply(
                LinkHeader.index(packet, offset),
                body.bytes(SALT_LENGTH),
                body.bytes(SEALED_LENGTH));
    }

    public byte[] emit() {
        byte[] packet = new byte[PACKET_LENGTH];
        LinkHeader.putShort(packet, 0, LinkHeader.COOKIE_REPLY, BODY_LENGTH, receiverIndex);
        System.arraycopy(salt, 0, packet, LinkHeader.SHORT_LENGTH, SALT_LENGTH);
        System.arraycopy(
                sealedCookie, 0, packet, LinkHeader.SHORT_LENGTH + SALT_LENGTH, SEALED_LENGTH);
        return packet;
    }
}

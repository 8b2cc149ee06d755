package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import org.jspecify.annotations.Nullable;

/**
 * The first packet of a handshake, without its two MACs: these cover the emitted bytes, so the
 * sender computes them over the packet and the receiver checks them before it parses.
 *
 * @param senderIndex the index by which the sender wants to be addressed
 * @param noiseMessage message 1 of the Noise handshake
 */
public record HandshakeInit(int senderIndex, byte[] noiseMessage) {
    /** Bytes of each MAC. */
    public static final int MAC_LENGTH = 16;

    /** Bytes of MAC1 and MAC2, the last of every handshake packet. */
    public static final int MACS_LENGTH = 2 * MAC_LENGTH;

    /** The init in these bytes, its MACs unchecked; null when malformed. */
    public static @Nullable HandshakeInit parse(byte[] packet, int offset, int length) {
        if (length < LinkHeader.SHORT_LENGTH + MACS_LENGTH
                || !LinkHeader.isShort(packet, offset, length, LinkHeader.HANDSHAKE_INIT)) {
            return null;
        }
        ByteReader body =
                new ByteReader(
                        packet,
                        offset + LinkHeader.SHORT_LENGTH,
                        length - LinkHeader.SHORT_LENGTH - MACS_LENGTH);
        return new HandshakeInit(LinkHeader.index(packet, offset), body.rest());
    }

    /** The packet, with zeros where the MACs go. */
    public byte[] emit() {
        int bodyLength = noiseMessage.length + MACS_LENGTH;
        byte[] packet = new byte[LinkHeader.SHORT_LENGTH + bodyLength];
        LinkHeader.putShort(packet, 0, LinkHeader.HANDSHAKE_INIT, bodyLength, senderIndex);
        System.arraycopy(noiseMessage, 0, packet, LinkHeader.SHORT_LENGTH, noiseMessage.length);
        return packet;
    }
}

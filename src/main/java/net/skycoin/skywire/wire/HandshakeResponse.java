package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.BigEndian;
import net.skycoin.skywire.bytes.ByteReader;
import org.jspecify.annotations.Nullable;

/**
 * The second packet of a handshake, without its MACs (as {@link HandshakeInit}).
 *
 * @param senderIndex the index by which the sender, the responder, wants to be addressed
 * @param receiverIndex the sender index of the init
 * @param noiseMessage message 2 of the Noise handshake
 */
public record HandshakeResponse(int senderIndex, int receiverIndex, byte[] noiseMessage) {
    private static final int NOISE_OFFSET = LinkHeader.SHORT_LENGTH + 4;

    /** The response in these bytes, its MACs unchecked; null when malformed. */
    public static @Nullable HandshakeResponse parse(byte[] packet, int offset, int length) {
        int noiseLength = length - NOISE_OFFSET - HandshakeInit.MACS_LENGTH;
        if (noiseLength < 0
                || !LinkHeader.isShort(packet, offset, length, LinkHeader.HANDSHAKE_RESPONSE)) {
            return null;
        }
        return new HandshakeResponse(
                LinkHeader.index(packet, offset),
                BigEndian.getInt(packet, offset + LinkHeader.SHORT_LENGTH),
                new ByteReader(packet, offset + NOISE_OFFSET, noiseLength).rest());
    }

    /** The packet, with zeros where the MACs go. */
    public byte[] emit() {
        byte[] packet = new byte[NOISE_OFFSET + noiseMessage.length + HandshakeInit.MACS_LENGTH];
        LinkHeader.putShort(
                packet,
                0,
                LinkHeader.HANDSHAKE_RESPONSE,
                packet.length - LinkHeader.SHORT_LENGTH,
                senderIndex);
        BigEndian.putInt(packet, LinkHeader.SHORT_LENGTH, receiverIndex);
        System.arraycopy(noiseMessage, 0, packet, NOISE_OFFSET, noiseMessage.length);
        return packet;
    }
}

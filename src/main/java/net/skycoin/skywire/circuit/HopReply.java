package net.skycoin.skywire.circuit;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.crypto.ChaCha20;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Sha256;
import net.skycoin.skywire.wire.CircuitReply;
import net.skycoin.skywire.wire.ReplyEnd;

/**
 * What one hop does to the reply of a set-up (protocol.md, "Reply"): the hop where the set-up ends
 * makes it, the hops before pass it back. Either way it puts its fresh key and a MAC into the first
 * slot and covers all with a layer of its own.
 *
 * @param layerKey key of the layer
 * @param macKey key of the MAC
 * @param fresh Y, 33 bytes
 */
record HopReply(byte[] layerKey, byte[] macKey, byte[] fresh) {
    /** Roles, the first byte that a MAC covers. */
    static final int RELAY = 0;

    static final int ACCEPTED = 1;
    static final int REFUSED = 2;
    static final int STALE = 3;

    private static final int KEY_LENGTH = 32;

    /** The part of a hop that could open the onion. */
    static HopReply of(byte[] sharedSecret, HopKeys keys, PublicKey fresh) {
        return new HopReply(layerKey(sharedSecret), keys.replyMac(), fresh.toBytes());
    }

    /** The part of a hop that could not, from DH(alpha, node key). */
    static HopReply stale(byte[] nodeSecret, PublicKey fresh) {
        return new HopReply(layerKey(nodeSecret), staleMacKey(nodeSecret), fresh.toBytes());
    }

    static byte[] layerKey(byte[] secret) {
        return derive(secret, "reply-layer");
    }

    static byte[] staleMacKey(byte[] nodeSecret) {
        return derive(nodeSecret, "stale");
    }

    private static byte[] derive(byte[] secret, String label) {
        byte[] extracted = Sha256.hkdfExtract(HopKeys.SALT, secret);
        return HopKeys.expand(extracted, label, KEY_LENGTH);
    }

    /** The reply of the hop where the set-up ends; random wherever it says nothing. */
    byte[] make(int role, ReplyEnd end, RandomGenerator random) {
        byte[] reply = new byte[CircuitReply.REPLY_LENGTH];
        random.nextBytes(reply);
        byte[] said = end.emit();
        System.arraycopy(said, 0, reply, CircuitReply.END, said.length);
        return cover(reply, role);
    }

    /** The reply on its way back, with this hop's part added. */
    byte[] pass(byte[] received) {
        byte[] reply = received.clone();
        int kept = CircuitReply.END - CircuitReply.SLOT_LENGTH;
        System.arraycopy(received, 0, reply, CircuitReply.SLOT_LENGTH, kept);
        return cover(reply, RELAY);
    }

    private byte[] cover(byte[] reply, int role) {
        byte[] mac = mac(macKey, role, fresh, reply);
        System.arraycopy(fresh, 0, reply, 0, fresh.length);
        System.arraycopy(mac, 0, reply, fresh.length, mac.length);
        xorLayer(reply, layerKey);
        return reply;
    }

    /** The MAC over role, Y and the end slot of this reply. */
    static byte[] mac(byte[] macKey, int role, byte[] fresh, byte[] reply) {
        byte[] end = Arrays.copyOfRange(reply, CircuitReply.END, CircuitReply.REPLY_LENGTH);
        byte[] mac = Sha256.hmac(macKey, new byte[] {(byte) role}, fresh, end);
        return Arrays.copyOf(mac, CircuitReply.SLOT_MAC_LENGTH);
    }

    static void xorLayer(byte[] reply, byte[] layerKey) {
        byte[] nonce = new byte[ChaCha20.NONCE_LENGTH];
        new ChaCha20(layerKey).xor(nonce, 0, reply, 0, reply.length);
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "HopReply";
    }
}

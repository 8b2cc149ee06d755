package net.skycoin.skywire.link;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.crypto.AeadAlgorithm;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.HandshakePayload;

/**
 * What this node brings into its handshakes.
 *
 * @param identity stays the daemon's
 * @param payload what it says of itself
 * @param random for keys and everything else
 */
record LocalNode(PrivateKey identity, HandshakePayload payload, RandomGenerator random) {
    PublicKey key() {
        return identity.publicKey();
    }

    /** Binds a handshake to the protocol, its version and the kind of transport. */
    static byte[] prologue(Endpoint endpoint) {
        return ("skywire/link/1/" + endpoint.transport()).getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether ML-KEM-768 is mixed into the keys: where both can. */
    boolean postQuantumWith(Peer peer) {
        return (payload.capabilities() & peer.capabilities() & HandshakePayload.CAN_KEM) != 0;
    }

    /** The bulk cipher of a session: AES only where both have it in hardware. */
    AeadAlgorithm cipherWith(Peer peer) {
        int common = payload.capabilities() & peer.capabilities();
        return (common & HandshakePayload.CAN_AES) != 0
                ? AeadAlgorithm.AES_256_GCM
                : AeadAlgorithm.CHACHA20_POLY1305;
    }
}

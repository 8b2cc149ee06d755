package net.skycoin.skywire.noise;

import net.skycoin.skywire.crypto.Aead;
import net.skycoin.skywire.crypto.AeadAlgorithm;

/** The ciphers and counters of one key epoch of a {@link Session}. */
final class SessionEpoch {
    /** Modulo 256, as it stands in packets. */
    final int number;

    /** When its keys were made. */
    final long beganNs;

    final Aead sealer;
    final Aead opener;
    final ReplayWindow window = new ReplayWindow();

    /** Packets sealed in all epochs before it; known when it begins to seal. */
    long sealedBefore;

    /** Counter of the next packet to seal. */
    long nextCounter;

    /** Takes the ciphers' keys from {@code keys}, and wipes them there. */
    SessionEpoch(
            int number,
            boolean initiator,
            HandshakeKeys keys,
            AeadAlgorithm algorithm,
            long beganNs) {
        this.number = number;
        this.beganNs = beganNs;
        sealer = algorithm.withKey(initiator ? keys.k1() : keys.k2());
        opener = algorithm.withKey(initiator ? keys.k2() : keys.k1());
        keys.wipeTrafficKeys();
    }

    /** Wipes the keys. */
    void close() {
        sealer.close();
        opener.close();
    }
}

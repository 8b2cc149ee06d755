package net.skycoin.skywire.link;

import net.skycoin.skywire.crypto.PublicKey;

/**
 * Who is at the other end, as the handshake proved it.
 *
 * @param capabilities bits of {@link net.skycoin.skywire.wire.HandshakePayload}
 * @param instance random, new at each start of the peer's daemon
 */
record Peer(PublicKey key, int capabilities, long instance) {}

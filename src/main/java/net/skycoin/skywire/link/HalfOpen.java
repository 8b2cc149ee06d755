package net.skycoin.skywire.link;

import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.noise.Session;

/**
 * A handshake that was answered and awaits its first sealed packet: until then its init may be a
 * replay, so it changes nothing.
 *
 * @param expiry drops it when nothing comes
 */
record HalfOpen(Peer peer, Session session, Timers.Timer expiry) implements Addressee {}

/**
 * Floor 2: from keys to sealed packets. The Noise handshake machine (revision 34 of the Noise
 * Protocol Framework), the packets of a link's session with their replay window and key epochs, and
 * the MACs that protect a responder from unproven sources. Knows neither sockets nor time: bytes
 * and {@code nowNs} come in, bytes go out.
 *
 * <p>Start with {@link net.skycoin.skywire.noise.Handshake}, whose keys make a {@link
 * net.skycoin.skywire.noise.Session}.
 */
@NullMarked
package net.skycoin.skywire.noise;

import org.jspecify.annotations.NullMarked;

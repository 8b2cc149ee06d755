/**
 * Floor 5: many paths as one. A bond joins the circuits that two ends share under one lease; it
 * knows how each path is doing from its own packet numbers and acknowledgements, chooses the path
 * of every packet, and says when one is dead. Knows nothing of how a path is built ({@code
 * circuit}) or what the packets are for ({@code vpn}).
 *
 * <p>Start with {@link net.skycoin.skywire.bond.Bond}.
 */
@NullMarked
package net.skycoin.skywire.bond;

import org.jspecify.annotations.NullMarked;

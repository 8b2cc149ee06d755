/**
 * A bond between two ends under a virtual clock: wires, TCP connections and UDP flows, without
 * nodes around them. Start with {@link net.skycoin.skywire.bond.sim.VirtualBond}.
 */
@NullMarked
package net.skycoin.skywire.bond.sim;

import org.jspecify.annotations.NullMarked;

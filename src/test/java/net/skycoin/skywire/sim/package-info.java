/**
 * The virtual-clock harness: whole nodes (the daemon's own {@code Engine}) joined by wires with
 * delay, loss and reordering, under one clock and one seed. The same seed gives the same trace,
 * byte for byte. Start with {@link net.skycoin.skywire.sim.VirtualNetwork}.
 */
@NullMarked
package net.skycoin.skywire.sim;

import org.jspecify.annotations.NullMarked;

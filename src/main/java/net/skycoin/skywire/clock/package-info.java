/**
 * Floor 0: time. The only package that reads the system's clock. Protocol code sees time only as
 * {@link net.skycoin.skywire.clock.Timers}, which the daemon drives from the real clock and the
 * simulator from a virtual one.
 */
@NullMarked
package net.skycoin.skywire.clock;

import org.jspecify.annotations.NullMarked;

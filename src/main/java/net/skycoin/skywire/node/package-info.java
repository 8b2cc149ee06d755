/**
 * Floor 8: the node as a program. {@link net.skycoin.skywire.node.Engine} joins the protocol floors
 * to a whole node without I/O; {@link net.skycoin.skywire.node.Daemon} runs it on an event loop
 * with real sockets, devices and commands; {@link net.skycoin.skywire.node.Skywired} is the main
 * class. Configuration lives here, too.
 */
@NullMarked
package net.skycoin.skywire.node;

import org.jspecify.annotations.NullMarked;

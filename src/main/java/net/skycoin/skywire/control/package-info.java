/**
 * Floor 6: the control API: JSON over HTTP/1.1 on Unix domain sockets, its server and its client.
 * Knows no noun of the product: the node registers a {@link
 * net.skycoin.skywire.control.ControlHandler} for each route, the command line reads what it
 * answers.
 *
 * <p>Two sockets carry the same routes: {@code control.sock} for the admin group, {@code
 * status.sock} for the read group, on which only GET is served. Whoever may open the file may use
 * it; there is no other authentication.
 *
 * <p>Start with {@link net.skycoin.skywire.control.ControlServer} and {@link
 * net.skycoin.skywire.control.ControlRoutes}. All of the server runs on one thread of its own;
 * handlers are called on it, must not block it, and may answer later from any thread.
 */
@NullMarked
package net.skycoin.skywire.control;

import org.jspecify.annotations.NullMarked;

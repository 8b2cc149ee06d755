/**
 * Floor 8: the daemon. Its configuration and identity, the wiring of all packages below, threads,
 * start and stop, and what it tells the service manager.
 *
 * <p>Start with {@link net.skycoin.skywire.node.Config} and {@link
 * net.skycoin.skywire.node.ConfigFile}.
 */
@NullMarked
package net.skycoin.skywire.node;

import org.jspecify.annotations.NullMarked;

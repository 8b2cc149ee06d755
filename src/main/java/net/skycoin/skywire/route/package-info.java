/**
 * Floor 4: the choice of a circuit's path on this node's own map. Nobody else takes part in it or
 * learns of it.
 *
 * <p>Start with {@link net.skycoin.skywire.route.RouteFinder}, the interface, and {@link
 * net.skycoin.skywire.route.MapRouteFinder}, the finder in use. Opens no circuits and judges no
 * relays: whom to exclude, to dislike or to avoid comes with each request.
 */
@NullMarked
package net.skycoin.skywire.route;

import org.jspecify.annotations.NullMarked;

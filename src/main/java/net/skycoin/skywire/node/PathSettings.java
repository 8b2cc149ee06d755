package net.skycoin.skywire.node;

import net.skycoin.skywire.route.RouteLimits;
import net.skycoin.skywire.route.RoutePolicy;

/**
 * How this node's own paths shall look.
 *
 * @param relays exactly so many between here and the end point, 0-7
 * @param limits whom a path may use
 */
public record PathSettings(int relays, RoutePolicy policy, RouteLimits limits) {}

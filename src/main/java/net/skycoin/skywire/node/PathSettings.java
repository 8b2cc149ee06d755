package net.skycoin.skywire.node;

import java.util.Set;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.route.RoutePolicy;

/**
 * How this node's own paths shall look.
 *
 * @param relays exactly so many between here and the end point, 0-7
 * @param excluded nodes that no path may use
 */
public record PathSettings(int relays, RoutePolicy policy, Set<PublicKey> excluded) {
    public PathSettings {
        excluded = Set.copyOf(excluded);
    }
}

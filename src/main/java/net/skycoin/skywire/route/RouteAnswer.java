package net.skycoin.skywire.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The paths found, or why there is none.
 *
 * @param reason null exactly when there are routes
 */
public record RouteAnswer(List<Route> routes, @Nullable Reason reason) {
    /** Why there is no path. */
    public enum Reason {
        /** This node has no link to begin with. */
        NO_LINKS,
        /** The map holds no descriptor of the target. */
        TARGET_UNKNOWN,
        /** The target does not publish the role exit. */
        TARGET_NO_EXIT,
        /** No path has exactly as many relays as were asked for, all of them allowed. */
        NO_PATH
    }

    public RouteAnswer {
        routes = List.copyOf(routes);
        if (routes.isEmpty() == (reason == null)) {
            throw new IllegalArgumentException("either routes or a reason");
        }
    }

    static RouteAnswer none(Reason reason) {
        return new RouteAnswer(List.of(), reason);
    }

    static RouteAnswer of(List<Route> routes) {
        return routes.isEmpty() ? none(Reason.NO_PATH) : new RouteAnswer(routes, null);
    }
}

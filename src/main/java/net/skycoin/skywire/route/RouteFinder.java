package net.skycoin.skywire.route;

/** Chooses paths for circuits. Single-threaded: the engine's thread only. */
public interface RouteFinder {
    /**
     * Up to {@code count} different paths, the best first. They share no relay where that is
     * possible, otherwise as few as were found to be possible.
     */
    RouteAnswer find(RouteRequest request, int count);
}

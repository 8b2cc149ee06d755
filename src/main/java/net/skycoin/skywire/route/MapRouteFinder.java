package net.skycoin.skywire.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.topology.NetworkMap;
import net.skycoin.skywire.wire.Role;
import org.jspecify.annotations.Nullable;

/** Finds paths on the node's own map. */
public final class MapRouteFinder implements RouteFinder {
    /** A path in use gives way only to one that is better by so much and by such a share. */
    private static final long LEAST_GAIN_NS = 10_000_000L;

    private static final double LEAST_GAIN = 0.25;

    private final NetworkMap map;
    private @Nullable RouteGraph graph;
    private long graphGeneration;

    public MapRouteFinder(NetworkMap map) {
        this.map = map;
    }

    @Override
    public RouteAnswer find(RouteRequest request, int count) {
        if (request.links().isEmpty()) {
            return RouteAnswer.none(RouteAnswer.Reason.NO_LINKS);
        }
        RouteGraph present = graph();
        int target = present.number(request.target());
        if (target < 0) {
            return RouteAnswer.none(RouteAnswer.Reason.TARGET_UNKNOWN);
        }
        if (request.purpose() == RouteRequest.Purpose.EXIT && !present.has(target, Role.EXIT)) {
            return RouteAnswer.none(RouteAnswer.Reason.TARGET_NO_EXIT);
        }
        if (request.limits().excluded().contains(request.target())
                || request.target().equals(request.ownKey())) {
            return RouteAnswer.none(RouteAnswer.Reason.NO_PATH);
        }
        return search(request, count, present, target);
    }

    private static RouteAnswer search(
            RouteRequest request, int count, RouteGraph graph, int target) {
        PathCosts costs = new PathCosts(graph, request, target);
        List<Rated> rated = new ArrayList<>();
        for (int[] path : DisjointPaths.find(costs, request.relays(), count)) {
            rated.add(rate(costs, path));
        }
        rated.sort(Comparator.comparingLong(Rated::costNs));
        if (count == 1 && !rated.isEmpty() && !request.held().isEmpty()) {
            Rated held = rateHeld(costs, request.held());
            if (held != null && !isMuchBetter(rated.getFirst(), held)) {
                return RouteAnswer.of(List.of(held.route));
            }
        }
        return RouteAnswer.of(rated.stream().map(Rated::route).toList());
    }

    private static boolean isMuchBetter(Rated other, Rated held) {
        long gainNs = held.costNs - other.costNs;
        return gainNs > LEAST_GAIN_NS && gainNs > held.costNs * LEAST_GAIN;
    }

    /** The path in use at present costs; null when it is none any more. */
    private static @Nullable Rated rateHeld(PathCosts costs, List<PublicKey> relays) {
        int[] path = relays.stream().mapToInt(costs.graph()::number).toArray();
        if (relays.size() != costs.relays() || !costs.links().containsKey(path[0])) {
            return null;
        }
        for (int i = 0; i < path.length; i++) {
            int next = i + 1 < path.length ? path[i + 1] : costs.target();
            boolean usable = path[i] >= 0 && next >= 0 && costs.mayRelay(path[i]);
            if (!usable || costs.graph().edge(path[i], next) < 0) {
                return null;
            }
        }
        return rate(costs, path);
    }

    private record Rated(Route route, long costNs) {}

    /** Walks along a path that was found and adds up what the search looked at piece by piece. */
    private static Rated rate(PathCosts costs, int[] path) {
        RouteGraph graph = costs.graph();
        int at = path.length == 0 ? costs.target() : path[0];
        RouteRequest.Link link = costs.links().get(at);
        if (link == null) {
            throw new IllegalStateException("a path begins at a link");
        }
        List<PublicKey> relays = new ArrayList<>();
        long delayNs = PathCosts.linkDelayNs(link);
        long costNs = costs.linkCostNs(link);
        int largestDatagram = link.largestDatagram();
        long capacity = link.capacityBitsPerSecond();
        long price = 0;
        for (int i = 0; i < path.length; i++) {
            relays.add(graph.key(path[i]));
            int next = i + 1 < path.length ? path[i + 1] : costs.target();
            int edge = graph.edge(path[i], next);
            delayNs += costs.hopDelayNs(edge);
            costNs += costs.relayNs(path[i]) + costs.hopCostNs(edge);
            largestDatagram = Math.min(largestDatagram, graph.largestDatagram(edge));
            capacity = lesserKnown(capacity, graph.capacity(edge));
            // Prices come from others and may be anything up to the largest long.
            price = Math.min(price, Long.MAX_VALUE - graph.price(edge)) + graph.price(edge);
        }
        Route route =
                new Route(
                        relays,
                        graph.key(costs.target()),
                        delayNs,
                        capacity,
                        new NanoSky(price),
                        largestDatagram);
        return new Rated(route, costNs);
    }

    private static long lesserKnown(long a, long b) {
        return a < 0 || b < 0 ? Math.max(a, b) : Math.min(a, b);
    }

    private RouteGraph graph() {
        if (graph == null || graphGeneration != map.generation()) {
            graph = new RouteGraph(map);
            graphGeneration = map.generation();
        }
        return graph;
    }
}

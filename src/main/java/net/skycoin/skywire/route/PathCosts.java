package net.skycoin.skywire.route;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.Role;

/**
 * What one request makes of the graph: who may be a relay, what each relay and each hop costs. All
 * costs are in nanoseconds; what is not a delay is expressed as one.
 */
final class PathCosts {
    /** Delay of a hop of which nobody knows it: long enough to prefer a known one. */
    static final long UNKNOWN_DELAY_NS = 100_000_000L;

    /** Cost of a shared relay: more than all delays and dislikes of a path together. */
    static final long SHARED_NS = 1_000_000_000_000_000L;

    static final long MAX_DISLIKE_NS = 1_000_000_000_000L;

    /** Less than a step of published delays, so that it only decides between equals. */
    static final long TIE_BREAK_NS = 100_000L;

    private static final long FORBIDDEN = -1;

    private final RouteGraph graph;
    private final RoutePolicy policy;
    private final int target;
    private final Map<Integer, RouteRequest.Link> links = new LinkedHashMap<>();
    private final long[] relayNs;

    PathCosts(RouteGraph graph, RouteRequest request, int target) {
        this.graph = graph;
        this.policy = request.policy();
        this.target = target;
        this.relayNs = relayCosts(request);
        for (RouteRequest.Link link : request.links()) {
            int node = graph.number(link.neighbour());
            if (node >= 0) {
                links.merge(node, link, this::better);
            }
        }
    }

    private long[] relayCosts(RouteRequest request) {
        long[] costs = new long[graph.size()];
        Arrays.setAll(costs, node -> request.random().nextLong(TIE_BREAK_NS));
        for (PublicKey key : request.avoided()) {
            add(costs, key, SHARED_NS);
        }
        request.disliked()
                .forEach((key, ns) -> add(costs, key, Math.clamp(ns, 0L, MAX_DISLIKE_NS)));
        for (int node = 0; node < costs.length; node++) {
            if (!graph.has(node, Role.RELAY) || request.excluded().contains(graph.key(node))) {
                costs[node] = FORBIDDEN;
            }
        }
        forbid(costs, target);
        forbid(costs, graph.number(request.ownKey()));
        return costs;
    }

    private void add(long[] costs, PublicKey key, long costNs) {
        int node = graph.number(key);
        if (node >= 0) {
            costs[node] += costNs;
        }
    }

    private static void forbid(long[] costs, int node) {
        if (node >= 0) {
            costs[node] = FORBIDDEN;
        }
    }

    private RouteRequest.Link better(RouteRequest.Link a, RouteRequest.Link b) {
        return linkDelayNs(b) < linkDelayNs(a) ? b : a;
    }

    RouteGraph graph() {
        return graph;
    }

    int target() {
        return target;
    }

    /** The links to nodes of the graph, by their number; of several the fastest. */
    Map<Integer, RouteRequest.Link> links() {
        return links;
    }

    boolean mayRelay(int node) {
        return relayNs[node] != FORBIDDEN;
    }

    /** Cost of having this node on the path. */
    long relayNs(int node) {
        return relayNs[node];
    }

    /** Makes a relay dearer, or cheaper again. */
    void addToRelay(int node, long costNs) {
        relayNs[node] += costNs;
    }

    long hopCostNs(int edge) {
        return policy == RoutePolicy.LATENCY ? hopDelayNs(edge) : UNKNOWN_DELAY_NS;
    }

    long linkCostNs(RouteRequest.Link link) {
        return policy == RoutePolicy.LATENCY ? linkDelayNs(link) : UNKNOWN_DELAY_NS;
    }

    long hopDelayNs(int edge) {
        long delayNs = graph.delayNs(edge);
        return delayNs < 0 ? UNKNOWN_DELAY_NS : delayNs;
    }

    static long linkDelayNs(RouteRequest.Link link) {
        return link.rttNs() < 0 ? UNKNOWN_DELAY_NS : link.rttNs() / 2;
    }
}

package net.skycoin.skywire.route;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * What one request makes of the graph: who may be a relay, what each relay and each hop costs. All
 * costs are in nanoseconds; what is not a delay is expressed as one.
 */
final class PathCosts {
    /** Delay of a hop of which nobody knows it: long enough to prefer a known one. */
    static final long UNKNOWN_DELAY_NS = 100_000_000L;

    /** Capacity of a hop of which nobody knows it: small enough to prefer a known one. */
    static final long UNKNOWN_CAPACITY = 1_000_000L;

    /** Cost of a shared relay: more than all delays and dislikes of a path together. */
    static final long SHARED_NS = 1_000_000_000_000_000L;

    static final long MAX_DISLIKE_NS = 1_000_000_000_000L;

    /** Less than a step of published delays, so that it only decides between equals. */
    static final long TIE_BREAK_NS = 100_000L;

    /** A relay that stands elsewhere than wanted: more than all delays of a path together. */
    static final long ELSEWHERE_NS = 10_000_000_000L;

    /** Of one nanoSKY for a MiB, up to {@link #MOST_PRICE}; a step of price outweighs delays. */
    private static final long PRICE_NS = 1_000_000_000L;

    private static final long MOST_PRICE = 100_000L;

    /** Cost of a hop of 1 Gb/s under the policy throughput, and of what is faster. */
    private static final double WIDE_NS = 100_000;

    private static final double WIDE = 1e9;

    private static final long FORBIDDEN = -1;

    private final RouteGraph graph;
    private final RoutePolicy policy;
    private final RouteLimits limits;
    private final int target;
    private final int relays;
    private final Map<Integer, RouteRequest.Link> links = new LinkedHashMap<>();
    private final long[] relayNs;
    private final int[] required;

    PathCosts(RouteGraph graph, RouteRequest request, int target) {
        this.graph = graph;
        this.policy = request.policy();
        this.limits = request.limits();
        this.target = target;
        this.relays = request.relays();
        this.relayNs = relayCosts(request);
        this.required = limits.required().stream().sorted().mapToInt(graph::number).toArray();
        for (RouteRequest.Link link : request.links()) {
            int node = graph.number(link.neighbour());
            if (node >= 0) {
                links.merge(node, link, this::better);
            }
        }
    }

    private long[] relayCosts(RouteRequest request) {
        long[] costs = new long[graph.size()];
        RandomGenerator random = request.random();
        for (int node = 0; node < costs.length; node++) {
            long tieBreakNs = random.nextLong(TIE_BREAK_NS);
            costs[node] = graph.isRelay(node) ? tieBreakNs + placeNs(node) : FORBIDDEN;
        }
        for (PublicKey key : request.avoided()) {
            add(costs, key, SHARED_NS);
        }
        request.disliked()
                .forEach((key, ns) -> add(costs, key, Math.clamp(ns, 0L, MAX_DISLIKE_NS)));
        limits.excluded().forEach(key -> forbid(costs, graph.number(key)));
        for (int node = 0; node < costs.length && limitsCountries(); node++) {
            if (!mayStand(graph.country(node))) {
                costs[node] = FORBIDDEN;
            }
        }
        forbid(costs, target);
        forbid(costs, graph.number(request.ownKey()));
        return costs;
    }

    private long placeNs(int node) {
        if (policy != RoutePolicy.PLACE) {
            return 0;
        }
        String country = graph.country(node);
        return country != null && limits.preferredCountries().contains(country) ? 0 : ELSEWHERE_NS;
    }

    private boolean limitsCountries() {
        return !limits.countries().isEmpty() || !limits.excludedCountries().isEmpty();
    }

    private boolean mayStand(@Nullable String country) {
        return country == null
                ? limits.countries().isEmpty()
                : (limits.countries().isEmpty() || limits.countries().contains(country))
                        && !limits.excludedCountries().contains(country);
    }

    private void add(long[] costs, PublicKey key, long costNs) {
        int node = graph.number(key);
        if (node >= 0 && costs[node] != FORBIDDEN) {
            costs[node] += costNs;
        }
    }

    private static void forbid(long[] costs, int node) {
        if (node >= 0) {
            costs[node] = FORBIDDEN;
        }
    }

    private RouteRequest.Link better(RouteRequest.Link a, RouteRequest.Link b) {
        return linkCostNs(b) < linkCostNs(a) ? b : a;
    }

    RouteGraph graph() {
        return graph;
    }

    /** How many relays a path has. */
    int relays() {
        return relays;
    }

    int target() {
        return target;
    }

    /** The numbers of the relays that must be on the path; -1 for one that the map lacks. */
    int[] required() {
        return required;
    }

    /** The links to nodes of the graph, by their number; of several the best. */
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
        return switch (policy) {
            case FEWEST_HOPS -> UNKNOWN_DELAY_NS;
            case LATENCY, PLACE -> hopDelayNs(edge);
            case THROUGHPUT -> narrowNs(graph.capacity(edge)) + hopDelayNs(edge);
            case PRICE -> Math.min(graph.price(edge), MOST_PRICE) * PRICE_NS + hopDelayNs(edge);
        };
    }

    long linkCostNs(RouteRequest.Link link) {
        return switch (policy) {
            case FEWEST_HOPS -> UNKNOWN_DELAY_NS;
            case LATENCY, PLACE, PRICE -> linkDelayNs(link);
            case THROUGHPUT -> narrowNs(link.capacityBitsPerSecond()) + linkDelayNs(link);
        };
    }

    /**
     * The squares of the times that a bit takes at each hop are added up. The largest of several
     * numbers is what their p-norm tends to; already with p = 2 a hop outweighs four of twice its
     * width, while sums of costs can be searched for.
     */
    private static long narrowNs(long bitsPerSecond) {
        double known = bitsPerSecond < 0 ? UNKNOWN_CAPACITY : Math.max(bitsPerSecond, 64_000);
        double narrow = Math.max(1, WIDE / known);
        return (long) (WIDE_NS * narrow * narrow);
    }

    long hopDelayNs(int edge) {
        long delayNs = graph.delayNs(edge);
        return delayNs < 0 ? UNKNOWN_DELAY_NS : delayNs;
    }

    static long linkDelayNs(RouteRequest.Link link) {
        return link.rttNs() < 0 ? UNKNOWN_DELAY_NS : link.rttNs() / 2;
    }
}

package net.skycoin.skywire.route;

import java.util.Arrays;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The cheapest path with exactly n relays on which none occurs twice.
 *
 * <p>A* (Hart, Nilsson, Raphael 1968) over beginnings of paths. The estimate of what is still to
 * come is the cheapest <em>walk</em> of the right number of hops, found by dynamic programming from
 * the target; a walk may pass a node twice, so the estimate is never too high and the first whole
 * path taken from the queue is the cheapest.
 *
 * <p>Paths that may not repeat a node are a hard problem in the worst case. When the work exceeds
 * {@link #MAX_EXPANSIONS}, the search begins anew and extends only the few cheapest beginnings for
 * each node and length: then the work is bounded, and the path found may not be the best.
 */
final class PathSearch {
    static final int MAX_EXPANSIONS = 50_000;

    private static final int[] EXPANSIONS_PER_STATE = {Integer.MAX_VALUE, 8, 1};
    private static final long UNREACHABLE = Long.MAX_VALUE / 4;

    private final PathCosts costs;
    private final RouteGraph graph;
    private final int relays;

    /** By relays that are still to follow and by node: cost of the cheapest walk to the target. */
    private final long[][] remainingNs;

    private long created;

    private PathSearch(PathCosts costs, int relays) {
        this.costs = costs;
        this.graph = costs.graph();
        this.relays = relays;
        this.remainingNs = new long[relays][];
        for (int following = 0; following < relays; following++) {
            remainingNs[following] = new long[graph.size()];
            fillRemaining(following);
        }
    }

    /** The numbers of the relays in order; null when there is no such path. */
    static int @Nullable [] find(PathCosts costs, int relays) {
        if (relays == 0) {
            return costs.links().containsKey(costs.target()) ? new int[0] : null;
        }
        PathSearch search = new PathSearch(costs, relays);
        for (int perState : EXPANSIONS_PER_STATE) {
            Outcome outcome = search.run(perState);
            if (outcome.path != null || outcome.exhaustive) {
                return outcome.path;
            }
        }
        return null;
    }

    private void fillRemaining(int following) {
        long[] row = remainingNs[following];
        Arrays.fill(row, UNREACHABLE);
        for (int node = 0; node < row.length; node++) {
            if (!costs.mayRelay(node)) {
                continue;
            }
            for (int edge = graph.firstEdge(node); edge < graph.endOfEdges(node); edge++) {
                row[node] = Math.min(row[node], walkNs(edge, following));
            }
        }
    }

    private long walkNs(int edge, int following) {
        int next = graph.to(edge);
        if (following == 0) {
            return next == costs.target() ? costs.hopCostNs(edge) : UNREACHABLE;
        }
        long restNs = costs.mayRelay(next) ? remainingNs[following - 1][next] : UNREACHABLE;
        return restNs == UNREACHABLE
                ? UNREACHABLE
                : costs.hopCostNs(edge) + costs.relayNs(next) + restNs;
    }

    /** A beginning of a path: its last relay, the beginning before that, and what it costs. */
    private record Beginning(
            int node, @Nullable Beginning before, int length, long costNs, long boundNs, long order)
            implements Comparable<Beginning> {
        boolean passes(int other) {
            for (Beginning at = this; at != null; at = at.before) {
                if (at.node == other) {
                    return true;
                }
            }
            return false;
        }

        int[] nodes() {
            int[] nodes = new int[length];
            Beginning at = this;
            for (int i = length - 1; at != null; i--, at = at.before) {
                nodes[i] = at.node;
            }
            return nodes;
        }

        /** The more promising first; of equals the longer, which is nearer to its end. */
        @Override
        public int compareTo(Beginning other) {
            int byBound = Long.compare(boundNs, other.boundNs);
            int byLength = byBound != 0 ? byBound : Integer.compare(other.length, length);
            return byLength != 0 ? byLength : Long.compare(order, other.order);
        }
    }

    /** The path; exhaustive when no path that exists was left out of the search. */
    private record Outcome(int @Nullable [] path, boolean exhaustive) {}

    private Outcome run(int perState) {
        PriorityQueue<Beginning> queue = new PriorityQueue<>();
        for (Map.Entry<Integer, RouteRequest.Link> link : costs.links().entrySet()) {
            extend(queue, null, link.getKey(), costs.linkCostNs(link.getValue()));
        }
        int[][] expansions = new int[relays][graph.size()];
        boolean pruned = false;
        for (int total = 0; !queue.isEmpty(); total++) {
            Beginning best = queue.remove();
            if (best.length == relays) {
                return new Outcome(best.nodes(), true);
            }
            if (perState == Integer.MAX_VALUE && total >= MAX_EXPANSIONS) {
                return new Outcome(null, false);
            }
            if (expansions[best.length][best.node]++ >= perState) {
                pruned = true;
                continue;
            }
            for (int edge = graph.firstEdge(best.node);
                    edge < graph.endOfEdges(best.node);
                    edge++) {
                extend(queue, best, graph.to(edge), costs.hopCostNs(edge));
            }
        }
        return new Outcome(null, !pruned);
    }

    private void extend(
            PriorityQueue<Beginning> queue, @Nullable Beginning before, int node, long hopNs) {
        if (!costs.mayRelay(node) || (before != null && before.passes(node))) {
            return;
        }
        int length = before == null ? 1 : before.length + 1;
        long restNs = remainingNs[relays - length][node];
        if (restNs != UNREACHABLE) {
            long costNs = (before == null ? 0 : before.costNs) + hopNs + costs.relayNs(node);
            queue.add(new Beginning(node, before, length, costNs, costNs + restNs, created++));
        }
    }
}

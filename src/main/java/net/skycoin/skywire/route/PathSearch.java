package net.skycoin.skywire.route;

import java.util.Arrays;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The cheapest path with exactly n relays on which none occurs twice and all required ones do.
 *
 * <p>A* (Hart, Nilsson, Raphael 1968) over beginnings of paths. The estimate of what is still to
 * come is the cheapest <em>walk</em> of the right number of hops over the relays still required,
 * found by dynamic programming backwards from the target and only as far as so many hops lead; a
 * walk may pass a node twice, so the estimate is never too high and the first whole path taken from
 * the queue is the cheapest.
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
    private final int[] required;

    /** How many sets of required relays there are; a set is a bit mask. */
    private final int sets;

    /**
     * By relays that are still to follow, set of required ones among them, and node: cost of the
     * cheapest walk to the target. Rows are numbered by {@link #row}.
     */
    private final long[][] remainingNs;

    /** The nodes of each row that are not unreachable, and how many. */
    private final int[][] reached;

    private final int[] reachedCount;
    private final int[][] expansions;
    private long created;

    PathSearch(PathCosts costs, int relays) {
        this.costs = costs;
        this.graph = costs.graph();
        this.relays = relays;
        this.required = costs.required();
        this.sets = 1 << required.length;
        this.remainingNs = new long[relays * sets][];
        this.reached = new int[relays * sets][];
        this.reachedCount = new int[relays * sets];
        this.expansions = new int[relays * sets][];
    }

    /** The numbers of the relays in order at present costs; null when there is no such path. */
    int @Nullable [] find() {
        if (relays == 0) {
            boolean direct = required.length == 0 && costs.links().containsKey(costs.target());
            return direct ? new int[0] : null;
        }
        if (required.length > relays) {
            return null;
        }
        estimate();
        for (int perState : EXPANSIONS_PER_STATE) {
            Outcome outcome = run(perState);
            if (outcome.path != null || outcome.exhaustive) {
                return outcome.path;
            }
        }
        return null;
    }

    private int row(int following, int needed) {
        return following * sets + needed;
    }

    private int bit(int node) {
        for (int i = 0; i < required.length; i++) {
            if (required[i] == node) {
                return 1 << i;
            }
        }
        return 0;
    }

    private void estimate() {
        for (int row = 0; row < remainingNs.length; row++) {
            for (int i = 0; i < reachedCount[row]; i++) {
                remainingNs[row][reached[row][i]] = UNREACHABLE;
            }
            reachedCount[row] = 0;
        }
        relaxBefore(costs.target(), 0, 0, 0);
        for (int following = 1; following < relays; following++) {
            for (int needed = 0; needed < sets; needed++) {
                int row = row(following - 1, needed);
                for (int i = 0; i < reachedCount[row]; i++) {
                    int node = reached[row][i];
                    long restNs = costs.relayNs(node) + remainingNs[row][node];
                    relaxBefore(node, following, needed, restNs);
                    if ((needed | bit(node)) != needed) {
                        relaxBefore(node, following, needed | bit(node), restNs);
                    }
                }
            }
        }
    }

    /** From each relay with an edge to {@code next} the walk may go on there. */
    private void relaxBefore(int next, int following, int needed, long restNs) {
        int row = row(following, needed);
        if (remainingNs[row] == null) {
            remainingNs[row] = new long[graph.size()];
            Arrays.fill(remainingNs[row], UNREACHABLE);
            reached[row] = new int[64];
        }
        long[] values = remainingNs[row];
        for (int edge = graph.firstEdge(next); edge < graph.endOfEdges(next); edge++) {
            int node = graph.to(edge);
            if (!costs.mayRelay(node)) {
                continue;
            }
            long costNs = costs.hopCostNs(graph.reverse(edge)) + restNs;
            if (values[node] == UNREACHABLE) {
                if (reachedCount[row] == reached[row].length) {
                    reached[row] = Arrays.copyOf(reached[row], 2 * reached[row].length);
                }
                reached[row][reachedCount[row]++] = node;
            }
            values[node] = Math.min(values[node], costNs);
        }
    }

    /** A beginning of a path: its last relay, the beginning before that, and what it costs. */
    private record Beginning(
            int node,
            @Nullable Beginning before,
            int length,
            int needed,
            long costNs,
            long boundNs,
            long order)
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
        boolean bounded = perState != Integer.MAX_VALUE;
        if (bounded) {
            Arrays.setAll(expansions, _ -> new int[graph.size()]);
        }
        boolean pruned = false;
        for (int total = 0; !queue.isEmpty(); total++) {
            Beginning best = queue.remove();
            if (best.length == relays) {
                return new Outcome(best.nodes(), true);
            }
            if (!bounded && total >= MAX_EXPANSIONS) {
                return new Outcome(null, false);
            }
            if (bounded && expansions[row(best.length, best.needed)][best.node]++ >= perState) {
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
        int needed = (before == null ? sets - 1 : before.needed) & ~bit(node);
        long[] row = remainingNs[row(relays - length, needed)];
        if (row != null && row[node] != UNREACHABLE) {
            long costNs = (before == null ? 0 : before.costNs) + hopNs + costs.relayNs(node);
            long boundNs = costNs + row[node];
            queue.add(new Beginning(node, before, length, needed, costNs, boundNs, created++));
        }
    }
}

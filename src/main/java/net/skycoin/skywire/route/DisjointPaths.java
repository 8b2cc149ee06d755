package net.skycoin.skywire.route;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Several paths that share as few relays as can be.
 *
 * <p>Taking the best path and then the best of the rest fails where the best one blocks all others,
 * and the exact solution is hard for paths of a given length. So the paths negotiate, as wires on a
 * chip do (McMurchie and Ebeling, "PathFinder", FPGA 1995): in each round every path is searched
 * anew while the relays of the others are dear, and relays that were shared grow dearer from round
 * to round, until those paths that have an alternative take it.
 */
final class DisjointPaths {
    private static final int MAX_ROUNDS = 8;

    /** A relay that was shared in a round costs so much more in all later ones. */
    private static final long HISTORY_NS = PathCosts.SHARED_NS / 4;

    private final PathCosts costs;
    private final PathSearch search;
    private final int relays;
    private final int count;

    private DisjointPaths(PathCosts costs, int relays, int count) {
        this.costs = costs;
        this.search = new PathSearch(costs, relays);
        this.relays = relays;
        this.count = count;
    }

    /** Different paths, at most {@code count}, as the numbers of their relays. */
    static List<int[]> find(PathCosts costs, int relays, int count) {
        return new DisjointPaths(costs, relays, count).find();
    }

    private List<int[]> find() {
        List<int[]> paths = oneAfterTheOther();
        if (paths.size() < count) {
            return paths;
        }
        List<int[]> best = paths;
        int fewestShared = shared(paths);
        int unavoidable = unavoidablyShared();
        Map<Integer, Long> history = new LinkedHashMap<>();
        for (int round = 0; round < MAX_ROUNDS && fewestShared > unavoidable; round++) {
            paths = negotiate(paths, history);
            if (shared(paths) < fewestShared) {
                best = paths;
                fewestShared = shared(paths);
            }
        }
        history.forEach((node, costNs) -> costs.addToRelay(node, -costNs));
        return different(best);
    }

    private List<int[]> oneAfterTheOther() {
        List<int[]> paths = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] path = search.find();
            if (path == null) {
                break;
            }
            paths.add(path);
            charge(path, PathCosts.SHARED_NS);
        }
        for (int[] path : paths) {
            charge(path, -PathCosts.SHARED_NS);
        }
        return paths;
    }

    private List<int[]> negotiate(List<int[]> before, Map<Integer, Long> history) {
        for (int node : sharedNodes(before)) {
            history.merge(node, HISTORY_NS, Long::sum);
            costs.addToRelay(node, HISTORY_NS);
        }
        List<int[]> paths = new ArrayList<>(before);
        paths.forEach(path -> charge(path, PathCosts.SHARED_NS));
        for (int i = 0; i < paths.size(); i++) {
            charge(paths.get(i), -PathCosts.SHARED_NS);
            int[] again = search.find();
            if (again != null) {
                paths.set(i, again);
            }
            charge(paths.get(i), PathCosts.SHARED_NS);
        }
        paths.forEach(path -> charge(path, -PathCosts.SHARED_NS));
        return paths;
    }

    private void charge(int[] path, long costNs) {
        for (int node : path) {
            costs.addToRelay(node, costNs);
        }
    }

    private static Set<Integer> sharedNodes(List<int[]> paths) {
        Set<Integer> used = new LinkedHashSet<>();
        Set<Integer> shared = new LinkedHashSet<>();
        for (int[] path : paths) {
            for (int node : path) {
                if (!used.add(node)) {
                    shared.add(node);
                }
            }
        }
        return shared;
    }

    /** Uses of relays beyond the first of each. */
    private static int shared(List<int[]> paths) {
        Set<Integer> used = new LinkedHashSet<>();
        int uses = 0;
        for (int[] path : paths) {
            for (int node : path) {
                used.add(node);
                uses++;
            }
        }
        return uses - used.size();
    }

    /** A bound from below: all paths begin at our neighbours and end at the target's. */
    private int unavoidablyShared() {
        if (relays == 0) {
            return 0;
        }
        int needed = costs.required().length * (count - 1);
        Set<Integer> begin = new LinkedHashSet<>(costs.links().keySet());
        begin.removeIf(node -> !costs.mayRelay(node));
        Set<Integer> end = new LinkedHashSet<>();
        RouteGraph graph = costs.graph();
        int target = costs.target();
        for (int edge = graph.firstEdge(target); edge < graph.endOfEdges(target); edge++) {
            if (costs.mayRelay(graph.to(edge))) {
                end.add(graph.to(edge));
            }
        }
        int least = Math.max(needed, count - Math.min(begin.size(), end.size()));
        if (relays > 1) {
            end.addAll(begin);
            least = Math.max(least, (2 * count) - end.size());
        }
        return least;
    }

    private static List<int[]> different(List<int[]> paths) {
        List<int[]> different = new ArrayList<>();
        for (int[] path : paths) {
            if (different.stream().noneMatch(other -> Arrays.equals(other, path))) {
                different.add(path);
            }
        }
        return different;
    }
}

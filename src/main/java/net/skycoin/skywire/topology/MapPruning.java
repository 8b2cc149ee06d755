package net.skycoin.skywire.topology;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.skycoin.skywire.crypto.PublicKey;

/**
 * What a full map parts with first: records of nodes that no chain of edges joins to here, which
 * invented nodes are; then what a neighbour has told beyond its fair share of the map, which a
 * chain of invented nodes behind it is; then the rest. In each class those most hops away go first,
 * among equals the ones stored longest ago.
 */
final class MapPruning {
    private static final int UNREACHABLE = Integer.MAX_VALUE;

    private MapPruning() {}

    static List<MapEntry> worstFirst(NetworkMap map) {
        Map<PublicKey, Integer> hops = hopsFromHere(map);
        Comparator<MapEntry> farthest =
                Comparator.<MapEntry>comparingInt(entry -> hopsOf(entry, hops)).reversed();
        List<MapEntry> entries = new ArrayList<>(map.entries());
        entries.sort(farthest.thenComparingLong(MapEntry::serial));
        List<MapEntry> strangers = new ArrayList<>();
        List<MapEntry> excess = new ArrayList<>();
        List<MapEntry> rest = new ArrayList<>();
        int share = entries.size() / Math.max(1, map.neighbours().size());
        Map<PublicKey, Integer> told = new HashMap<>();
        // What is nearest fills a neighbour's share first.
        for (MapEntry entry : entries.reversed()) {
            if (hopsOf(entry, hops) == UNREACHABLE) {
                strangers.add(entry);
            } else if (told.merge(entry.from(), 1, Integer::sum) > share) {
                excess.add(entry);
            } else {
                rest.add(entry);
            }
        }
        List<MapEntry> worst = new ArrayList<>(strangers.reversed());
        worst.addAll(excess.reversed());
        worst.addAll(rest.reversed());
        return worst;
    }

    private static int hopsOf(MapEntry entry, Map<PublicKey, Integer> hops) {
        return hops.getOrDefault(entry.record().key(), UNREACHABLE);
    }

    /** Breadth-first search from this node and its neighbours. */
    private static Map<PublicKey, Integer> hopsFromHere(NetworkMap map) {
        Map<PublicKey, Integer> hops = new LinkedHashMap<>();
        hops.put(map.ownKey(), 0);
        for (PublicKey neighbour : map.neighbours()) {
            hops.put(neighbour, 1);
        }
        ArrayDeque<PublicKey> queue = new ArrayDeque<>(hops.keySet());
        while (!queue.isEmpty()) {
            PublicKey from = queue.remove();
            for (Edge edge : map.edges(from)) {
                if (hops.putIfAbsent(edge.to(), hops.getOrDefault(from, 0) + 1) == null) {
                    queue.add(edge.to());
                }
            }
        }
        return hops;
    }
}

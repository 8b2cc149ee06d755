package net.skycoin.skywire.topology;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.skycoin.skywire.crypto.PublicKey;

/**
 * What a full map parts with first: records of nodes that no chain of edges joins to here, which
 * invented nodes are, then those most hops away; among equals the ones stored longest ago.
 */
final class MapPruning {
    private static final int UNREACHABLE = Integer.MAX_VALUE;

    private MapPruning() {}

    static List<MapEntry> worstFirst(NetworkMap map) {
        Map<PublicKey, Integer> hops = hopsFromHere(map);
        Comparator<MapEntry> nearest =
                Comparator.comparingInt(
                        entry -> hops.getOrDefault(entry.record().key(), UNREACHABLE));
        List<MapEntry> entries = new ArrayList<>(map.entries());
        entries.sort(nearest.reversed().thenComparingLong(MapEntry::serial));
        return entries;
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

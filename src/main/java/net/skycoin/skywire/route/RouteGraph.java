package net.skycoin.skywire.route;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.topology.Edge;
import net.skycoin.skywire.topology.NetworkMap;
import net.skycoin.skywire.wire.LinkStates;
import net.skycoin.skywire.wire.LinkStates.Neighbour;
import net.skycoin.skywire.wire.NodeDescriptor;
import net.skycoin.skywire.wire.Role;
import org.jspecify.annotations.Nullable;

/**
 * The map in the form that a search runs on: nodes are numbers in the order of their keys, the
 * edges of node i are the numbers from {@code first[i]} to {@code first[i + 1]}. Each edge has its
 * {@link #reverse}, since an edge counts only where both ends list it. Immutable.
 */
final class RouteGraph {
    private final List<NodeDescriptor> nodes;

    /** By short id; only looked up, never iterated over. */
    private final Map<Long, Integer> numbers;

    private final boolean[] relay;
    private final int[] first;
    private final int[] to;
    private final int[] reverse;
    private final long[] delayNs;
    private final long[] capacity;
    private final long[] price;
    private final int[] largestDatagram;

    RouteGraph(NetworkMap map) {
        nodes = map.descriptors();
        numbers = HashMap.newHashMap(nodes.size());
        relay = new boolean[nodes.size()];
        int number = 0;
        for (NodeDescriptor node : nodes) {
            relay[number] = node.has(Role.RELAY);
            numbers.putIfAbsent(node.key().shortId(), number++);
        }
        int[][] listed = new int[nodes.size()][];
        List<List<Neighbour>> said = nodes.stream().map(node -> neighbours(map, node)).toList();
        for (int i = 0; i < listed.length; i++) {
            listed[i] =
                    said.get(i).stream().mapToInt(n -> numbers.getOrDefault(n.id(), -1)).toArray();
        }
        first = new int[nodes.size() + 1];
        int[][] edgeOf = new int[listed.length][];
        int edges = numberEdges(listed, edgeOf);
        to = new int[edges];
        reverse = new int[edges];
        delayNs = new long[edges];
        capacity = new long[edges];
        price = new long[edges];
        largestDatagram = new int[edges];
        for (int i = 0; i < listed.length; i++) {
            for (int at = 0; at < listed[i].length; at++) {
                int edgeNumber = edgeOf[i][at];
                if (edgeNumber >= 0) {
                    int other = listed[i][at];
                    int back = indexOf(listed[other], i);
                    Neighbour there = said.get(i).get(at);
                    Edge edge = Edge.of(key(i), key(other), there, said.get(other).get(back));
                    to[edgeNumber] = other;
                    reverse[edgeNumber] = edgeOf[other][back];
                    delayNs[edgeNumber] = edge.delayNs();
                    capacity[edgeNumber] = edge.capacityBitsPerSecond();
                    price[edgeNumber] = edge.price().value();
                    largestDatagram[edgeNumber] = edge.largestDatagram();
                }
            }
        }
    }

    private static List<Neighbour> neighbours(NetworkMap map, NodeDescriptor node) {
        LinkStates states = map.linkStates(node.key());
        return states == null ? List.of() : states.neighbours();
    }

    /** Numbers what both ends list, by the node where it begins; fills {@link #first}. */
    private int numberEdges(int[][] listed, int[][] edgeOf) {
        int edges = 0;
        for (int i = 0; i < listed.length; i++) {
            edgeOf[i] = new int[listed[i].length];
            for (int at = 0; at < listed[i].length; at++) {
                int other = listed[i][at];
                boolean both = other >= 0 && indexOf(listed[other], i) >= 0;
                edgeOf[i][at] = both ? edges++ : -1;
            }
            first[i + 1] = edges;
        }
        return edges;
    }

    private static int indexOf(int[] array, int value) {
        for (int i = 0; i < array.length; i++) {
            if (array[i] == value) {
                return i;
            }
        }
        return -1;
    }

    int size() {
        return nodes.size();
    }

    /** The number of a node; -1 when the map has no descriptor of it. */
    int number(PublicKey key) {
        int number = numbers.getOrDefault(key.shortId(), -1);
        return number >= 0 && key(number).equals(key) ? number : -1;
    }

    PublicKey key(int node) {
        return nodes.get(node).key();
    }

    boolean has(int node, Role role) {
        return nodes.get(node).has(role);
    }

    boolean isRelay(int node) {
        return relay[node];
    }

    /** Two capital letters; null when the node does not say where it stands. */
    @Nullable String country(int node) {
        return nodes.get(node).content().country();
    }

    int firstEdge(int node) {
        return first[node];
    }

    int endOfEdges(int node) {
        return first[node + 1];
    }

    /** The edge between two nodes; -1 when there is none. */
    int edge(int from, int target) {
        for (int edge = first[from]; edge < first[from + 1]; edge++) {
            if (to[edge] == target) {
                return edge;
            }
        }
        return -1;
    }

    int to(int edge) {
        return to[edge];
    }

    /** The same link in the other direction. */
    int reverse(int edge) {
        return reverse[edge];
    }

    /** One way; -1 when unknown. */
    long delayNs(int edge) {
        return delayNs[edge];
    }

    /** In bits per second; -1 when unknown. */
    long capacity(int edge) {
        return capacity[edge];
    }

    /** In nanoSKY for one MiB. */
    long price(int edge) {
        return price[edge];
    }

    int largestDatagram(int edge) {
        return largestDatagram[edge];
    }
}

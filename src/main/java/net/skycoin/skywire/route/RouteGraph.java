package net.skycoin.skywire.route;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.topology.Edge;
import net.skycoin.skywire.topology.NetworkMap;
import net.skycoin.skywire.wire.LinkStates;
import net.skycoin.skywire.wire.LinkStates.Neighbour;
import net.skycoin.skywire.wire.NodeDescriptor;
import net.skycoin.skywire.wire.Role;

/**
 * The map in the form that a search runs on: nodes are numbers in the order of their keys, the
 * edges of node i are the numbers from {@code first[i]} to {@code first[i + 1]}. Immutable.
 */
final class RouteGraph {
    private final List<NodeDescriptor> nodes;
    private final Map<PublicKey, Integer> numbers = new LinkedHashMap<>();
    private final int[] first;
    private final int[] to;
    private final long[] delayNs;
    private final int[] largestDatagram;

    RouteGraph(NetworkMap map) {
        nodes = map.descriptors();
        for (NodeDescriptor node : nodes) {
            numbers.put(node.key(), numbers.size());
        }
        List<List<Neighbour>> listed = new ArrayList<>();
        for (NodeDescriptor node : nodes) {
            LinkStates states = map.linkStates(node.key());
            listed.add(states == null ? List.of() : states.neighbours());
        }
        first = new int[nodes.size() + 1];
        List<Edge> edges = countEdges(listed);
        to = new int[edges.size()];
        delayNs = new long[edges.size()];
        largestDatagram = new int[edges.size()];
        for (int i = 0; i < to.length; i++) {
            to[i] = number(edges.get(i).to());
            delayNs[i] = edges.get(i).delayNs();
            largestDatagram[i] = edges.get(i).largestDatagram();
        }
    }

    /** The edges that both ends list, by the node where they begin; fills {@link #first}. */
    private List<Edge> countEdges(List<List<Neighbour>> listed) {
        int[][] numbered = number(listed);
        List<Edge> edges = new ArrayList<>();
        for (int i = 0; i < numbered.length; i++) {
            for (int at = 0; at < numbered[i].length; at++) {
                int other = numbered[i][at];
                int back = other < 0 ? -1 : indexOf(numbered[other], i);
                if (back >= 0) {
                    Neighbour there = listed.get(i).get(at);
                    edges.add(Edge.of(key(i), there, listed.get(other).get(back)));
                }
            }
            first[i + 1] = edges.size();
        }
        return edges;
    }

    /** The neighbours' numbers: comparing those is what makes large maps quick to draw. */
    private int[][] number(List<List<Neighbour>> listed) {
        int[][] numbered = new int[listed.size()][];
        for (int i = 0; i < numbered.length; i++) {
            numbered[i] = listed.get(i).stream().mapToInt(n -> number(n.key())).toArray();
        }
        return numbered;
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
        return numbers.getOrDefault(key, -1);
    }

    PublicKey key(int node) {
        return nodes.get(node).key();
    }

    boolean has(int node, Role role) {
        return nodes.get(node).has(role);
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

    /** One way; -1 when unknown. */
    long delayNs(int edge) {
        return delayNs[edge];
    }

    int largestDatagram(int edge) {
        return largestDatagram[edge];
    }
}

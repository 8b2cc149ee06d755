package net.skycoin.skywire.lab;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.skycoin.skywire.lab.AddressPlan.Port;
import net.skycoin.skywire.lab.Topology.Kind;
import net.skycoin.skywire.lab.Topology.Node;

/**
 * Static routes, as lines of {@code ip -batch}. With daemons: exits have a default route to the
 * server, routers one to their first neighbour (which forwards nothing: it is there so that a leak
 * would show on the uplink). Without: default routes lead to the nearest exit and the inner
 * networks back towards the router.
 */
final class Routes {
    private final Topology topology;
    private final AddressPlan plan;

    Routes(Topology topology, AddressPlan plan) {
        this.topology = topology;
        this.plan = plan;
    }

    /** The lines of a node. */
    List<String> of(Node node) {
        List<String> lines = new ArrayList<>();
        if (node.emulated()) {
            return lines;
        }
        if (node.kind() == Kind.EXIT) {
            plan.towards(node.name(), Kind.SERVER).stream()
                    .limit(1)
                    .forEach(port -> lines.addAll(defaults(plan, port)));
        } else if (topology.daemon() && node.kind() == Kind.ROUTER) {
            plan.mesh(node.name()).stream()
                    .limit(1)
                    .forEach(port -> lines.addAll(defaults(plan, port)));
        }
        if (!topology.daemon() && node.kind().mesh()) {
            plain(node, lines);
        }
        return lines;
    }

    private void plain(Node node, List<String> lines) {
        if (node.kind() != Kind.EXIT) {
            Port up = nextHops(Kind.EXIT).get(node.name());
            if (up != null) {
                lines.addAll(defaults(plan, up));
            }
        }
        if (node.kind() != Kind.ROUTER) {
            Port down = nextHops(Kind.ROUTER).get(node.name());
            if (down != null) {
                for (String network : AddressPlan.PLAIN_INSIDE) {
                    via(plan, down, network, lines);
                }
            }
        }
    }

    /** For each node of the mesh the interface that leads to the nearest node of this kind. */
    private Map<String, Port> nextHops(Kind kind) {
        Map<String, Port> hops = new LinkedHashMap<>();
        Deque<String> reached = new ArrayDeque<>();
        topology.nodes(kind).forEach(node -> reached.add(node.name()));
        List<String> targets = List.copyOf(reached);
        while (!reached.isEmpty()) {
            for (Port port : plan.mesh(reached.remove())) {
                Port back = plan.peer(port);
                String name = back.node().name();
                if (!targets.contains(name) && hops.putIfAbsent(name, back) == null) {
                    reached.add(name);
                }
            }
        }
        return hops;
    }

    /** A default route over an interface, in each family that it has. */
    static List<String> defaults(AddressPlan plan, Port port) {
        List<String> lines = new ArrayList<>();
        via(plan, port, "default", lines);
        return lines;
    }

    private static void via(AddressPlan plan, Port port, String network, List<String> lines) {
        Port peer = plan.peer(port);
        boolean any = network.equals("default");
        if (peer.ipv4() != null && (any || !network.contains(":"))) {
            lines.add("route replace " + network + " via " + peer.ipv4() + " dev " + port.name());
        }
        if (peer.ipv6() != null && (any || network.contains(":"))) {
            String all = any ? "::/0" : network;
            lines.add("route replace " + all + " via " + peer.ipv6() + " dev " + port.name());
        }
    }
}

package net.skycoin.skywire.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.skycoin.skywire.lab.AddressPlan.Port;
import net.skycoin.skywire.lab.Command;
import net.skycoin.skywire.lab.Lab;
import net.skycoin.skywire.lab.LabFailure;
import net.skycoin.skywire.lab.LabNode;
import net.skycoin.skywire.lab.LabOptions;
import net.skycoin.skywire.lab.LabWire;
import net.skycoin.skywire.lab.Topology;
import org.jspecify.annotations.Nullable;

/** One of those that are compared: a lab of its own with a way from laptop to server. */
final class Side implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final List<String> ONE_COMPILER =
            List.of("env", "JAVA_TOOL_OPTIONS=-XX:TieredStopAtLevel=1");

    private final Lab lab;
    private final @Nullable WireguardGo wireguard;
    private final Iperf iperf;
    private final Map<String, Long> pids = new LinkedHashMap<>();

    private Side(Lab lab, @Nullable WireguardGo wireguard) {
        this(lab, wireguard, Iperf.between(lab.node("laptop"), lab.node("server")));
    }

    private Side(Lab lab, @Nullable WireguardGo wireguard, Iperf iperf) {
        this.lab = lab;
        this.wireguard = wireguard;
        this.iperf = iperf;
    }

    /** Our daemons, with as many relays between router and exit. */
    static Side ours(int relays, List<String> jvmFlags) {
        return ours(topology(relays), 1, jvmFlags);
    }

    /** Our daemons, with so many relays beside one another. */
    static Side bonded(int lines, boolean shaped, List<String> jvmFlags) {
        return ours(star(lines, shaped), lines, jvmFlags);
    }

    private static Side ours(Topology topology, int lines, List<String> jvmFlags) {
        List<String> flags = new ArrayList<>(productFlags());
        flags.addAll(jvmFlags);
        LabOptions options = LabOptions.standard().withJvmFlags(flags);
        if (lines > 1) {
            // Many JVMs on one machine: their second compiler alone would keep it busy for a
            // minute.
            for (Topology.Node relay : topology.nodes(Topology.Kind.RELAY)) {
                options = options.withWrapper(relay.name(), ONE_COMPILER);
            }
        }
        Lab lab = Lab.up(topology, options);
        try {
            lab.awaitReady(START);
            lab.awaitLaptops(START);
            awaitTunnel(lab);
            lab.await(
                    "a circuit over each line",
                    START,
                    () -> RouterView.circuits(lab.node("router")) >= lines);
            Side side = new Side(lab, null);
            for (LabNode node : lab.nodes()) {
                if (node.kind().mesh()) {
                    side.pids.put(node.name(), (long) node.daemon().pid());
                }
            }
            return side;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    /** The daemon's JVM flags as the product's start script has them. */
    private static List<String> productFlags() {
        String script =
                ". \"$0/rootfs-overlay/usr/lib/skywire/jvm.sh\"; printf '%s\\n' \"${daemon[@]}\"";
        String root = LabOptions.projectRoot().toString();
        return Command.require(List.of("bash", "-c", script, root)).lines().toList();
    }

    /** wireguard-go at router and exit. */
    static Side wireguard(java.nio.file.Path program) {
        Lab lab = plain(0);
        try {
            Side side = new Side(lab, WireguardGo.start(program, lab));
            side.pids.putAll(side.wireguard == null ? Map.of() : side.wireguard.pids());
            return side;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    /**
     * Multipath TCP (RFC 8684) of the kernel between router and exit, a subflow over each line; it
     * takes 8 addresses at most.
     */
    static Side mptcp(int lines) {
        Lab lab = Lab.up(star(lines, true).withoutDaemons(), LabOptions.standard());
        try {
            LabNode router = lab.node("router");
            LabNode exit = lab.node("exit");
            List<String> there = new ArrayList<>(List.of("mptcp limits set subflow 8"));
            List<String> back = new ArrayList<>(List.of("mptcp limits set subflow 8"));
            for (int i = 1; i <= lines; i++) {
                Port near = router.portTo("r" + i);
                Port far = exit.portTo("r" + i);
                String own = ipv4(near);
                String to = " via " + ipv4(lab.plan().peer(near)) + " dev " + near.name();
                there.add("route add default" + to + " table " + (100 + i));
                there.add("rule add from " + own + " table " + (100 + i));
                if (i > 1) {
                    there.add("mptcp endpoint add " + own + " dev " + near.name() + " subflow");
                }
                String network = own.substring(0, own.lastIndexOf('.')) + ".0/24";
                back.add("route add " + network + " via " + ipv4(lab.plan().peer(far)));
            }
            batch(router, there);
            batch(exit, back);
            String server = ipv4(exit.portTo("r1"));
            return new Side(
                    lab,
                    null,
                    Iperf.between(router, exit, server, "5201", List.of("mptcpize", "run")));
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    private static void batch(LabNode node, List<String> lines) {
        for (String line : lines) {
            List<String> command = new ArrayList<>(List.of("ip"));
            command.addAll(List.of(line.split(" ", -1)));
            Command.require(node.enterNetwork(command));
        }
    }

    private static String ipv4(Port port) {
        String address = port.ipv4();
        if (address == null) {
            throw new LabFailure(port.name() + " has no IPv4 address");
        }
        return address;
    }

    /** No tunnel: the nodes route. */
    static Side forwarding(int relays) {
        return new Side(plain(relays), null);
    }

    private static Lab plain(int relays) {
        Lab lab = Lab.up(topology(relays).withoutDaemons(), LabOptions.standard());
        try {
            lab.awaitLaptops(START);
            return lab;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    private static void awaitTunnel(Lab lab) {
        lab.await(
                "a path for packets of full size",
                START,
                () -> RouterView.isReady(lab.node("router")));
    }

    private static Topology topology(int relays) {
        StringBuilder nodes = new StringBuilder();
        StringBuilder wires = new StringBuilder("{\"between\":[\"laptop\",\"router\"]}");
        String before = "router";
        for (int i = 1; i <= relays; i++) {
            nodes.append(",{\"name\":\"r").append(i).append("\",\"kind\":\"relay\"}");
            wires.append(between(before, "r" + i));
            before = "r" + i;
        }
        wires.append(between(before, "exit")).append(between("exit", "server"));
        return of(relays, nodes, wires);
    }

    private static Topology of(int relays, CharSequence nodes, CharSequence wires) {
        return Topology.parse(
                """
                {"description": "bench", "nodes": [
                  {"name": "laptop", "kind": "laptop"},
                  {"name": "router", "kind": "router", "config": {"vpn": {"relays": %d}}}
                  %s,
                  {"name": "exit", "kind": "exit"}, {"name": "server", "kind": "server"}],
                 "wires": [%s]}
                """
                        .formatted(relays, nodes, wires));
    }

    /** Shaped lines are those between router and relays; the rest is as fast as it can. */
    private static Topology star(int lines, boolean shaped) {
        StringBuilder nodes = new StringBuilder();
        StringBuilder wires = new StringBuilder("{\"between\":[\"laptop\",\"router\"]}");
        for (int i = 1; i <= lines; i++) {
            nodes.append(",{\"name\":\"r").append(i).append("\",\"kind\":\"relay\"}");
            wires.append(",{\"between\":[\"router\",\"r").append(i).append("\"]");
            wires.append(shaped ? ",\"rate\":10000000,\"delay\":10,\"queue\":83}" : "}");
            wires.append(between("r" + i, "exit"));
        }
        wires.append(between("exit", "server"));
        return of(1, nodes, wires);
    }

    /** The line from the router to the i-th relay, from 1 on. */
    LabWire line(int i) {
        return lab.wire("router-r" + i);
    }

    private static String between(String one, String other) {
        return ",{\"between\":[\"" + one + "\",\"" + other + "\"]}";
    }

    Lab lab() {
        return lab;
    }

    Iperf iperf() {
        return iperf;
    }

    /** The tunnel's processes by the names of their nodes. */
    Map<String, Long> pids() {
        return pids;
    }

    @Override
    public void close() {
        iperf.close();
        if (wireguard != null) {
            wireguard.close();
        }
        try {
            lab.close();
        } catch (LabFailure e) {
            System.err.println("bench: " + e.getMessage());
        }
    }
}

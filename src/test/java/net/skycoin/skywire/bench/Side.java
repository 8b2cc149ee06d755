package net.skycoin.skywire.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.skycoin.skywire.lab.Command;
import net.skycoin.skywire.lab.Lab;
import net.skycoin.skywire.lab.LabFailure;
import net.skycoin.skywire.lab.LabNode;
import net.skycoin.skywire.lab.LabOptions;
import net.skycoin.skywire.lab.Topology;
import org.jspecify.annotations.Nullable;

/** One of those that are compared: a lab of its own with a way from laptop to server. */
final class Side implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final Lab lab;
    private final @Nullable WireguardGo wireguard;
    private final Iperf iperf;
    private final Map<String, Long> pids = new LinkedHashMap<>();

    private Side(Lab lab, @Nullable WireguardGo wireguard) {
        this.lab = lab;
        this.wireguard = wireguard;
        this.iperf = Iperf.between(lab.node("laptop"), lab.node("server"));
    }

    /** Our daemons, with as many relays between router and exit. */
    static Side ours(int relays, List<String> jvmFlags) {
        List<String> flags = new ArrayList<>(productFlags());
        flags.addAll(jvmFlags);
        Lab lab = Lab.up(topology(relays), LabOptions.standard().withJvmFlags(flags));
        try {
            lab.awaitReady(START);
            lab.awaitLaptops(START);
            awaitTunnel(lab);
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

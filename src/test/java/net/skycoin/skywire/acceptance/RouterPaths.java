package net.skycoin.skywire.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import net.skycoin.skywire.control.ControlClient;
import net.skycoin.skywire.lab.Lab;
import net.skycoin.skywire.lab.LabNode;
import net.skycoin.skywire.lab.Topology;

/** The circuits of a lab's router, as its control API tells them. */
final class RouterPaths {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /**
     * A circuit that carries packets, or could.
     *
     * @param nodes the lab's names of the relays and the exit, first hop first
     */
    record Path(List<String> nodes, boolean active) {
        List<String> relays() {
            return nodes.subList(0, nodes.size() - 1);
        }
    }

    private final Lab lab;
    private final LabNode router;

    RouterPaths(Lab lab, LabNode router) {
        this.lab = lab;
        this.router = router;
    }

    /** The circuits in use; none while the daemon does not answer. */
    List<Path> inUse() {
        List<Path> paths = new ArrayList<>();
        for (JsonNode circuit : ask("/v1/circuits").path("outbound")) {
            if (circuit.path("state").asText().equals("in use")) {
                List<String> nodes = new ArrayList<>();
                circuit.path("path").forEach(key -> nodes.add(name(key.asText())));
                paths.add(new Path(nodes, circuit.path("role").asText().equals("active")));
            }
        }
        return paths;
    }

    /** The path that packets take. */
    Path active() {
        return active(true);
    }

    /** The path that is kept ready. */
    Path standby() {
        return active(false);
    }

    private Path active(boolean wanted) {
        Optional<Path> found = inUse().stream().filter(path -> path.active() == wanted).findFirst();
        return found.orElseThrow(
                () -> lab.failure("no " + (wanted ? "active" : "standby") + " path"));
    }

    /** Whether there are two circuits that no relay's death takes both. */
    boolean hasDisjointPair() {
        return isDisjointPair(inUse());
    }

    /** Likewise, and neither leads over {@code relay}. */
    boolean hasDisjointPairWithout(String relay) {
        List<Path> paths = inUse();
        return isDisjointPair(paths)
                && paths.stream().noneMatch(path -> path.relays().contains(relay));
    }

    private static boolean isDisjointPair(List<Path> paths) {
        return paths.size() == 2
                && paths.stream().filter(Path::active).count() == 1
                && Collections.disjoint(paths.get(0).relays(), paths.get(1).relays());
    }

    /** Whether the router's map holds every link between relays and exits, in both directions. */
    boolean knowsAllLinks() {
        int known = 0;
        for (JsonNode node : ask("/v1/topology").path("nodes")) {
            known += node.path("links").size();
        }
        long there =
                lab.topology().wires().stream()
                        .filter(wire -> wire.between().stream().allMatch(this::publishes))
                        .count();
        return known == 2 * there;
    }

    private boolean publishes(String name) {
        Topology.Kind kind = lab.node(name).kind();
        return kind == Topology.Kind.RELAY || kind == Topology.Kind.EXIT;
    }

    /** The largest packet that the tunnel takes; 0 without a lease. */
    int mtu() {
        return ask("/v1/status").path("lease").path("mtu").asInt();
    }

    private JsonNode ask(String uri) {
        java.nio.file.Path socket = router.runDirectory().resolve("status.sock");
        try {
            return new ControlClient(socket, ANSWER).get(uri).body();
        } catch (ControlClient.UnreachableException _) {
            return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
        }
    }

    private String name(String key) {
        return lab.nodes().stream()
                .filter(node -> node.kind().mesh() && node.key().equals(key))
                .findFirst()
                .orElseThrow(() -> lab.failure("nobody here has the key " + key))
                .name();
    }
}

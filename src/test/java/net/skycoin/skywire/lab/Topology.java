package net.skycoin.skywire.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a lab consists of; read from a JSON file.
 *
 * <pre>
 * { "description": "one relay",
 *   "daemon": true,
 *   "wireDefaults": {"rate": 100000000, "delay": 2, "queue": 250},
 *   "nodes": [ {"name": "laptop", "kind": "laptop"},
 *              {"name": "router", "kind": "router", "config": {"vpn": {"relays": 1}}},
 *              {"name": "r1", "kind": "relay"}, {"name": "exit", "kind": "exit"},
 *              {"name": "server", "kind": "server"} ],
 *   "wires": [ {"between": ["laptop", "router"]},
 *              {"between": ["router", "r1"], "loss": 0.01, "reverse": {"rate": 10000000}},
 *              {"between": ["r1", "exit"], "family": "6"},
 *              {"between": ["exit", "server"]} ] }
 * </pre>
 *
 * <p>Of the two nodes of a wire between daemons the first dials. A wire with any of rate, delay,
 * loss, queue, duplicate and reorder runs through the {@link WireProcess} and can be changed while
 * it runs; any other is a plain pair of veth interfaces. {@code wireDefaults} count for wires
 * between daemons.
 *
 * @param description one line for people
 * @param daemon false: no daemon is started and the nodes route plainly, with NAT at the exit
 * @param wireDefaults settings of every wire between daemons that does not say otherwise
 * @param nodes in the order they are shown
 * @param wires in the order of their addresses
 */
public record Topology(
        String description,
        boolean daemon,
        Settings wireDefaults,
        List<Node> nodes,
        List<Wire> wires) {

    /** What a node is in the lab. */
    public enum Kind {
        /**
         * Has one cable to a router and learns everything by DHCP and router advertisements. The
         * second one of a router is a guest's.
         */
        @JsonProperty("laptop")
        LAPTOP,
        @JsonProperty("router")
        ROUTER,
        @JsonProperty("relay")
        RELAY,
        @JsonProperty("exit")
        EXIT,
        /** The "internet": web server and DNS, reached over exits only. */
        @JsonProperty("server")
        SERVER;

        /** Whether a Skywire daemon runs there. */
        public boolean mesh() {
            return this == ROUTER || this == RELAY || this == EXIT;
        }
    }

    /** Which IP versions a wire carries. */
    public enum Family {
        @JsonProperty("4")
        IPV4,
        @JsonProperty("6")
        IPV6,
        @JsonProperty("both")
        BOTH;

        public boolean ipv4() {
            return this != IPV6;
        }

        public boolean ipv6() {
            return this != IPV4;
        }
    }

    /**
     * One machine.
     *
     * @param name lower-case letters and digits, a letter first, at most 12
     * @param config fields merged into the node's config.json; a string {@code "key:NODE"} becomes
     *     that node's key
     * @param emulated only the place of a router: its wires end there, and a {@link Board} is put
     *     in; the nodes at its uplinks serve DHCP
     */
    public record Node(String name, Kind kind, @Nullable ObjectNode config, boolean emulated) {
        /** Whether the lab runs a daemon there. */
        boolean hasDaemon() {
            return kind.mesh() && !emulated;
        }
    }

    /**
     * A wire's settings as far as they are given; milliseconds, bits per second, packets.
     *
     * @see Shape
     */
    public record Settings(
            @Nullable Long rate,
            @Nullable Double delay,
            @Nullable Double loss,
            @Nullable Integer queue,
            @Nullable Double duplicate,
            @Nullable Double reorder,
            @Nullable Double jitter,
            @Nullable Double burst,
            @Nullable Double burstLength,
            @Nullable Double swing) {
        static final Settings NONE =
                new Settings(null, null, null, null, null, null, null, null, null, null);

        boolean any() {
            return !equals(NONE);
        }

        Shape over(Shape shape) {
            Shape result = shape;
            result = rate == null ? result : result.withRate(rate);
            result = delay == null ? result : result.withDelayMillis(delay);
            result = loss == null ? result : result.withLoss(loss);
            result = duplicate == null ? result : result.withDuplicate(duplicate);
            result = reorder == null ? result : result.withReorder(reorder);
            result = jitter == null ? result : result.withJitterMillis(jitter);
            result = burst == null ? result : result.withBurst(burst);
            result = burstLength == null ? result : result.withBurstMillis(burstLength);
            result = swing == null ? result : result.withSwingMillis(swing);
            return queue == null ? result : result.withQueue(queue);
        }
    }

    /**
     * A cable between two nodes.
     *
     * @param name unique; without one, {@code first-second}
     * @param between the two nodes; the first one dials
     * @param rate as {@link Settings}, for both directions
     * @param reverse what is different on the way from the second node to the first
     * @param mtu of the interfaces at both ends, bytes
     * @param transports by which the first dials, a link each; {@code udp} unless said
     */
    public record Wire(
            String name,
            List<String> between,
            @Nullable Long rate,
            @Nullable Double delay,
            @Nullable Double loss,
            @Nullable Integer queue,
            @Nullable Double duplicate,
            @Nullable Double reorder,
            @Nullable Double jitter,
            @Nullable Double burst,
            @Nullable Double burstLength,
            @Nullable Double swing,
            Settings reverse,
            Family family,
            int mtu,
            List<String> transports) {
        static final int DEFAULT_MTU = 1_500;
        static final int LARGEST_MTU = 1_900;

        // Jackson gives null and zero for what the file leaves out.
        @SuppressWarnings("NullAway")
        public Wire {
            between = between == null ? List.of() : List.copyOf(between);
            name = name == null ? String.join("-", between) : name;
            reverse = reverse == null ? Settings.NONE : reverse;
            family = family == null ? Family.BOTH : family;
            mtu = mtu == 0 ? DEFAULT_MTU : mtu;
            transports = transports == null ? List.of("udp") : List.copyOf(transports);
        }

        public String first() {
            return between.get(0);
        }

        public String second() {
            return between.get(1);
        }

        private Settings forward() {
            return new Settings(
                    rate,
                    delay,
                    loss,
                    queue,
                    duplicate,
                    reorder,
                    jitter,
                    burst,
                    burstLength,
                    swing);
        }

        private Wire with(Family other) {
            return with(other, transports);
        }

        private Wire with(Family otherFamily, List<String> otherTransports) {
            return new Wire(
                    name,
                    between,
                    rate,
                    delay,
                    loss,
                    queue,
                    duplicate,
                    reorder,
                    jitter,
                    burst,
                    burstLength,
                    swing,
                    reverse,
                    otherFamily,
                    mtu,
                    otherTransports);
        }
    }

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{0,11}");
    private static final Pattern WIRE_NAME = Pattern.compile("[a-z0-9-]{1,40}");
    private static final int MOST_WIRES = 250;

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    // Jackson gives null for what the file leaves out.
    @SuppressWarnings("NullAway")
    public Topology {
        description = description == null ? "" : description;
        wireDefaults = wireDefaults == null ? Settings.NONE : wireDefaults;
        nodes = nodes == null ? List.of() : List.copyOf(nodes);
        wires = wires == null ? List.of() : List.copyOf(wires);
    }

    /**
     * Reads and checks a file.
     *
     * @throws IllegalArgumentException with one sentence per problem
     */
    public static Topology read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** As {@link #read}, from text. */
    public static Topology parse(String json) {
        try {
            ObjectNode tree = MAPPER.readValue(json, ObjectNode.class);
            if (!tree.has("daemon")) {
                tree.put("daemon", true);
            }
            Topology topology = MAPPER.treeToValue(tree, Topology.class);
            topology.check();
            return topology;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the topology: " + e.getOriginalMessage(), e);
        }
    }

    public Node node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no node " + name));
    }

    public Wire wire(String name) {
        return wires.stream()
                .filter(wire -> wire.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no wire " + name));
    }

    public List<Node> nodes(Kind kind) {
        return nodes.stream().filter(node -> node.kind() == kind).toList();
    }

    /** Whether both ends of the wire are daemons. */
    public boolean mesh(Wire wire) {
        return node(wire.first()).kind().mesh() && node(wire.second()).kind().mesh();
    }

    /** Whether the wire runs through the wire process, hence can be changed. */
    public boolean shaped(Wire wire) {
        return wire.forward().any() || wire.reverse().any() || (mesh(wire) && wireDefaults.any());
    }

    /** From the first node to the second. */
    public Shape forward(Wire wire) {
        return wire.forward().over(mesh(wire) ? wireDefaults.over(Shape.OPEN) : Shape.OPEN);
    }

    /** From the second node to the first. */
    public Shape backward(Wire wire) {
        return wire.reverse().over(forward(wire));
    }

    /** The same without daemons: the nodes route plainly. */
    public Topology withoutDaemons() {
        return new Topology(description, false, wireDefaults, nodes, wires);
    }

    /** The same with other IP versions between the daemons. */
    public Topology withOutside(Family family) {
        return withFamily(family, true);
    }

    /** The same with other IP versions between exits and servers, hence inside the tunnel. */
    public Topology withInside(Family family) {
        return withFamily(family, false);
    }

    /** The same with other transports between the daemons, given to the wires in turn. */
    public Topology withTransports(List<String> names) {
        List<Wire> changed = new ArrayList<>();
        int turn = 0;
        for (Wire wire : wires) {
            changed.add(
                    mesh(wire)
                            ? wire.with(wire.family(), List.of(names.get(turn++ % names.size())))
                            : wire);
        }
        return new Topology(description, daemon, wireDefaults, nodes, changed);
    }

    /** The same with lost, doubled and late packets on every wire between daemons. */
    public Topology withRoughWires(double probability) {
        Settings rough =
                new Settings(
                        wireDefaults.rate(),
                        wireDefaults.delay(),
                        probability,
                        wireDefaults.queue(),
                        probability,
                        probability,
                        wireDefaults.jitter(),
                        wireDefaults.burst(),
                        wireDefaults.burstLength(),
                        wireDefaults.swing());
        return new Topology(description, daemon, rough, nodes, wires);
    }

    /**
     * The same as the properties {@code lab.transports} (names with commas, given to the wires in
     * turn) and {@code lab.rough} (a probability) want it: how whole test classes are repeated over
     * other links.
     */
    public Topology asProperties() {
        String transports = System.getProperty("lab.transports", "");
        String rough = System.getProperty("lab.rough", "");
        Topology result = this;
        if (!transports.isEmpty()) {
            result = result.withTransports(List.of(transports.split(",")));
        }
        return rough.isEmpty() ? result : result.withRoughWires(Double.parseDouble(rough));
    }

    private Topology withFamily(Family family, boolean outside) {
        List<Wire> changed =
                wires.stream()
                        .map(
                                wire ->
                                        outside == mesh(wire) && !touches(wire, Kind.LAPTOP)
                                                ? wire.with(family)
                                                : wire)
                        .toList();
        return new Topology(description, daemon, wireDefaults, nodes, changed);
    }

    boolean touches(Wire wire, Kind kind) {
        return node(wire.first()).kind() == kind || node(wire.second()).kind() == kind;
    }

    private void check() {
        List<String> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Node node : nodes) {
            checkNode(node, names, problems);
        }
        Set<String> wireNames = new HashSet<>();
        for (Wire wire : wires) {
            checkWire(wire, names, wireNames, problems);
        }
        if (problems.isEmpty()) {
            checkPlaces(problems);
        }
        if (wires.size() > MOST_WIRES) {
            problems.add("there are more than " + MOST_WIRES + " wires");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("the topology: " + String.join("; ", problems));
        }
    }

    // Jackson gives null for what the file leaves out.
    @SuppressWarnings("NullAway")
    private static void checkNode(Node node, Set<String> names, List<String> problems) {
        if (node.name() == null
                || !NAME.matcher(node.name()).matches()
                || node.name().equals("wire")) {
            problems.add(
                    "the node name '"
                            + node.name()
                            + "' is not 1 to 12 lower-case letters and digits, a letter first"
                            + " (and not 'wire')");
        } else if (!names.add(node.name())) {
            problems.add("there are two nodes " + node.name());
        }
        if (node.kind() == null) {
            problems.add("node " + node.name() + " has no kind");
        } else if (node.emulated() && (node.kind() != Kind.ROUTER || node.config() != null)) {
            problems.add("node " + node.name() + " is emulated, but no router or with a config");
        }
    }

    private void checkWire(
            Wire wire, Set<String> names, Set<String> wireNames, List<String> problems) {
        if (wire.between().size() != 2
                || !names.containsAll(wire.between())
                || wire.first().equals(wire.second())) {
            problems.add("the wire between " + wire.between() + " does not join two known nodes");
            return;
        }
        if (!WIRE_NAME.matcher(wire.name()).matches()) {
            problems.add("the wire name '" + wire.name() + "' is not letters, digits and hyphens");
        }
        if (!wireNames.add(wire.name())) {
            problems.add("there are two wires " + wire.name() + ": give one a name");
        }
        if (wire.mtu() < 1_280 || wire.mtu() > Wire.LARGEST_MTU) {
            problems.add(
                    "the wire " + wire.name() + " has no mtu from 1280 to " + Wire.LARGEST_MTU);
        }
        try {
            forward(wire);
            backward(wire);
        } catch (IllegalArgumentException e) {
            problems.add("the wire " + wire.name() + ": " + e.getMessage());
        }
    }

    private void checkPlaces(List<String> problems) {
        for (Node node : nodes) {
            List<Kind> others =
                    wires.stream()
                            .filter(wire -> wire.between().contains(node.name()))
                            .map(wire -> other(wire, node.name()))
                            .toList();
            if (node.kind() == Kind.LAPTOP && !others.equals(List.of(Kind.ROUTER))) {
                problems.add("the laptop " + node.name() + " has not one wire, to a router");
            }
            if (node.kind() == Kind.ROUTER
                    && others.stream().filter(Kind.LAPTOP::equals).count() > 2) {
                problems.add(
                        "the router "
                                + node.name()
                                + " has more laptops than its owner's and a guest's");
            }
            if (node.kind() == Kind.SERVER && !others.stream().allMatch(Kind.EXIT::equals)) {
                problems.add("the server " + node.name() + " is joined to something but exits");
            }
        }
        if (nodes(Kind.SERVER).size() > 1) {
            problems.add("there is more than one server");
        }
    }

    private Kind other(Wire wire, String name) {
        return node(wire.first().equals(name) ? wire.second() : wire.first()).kind();
    }
}

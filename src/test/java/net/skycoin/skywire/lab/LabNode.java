package net.skycoin.skywire.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.skycoin.skywire.lab.AddressPlan.Port;
import net.skycoin.skywire.lab.Topology.Kind;
import net.skycoin.skywire.lab.Topology.Node;

/** A machine of a running lab, from the outside. */
public final class LabNode {
    private static final Duration COMMAND = Duration.ofSeconds(20);

    private final Lab lab;
    private final Node node;
    private final Namespace namespace;

    LabNode(Lab lab, Node node, Namespace namespace) {
        this.lab = lab;
        this.node = node;
        this.namespace = namespace;
    }

    public String name() {
        return node.name();
    }

    public Kind kind() {
        return node.kind();
    }

    /** The daemon's public key in hex. */
    public String key() {
        return lab.key(name());
    }

    /** What the node has as /var/lib/skywire. */
    public Path dataDirectory() {
        return lab.state().nodeDirectory(name()).resolve("data");
    }

    /** What the node has as /run/skywire. */
    public Path runDirectory() {
        return lab.state().nodeDirectory(name()).resolve("run");
    }

    public List<Port> ports() {
        return lab.plan().ports(name());
    }

    /** The interface that leads to another node. */
    public Port portTo(String other) {
        return ports().stream()
                .filter(port -> port.wire().between().contains(other))
                .findFirst()
                .orElseThrow(() -> new LabFailure("no wire joins " + name() + " and " + other));
    }

    /** Runs a program as root inside, whatever its exit status. */
    public Command.Result exec(Duration timeout, String... command) {
        return Command.run(timeout, enter(List.of(command)));
    }

    /** Runs a program as root inside and returns its output; its exit status has to be 0. */
    public String run(String... command) {
        return Command.require(enter(List.of(command)));
    }

    /** Runs the product's command-line client inside. */
    public Command.Result skywire(String... arguments) {
        List<String> command = new ArrayList<>(List.of("skywire"));
        command.addAll(List.of(arguments));
        return Command.run(COMMAND, enter(command));
    }

    /** The whole command that runs this one inside, with the environment that daemons have. */
    public List<String> enter(List<String> command) {
        List<String> inside = new ArrayList<>(List.of("env"));
        for (Map.Entry<String, String> variable : Supervisor.environment().entrySet()) {
            inside.add(variable.getKey() + "=" + variable.getValue());
        }
        inside.addAll(command);
        return namespace.enter(inside);
    }

    /** The whole command that runs this one in the node's network, with the machine's files. */
    public List<String> enterNetwork(List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace.name()));
        all.addAll(command);
        return all;
    }

    /** The supervised skywired (or its stand-in). */
    public Unit daemon() {
        return unit("skywired");
    }

    public Unit unit(String program) {
        return lab.unit(name(), program);
    }

    /** Starts recording what passes an interface; it records when this returns. */
    public Capture capture(String interfaceName) {
        return capture(interfaceName, "");
    }

    /** As above, only what pcap-filter(7) lets pass. */
    public Capture capture(String interfaceName, String filter) {
        return Capture.start(lab.state(), namespace, name(), interfaceName, filter);
    }

    /** Starts a download from inside. */
    public Download download(String url, Duration timeout, String... curlOptions) {
        return Download.start(lab.state(), namespace, url, timeout, curlOptions);
    }

    /** Puts a board in the place of this emulated router and switches it on. */
    public Board powerOn(Board.Setup setup) {
        if (!node.emulated()) {
            throw new LabFailure(name() + " is not emulated: its own daemon runs there");
        }
        return Board.powerOn(lab.state(), this, setup);
    }

    /** Starts traffic from inside, as root and unmarked, to targets of {@link TrafficSource}. */
    public Traffic traffic(List<String> targets) {
        return Traffic.start(lab.state(), namespace, targets);
    }

    /**
     * Gives an interface another host number in its networks, as an uplink that is renumbered; a
     * default route over it comes back.
     */
    public void renumber(Port port, int host) {
        List<String> lines = new ArrayList<>();
        lines.add("addr flush dev " + port.name() + " scope global");
        for (String address : port.addresses()) {
            lines.add(
                    "addr add " + withHost(address, host) + " dev " + port.name() + flag(address));
        }
        lines.addAll(Routes.defaults(lab.plan(), port));
        namespace.ip(lines);
    }

    private static String withHost(String address, int host) {
        char separator = address.contains(":") ? ':' : '.';
        return address.substring(0, address.lastIndexOf(separator) + 1)
                + String.format(Locale.ROOT, separator == ':' ? "%x" : "%d", host)
                + address.substring(address.indexOf('/'));
    }

    static String flag(String address) {
        return address.contains(":") ? " nodad" : "";
    }

    Namespace namespace() {
        return namespace;
    }
}

package net.skycoin.skywire.lab;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import net.skycoin.skywire.lab.AddressPlan.Port;
import net.skycoin.skywire.lab.Topology.Kind;
import net.skycoin.skywire.lab.Topology.Node;
import net.skycoin.skywire.lab.Topology.Wire;
import org.jspecify.annotations.Nullable;

/**
 * A running lab. {@link #up} makes it, {@link #close} removes every trace; a shutdown hook does so
 * where the process is told to end, and the next lab where it is killed.
 *
 * <pre>
 * try (Lab lab = Lab.up(Topology.read(file), LabOptions.standard())) {
 *     lab.awaitReady(Duration.ofSeconds(30));
 *     Download.Result page = lab.node("laptop").download(url, timeout).await(timeout);
 *     lab.node("r1").daemon().kill9();
 *     lab.wire("router-r1").cut();
 * }
 * </pre>
 *
 * <p>Order of the start: namespaces, sysctls and kill switch, then interfaces and their addresses,
 * then the wire process, servers and daemons (all at once). Thread-safe once it is up.
 */
public final class Lab implements AutoCloseable {
    private static final Duration OWN_START = Duration.ofSeconds(30);
    private static final Duration ARCHIVING = Duration.ofSeconds(20);
    private static final String WIRE = "wire";
    private static final String DHCP_SCRIPT = "dhcp-client";
    private static final String DAEMON = "net.skycoin.skywire.node.Skywired";
    private static final String CLIENT = "net.skycoin.skywire.cli.Skywire";

    /** IPv6 addresses count at once: nobody else is on a cable. */
    private static final String EVERYWHERE =
            """
            for c in default all; do
              echo 0 > /proc/sys/net/ipv6/conf/$c/accept_dad
              echo 0 > /proc/sys/net/ipv6/conf/$c/dad_transmits
            done
            """;

    private static final String ROUTE_NOTHING = "echo 0 > /proc/sys/net/ipv4/ip_forward\n";

    private static final String SAY_NOTHING =
            "echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6\n";

    private static final String ROUTE_PLAINLY =
            """
            echo 1 > /proc/sys/net/ipv4/ip_forward
            echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
            """;

    private static final String TRANSLATE_PLAINLY =
            """
            nft -f - <<'END'
            table inet lab {
              chain source {
                type nat hook postrouting priority srcnat
                oifname "inet*" masquerade
              }
            }
            END
            """;

    private final Topology topology;
    private final LabOptions options;
    private final AddressPlan plan;
    private final LabState state;
    private final Supervisor supervisor;
    private final Map<String, LabNode> nodes = new LinkedHashMap<>();
    private final Map<String, String> keys = new ConcurrentHashMap<>();
    private final Thread hook = new Thread(this::remove, "lab shutdown");
    private @Nullable Namespace wireNamespace;
    private @Nullable ClassArchive archive;
    private volatile boolean closing;

    private Lab(Topology topology, LabOptions options) {
        this.topology = topology;
        this.options = options;
        plan = new AddressPlan(topology);
        state = LabState.create(options.id() == null ? randomId() : options.id());
        supervisor = new Supervisor(state);
    }

    private static String randomId() {
        return String.format("%05x", ThreadLocalRandom.current().nextInt(1 << 20));
    }

    /**
     * Starts a lab; daemons are started, not yet ready.
     *
     * @throws LabFailure when something is missing or does not work; nothing is left then
     */
    public static Lab up(Topology topology, LabOptions options) {
        Requirements.check();
        Lab lab = new Lab(topology.asProperties(), options);
        Runtime.getRuntime().addShutdownHook(lab.hook);
        try {
            lab.build();
            return lab;
        } catch (IOException e) {
            lab.close();
            throw new LabFailure("cannot write the lab's files: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            lab.close();
            throw e;
        }
    }

    private synchronized void build() throws IOException {
        JavaFiles java = JavaFiles.copy(state);
        archive = java.archive();
        makeNamespaces(java);
        joinThem();
        startWires(java);
        writeFiles(java);
        startUnits(java);
        awaitWebServer();
        checkpoint();
    }

    /** Between two steps of the start: whether the process was told to end meanwhile. */
    private void checkpoint() {
        if (closing) {
            throw new LabFailure("the lab was ended while it started");
        }
    }

    private void makeNamespaces(JavaFiles java) {
        Map<String, Namespace> made = new ConcurrentHashMap<>();
        List<Runnable> tasks = new ArrayList<>();
        for (Node node : topology.nodes()) {
            tasks.add(
                    () -> {
                        checkpoint();
                        Namespace machine =
                                Namespace.machine(
                                        state, node.name(), preparation(node), java.directory());
                        made.put(node.name(), machine);
                    });
        }
        tasks.add(() -> made.put(WIRE, Namespace.network(state, WIRE)));
        atOnce(tasks);
        wireNamespace = made.remove(WIRE);
        for (Node node : topology.nodes()) {
            Namespace machine = made.get(node.name());
            if (machine != null) {
                nodes.put(node.name(), new LabNode(this, node, machine));
            }
        }
    }

    /** What has to be so before a node's first interface is there. */
    private String preparation(Node node) {
        StringBuilder script = new StringBuilder(EVERYWHERE);
        if (node.emulated()) {
            script.append(SAY_NOTHING).append(ROUTE_NOTHING);
        } else if (!node.kind().mesh()) {
            script.append(ROUTE_NOTHING);
        } else if (topology.daemon()) {
            if (options.sysctls() != null) {
                script.append(SysctlFile.script(options.sysctls()));
            }
            if (options.killSwitch() != null) {
                String policy = node.kind() == Kind.ROUTER ? "drop" : "accept";
                script.append("nft -D 'output_policy=\"").append(policy);
                script.append("\"' -f '").append(options.killSwitch()).append("'\n");
            }
        } else {
            script.append(ROUTE_PLAINLY);
            if (node.kind() == Kind.EXIT) {
                script.append(TRANSLATE_PLAINLY);
            }
        }
        return script.toString();
    }

    private void joinThem() {
        checkpoint();
        List<String> links = new ArrayList<>();
        List<Wire> wires = topology.wires();
        for (int i = 0; i < wires.size(); i++) {
            Wire wire = wires.get(i);
            String first = end(plan.port(wire, true));
            String second = end(plan.port(wire, false));
            String type = " mtu " + wire.mtu() + " type veth peer name ";
            String mtu = " mtu " + wire.mtu();
            if (topology.shaped(wire)) {
                links.add("link add name " + first + type + wireEnd(i, true) + mtu);
                links.add("link add name " + second + type + wireEnd(i, false) + mtu);
            } else {
                links.add("link add name " + first + type + second + mtu);
            }
        }
        if (!links.isEmpty()) {
            Command.require(List.of("ip", "-batch", "-"), String.join("\n", links) + "\n");
        }
        atOnce(topology.nodes().stream().map(node -> (Runnable) () -> connect(node)).toList());
    }

    private String end(Port port) {
        return port.name() + " netns " + state.namespace(port.node().name());
    }

    private String wireEnd(int wire, boolean first) {
        return wireInterface(wire, first) + " netns " + state.namespace(WIRE);
    }

    private static String wireInterface(int wire, boolean first) {
        return "w" + wire + (first ? "a" : "b");
    }

    /** Addresses and routes of a node; whole packets only on shaped wires. */
    private void connect(Node node) {
        Namespace namespace = node(node.name()).namespace();
        List<String> lines = new ArrayList<>();
        if (node.kind() == Kind.SERVER) {
            for (String address : List.of(AddressPlan.WEB_IPV4, AddressPlan.DNS_IPV4)) {
                lines.add("addr add " + address + "/32 dev lo");
            }
            for (String address : List.of(AddressPlan.WEB_IPV6, AddressPlan.DNS_IPV6)) {
                lines.add("addr add " + address + "/128 dev lo");
            }
        }
        StringBuilder offload = new StringBuilder();
        for (Port port : plan.ports(node.name())) {
            if (!node.emulated()) {
                for (String address : port.addresses()) {
                    lines.add(
                            "addr add " + address + " dev " + port.name() + LabNode.flag(address));
                }
            }
            lines.add("link set " + port.name() + " up");
            if (topology.shaped(port.wire())) {
                offload.append("ethtool -K ").append(port.name());
                offload.append(" tso off gso off tx-udp-segmentation off\n");
            }
        }
        lines.addAll(new Routes(topology, plan).of(node));
        if (!offload.isEmpty()) {
            Command.require(namespace.enter("sh", "-ec", offload.toString()));
        }
        namespace.ip(lines);
    }

    private void startWires(JavaFiles java) throws IOException {
        checkpoint();
        List<WireProcess.Line> lines = new ArrayList<>();
        StringBuilder up =
                new StringBuilder("echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6\n");
        for (int i = 0; i < topology.wires().size(); i++) {
            Wire wire = topology.wires().get(i);
            if (topology.shaped(wire)) {
                for (boolean first : new boolean[] {true, false}) {
                    String name = wireInterface(i, first);
                    up.append("echo 1 > /proc/sys/net/ipv6/conf/").append(name);
                    up.append("/disable_ipv6\nip link set ").append(name).append(" up\n");
                }
                lines.add(
                        new WireProcess.Line(
                                wire.name(),
                                wireInterface(i, true),
                                wireInterface(i, false),
                                topology.forward(wire).toString(),
                                topology.backward(wire).toString(),
                                options.seed() + i));
            }
        }
        Namespace namespace = wireNamespace;
        if (lines.isEmpty() || namespace == null) {
            return;
        }
        Command.require(namespace.enter("sh", "-ec", up.toString()));
        Path file = state.directory().resolve("wires.json");
        JsonMapper.builder().build().writeValue(file.toFile(), lines);
        List<String> command = new ArrayList<>(List.of("nice", "-n", "-15"));
        command.addAll(
                java.ownProgram(WireProcess.class, file.toString(), wireSocket().toString()));
        launch("wires", namespace.enter(command));
    }

    private Path wireSocket() {
        return state.directory().resolve("wire.sock");
    }

    /** Starts one of the lab's own servers and waits until it says that it is ready. */
    private void launch(String name, List<String> command) throws IOException {
        Path log = state.logFile(name);
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        state.started(process);
        boolean ready =
                Pause.until(
                        OWN_START, () -> !process.isAlive() || Logs.tail(log).contains("ready"));
        if (!ready || !process.isAlive()) {
            throw new LabFailure("the lab's " + name + " does not start:\n" + Logs.tail(log));
        }
    }

    private void writeFiles(JavaFiles java) throws IOException {
        checkpoint();
        for (Node node : topology.nodes()) {
            Path bin = state.nodeDirectory(node.name()).resolve("bin");
            writeProgram(bin.resolve("skywire"), clientScript(java));
            // For scripts/lab exec and shell, one argument per line.
            Files.write(
                    state.nodeDirectory(node.name()).resolve("enter"),
                    node(node.name()).enter(List.of()));
            if (node.kind() == Kind.LAPTOP) {
                writeProgram(bin.resolve(DHCP_SCRIPT), resource("dhcp-client.sh"));
            }
            if (node.kind() == Kind.SERVER) {
                Path file = state.nodeDirectory(node.name()).resolve("etc/dns.conf");
                Files.writeString(file, resource("internet-dns.conf"));
            }
            if (node.kind() == Kind.ROUTER && !topology.daemon()) {
                Path file = node(node.name()).dataDirectory().resolve("dnsmasq.conf");
                Files.writeString(file, resource("plain-dnsmasq.conf"));
            }
        }
        if (topology.daemon()) {
            writeIdentities();
        }
        StringBuilder table = new StringBuilder();
        for (Node node : topology.nodes()) {
            String kind = node.kind().name().toLowerCase(Locale.ROOT);
            table.append(String.format("%-12s %-7s ", node.name(), kind));
            table.append(keys.getOrDefault(node.name(), "-")).append('\n');
        }
        Files.writeString(state.directory().resolve("nodes.txt"), table);
    }

    private void writeIdentities() throws IOException {
        List<Node> mesh = topology.nodes().stream().filter(Node::hasDaemon).toList();
        for (Node node : mesh) {
            Path data = node(node.name()).dataDirectory();
            keys.put(node.name(), options.identities().create(data));
        }
        NodeConfig config = new NodeConfig(topology, plan, keys);
        for (Node node : mesh) {
            Path data = node(node.name()).dataDirectory();
            Files.writeString(data.resolve("config.json"), config.json(node));
            for (String file : List.of(NodeConfig.CERTIFICATE_FILE, NodeConfig.KEY_FILE)) {
                Files.writeString(data.resolve(file), resource("/tls/" + file));
            }
            try (var files = Files.list(data)) {
                for (Path file : files.toList()) {
                    Namespace.own(file);
                }
            }
        }
    }

    private static String clientScript(JavaFiles java) {
        List<String> command = java.product(List.of("-XX:TieredStopAtLevel=1", "-Xmx64m"), CLIENT);
        return "#!/bin/sh\nexec " + String.join(" ", command) + " \"$@\"\n";
    }

    private static void writeProgram(Path file, String text) throws IOException {
        Files.writeString(file, text);
        if (!file.toFile().setExecutable(true, false)) {
            throw new IOException("cannot make executable: " + file);
        }
    }

    private static String resource(String name) throws IOException {
        try (var stream = Lab.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IOException("no resource " + name);
            }
            return new String(stream.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private void startUnits(JavaFiles java) {
        checkpoint();
        for (Node node : topology.nodes()) {
            if (node.emulated()) {
                plan.mesh(node.name()).forEach(port -> serveDhcp(plan.peer(port)));
                continue;
            }
            switch (node.kind()) {
                case SERVER -> startServer(node, java);
                case LAPTOP -> startLaptop(node);
                case ROUTER -> {
                    startDnsmasq(node);
                    startDaemon(node, java);
                }
                default -> startDaemon(node, java);
            }
        }
    }

    /**
     * What a home's own router does for a board that is plugged into it; no names are asked there.
     */
    private void serveDhcp(Port port) {
        if (port.ipv4() == null) {
            throw new LabFailure(port.node().name() + " has no IPv4 address to serve DHCP from");
        }
        String network = port.ipv4().substring(0, port.ipv4().lastIndexOf('.') + 1);
        List<String> command =
                node(port.node().name())
                        .namespace()
                        .enter(
                                "dnsmasq",
                                "--keep-in-foreground",
                                "--conf-file=/dev/null",
                                "--user=root",
                                "--port=0",
                                "--pid-file",
                                "--log-facility=-",
                                "--interface=" + port.name(),
                                "--bind-interfaces",
                                "--no-ping",
                                "--dhcp-authoritative",
                                "--dhcp-leasefile=/run/lab/tmp/" + port.name() + ".leases",
                                "--dhcp-option=option:dns-server," + port.ipv4(),
                                "--dhcp-range=" + network + "50," + network + "99,1h");
        start(port.node(), "dhcp-" + port.name(), command, null);
    }

    private void startServer(Node node, JavaFiles java) {
        Namespace namespace = node(node.name()).namespace();
        // Outside of the node's files: the program is the lab's, not the node's.
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace.name()));
        command.addAll(java.ownProgram(InternetServer.class));
        start(node, "web", command, null);
        start(
                node,
                "dns",
                namespace.enter(
                        "dnsmasq", "--keep-in-foreground", "--conf-file=/etc/skywire/dns.conf"),
                null);
    }

    /** Last, for it starts beside the others. */
    private void awaitWebServer() {
        for (Node node : topology.nodes(Kind.SERVER)) {
            Unit web = unit(node.name(), "web");
            await(
                    "the web server is ready",
                    OWN_START,
                    () -> Logs.tail(web.log()).contains("ready"));
        }
    }

    private void startLaptop(Node node) {
        for (Port port : plan.ports(node.name())) {
            List<String> command =
                    node(node.name())
                            .namespace()
                            .enter(
                                    "udhcpc",
                                    "-f",
                                    "-i",
                                    port.name(),
                                    "-s",
                                    "/run/lab/bin/" + DHCP_SCRIPT,
                                    "-t",
                                    "5",
                                    "-T",
                                    "1",
                                    "-A",
                                    "1");
            start(node, "dhcp", command, null);
        }
    }

    private void startDnsmasq(Node node) {
        LabNode machine = node(node.name());
        List<String> command =
                machine.namespace()
                        .enterAsDaemon(
                                List.of(
                                        "dnsmasq",
                                        "--keep-in-foreground",
                                        "--conf-file=/var/lib/skywire/dnsmasq.conf",
                                        "--log-facility=-",
                                        "--pid-file"));
        start(node, "dnsmasq", command, machine.dataDirectory().resolve("dnsmasq.conf"));
    }

    private void start(Node node, String program, List<String> command, @Nullable Path path) {
        supervisor.add(node.name(), program, command, Duration.ZERO, path).start();
    }

    private void startDaemon(Node node, JavaFiles java) {
        if (!topology.daemon()) {
            return;
        }
        List<String> flags = new ArrayList<>(List.of("-Xmx96m", "-XX:+UseCompactObjectHeaders"));
        flags.addAll(options.jvmFlags());
        List<String> command =
                new ArrayList<>(options.wrappers().getOrDefault(node.name(), List.of()));
        command.addAll(
                options.daemonCommand().isEmpty()
                        ? java.daemon(flags, DAEMON, node.kind() != Kind.ROUTER)
                        : options.daemonCommand());
        supervisor
                .add(
                        node.name(),
                        "skywired",
                        node(node.name()).namespace().enterAsDaemon(command),
                        options.watchdog(),
                        null)
                .start();
    }

    public String id() {
        return state.id();
    }

    public Topology topology() {
        return topology;
    }

    public AddressPlan plan() {
        return plan;
    }

    LabState state() {
        return state;
    }

    public LabNode node(String name) {
        LabNode node = nodes.get(name);
        if (node == null) {
            throw new LabFailure("this lab has no node " + name);
        }
        return node;
    }

    /** All nodes, in the topology's order. */
    public List<LabNode> nodes() {
        return List.copyOf(nodes.values());
    }

    public List<LabNode> nodes(Kind kind) {
        return nodes.values().stream().filter(node -> node.kind() == kind).toList();
    }

    String key(String node) {
        String key = keys.get(node);
        if (key == null) {
            throw new LabFailure("the node " + node + " has no key");
        }
        return key;
    }

    /** A wire that can be changed. */
    public LabWire wire(String name) {
        if (!topology.shaped(topology.wire(name))) {
            throw new LabFailure(
                    "the wire " + name + " is a plain cable: give it a queue or delay");
        }
        return new LabWire(name, wireSocket());
    }

    /** A place beside a wire from which frames can be sent to one of its ends. */
    public Injector injector(String wire, String towards) {
        int index = topology.wires().indexOf(topology.wire(wire));
        boolean first = topology.wire(wire).first().equals(towards);
        return Injector.open(state.namespace(WIRE), wireInterface(index, first));
    }

    Unit unit(String node, String program) {
        Unit unit = supervisor.unit(node, program);
        if (unit == null) {
            throw new LabFailure("nothing called " + program + " is supervised on " + node);
        }
        return unit;
    }

    /** Adds a program of the test's own to a node, as the daemons' user; it is not yet started. */
    public Unit addUnit(String node, String program, List<String> command, Duration watchdog) {
        List<String> inside = node(node).namespace().enterAsDaemon(command);
        return supervisor.add(node, program, inside, watchdog, null);
    }

    /** Waits until all daemons have said READY=1. */
    public void awaitReady(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (Unit unit : supervisor.units()) {
            if (unit.name().endsWith("-skywired")) {
                unit.awaitReady(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            }
        }
    }

    /** Waits until each laptop has an IPv4 address and can be used. */
    public void awaitLaptops(Duration timeout) {
        for (LabNode laptop : nodes(Kind.LAPTOP)) {
            await(
                    laptop.name() + " has an address",
                    timeout,
                    () -> !laptop.run("ip", "-4", "route", "show", "default").isBlank());
        }
    }

    /**
     * Waits for something.
     *
     * @param what for the message, which also has the ends of all daemons' logs
     */
    public void await(String what, Duration timeout, BooleanSupplier condition) {
        if (!Pause.until(timeout, condition)) {
            throw failure("not in " + timeout.toMillis() + " ms: " + what);
        }
    }

    /** A failure that carries the ends of all logs. */
    public LabFailure failure(String message) {
        StringBuilder text = new StringBuilder(message);
        supervisor.units().forEach(unit -> text.append('\n').append(unit.tail()));
        return new LabFailure(text.toString());
    }

    /** All supervised programs. */
    public List<Unit> units() {
        return supervisor.units();
    }

    /** Runs the tasks in parallel; the first failure is thrown when all are done. */
    private static void atOnce(List<Runnable> tasks) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            tasks.forEach(task -> running.add(threads.submit(task)));
            for (Future<?> future : running) {
                future.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LabFailure failure) {
                throw failure;
            }
            throw new LabFailure("cannot set the lab up: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabFailure("interrupted", e);
        }
    }

    /** Removes everything; may be called again. */
    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The process is on its way down, and the hook waits for this lab's monitor.
        }
    }

    private void remove() {
        closing = true;
        synchronized (this) {
            if (Files.exists(state.directory())) {
                ClassArchive made = archive;
                if (made != null && made.making() && supervisor.stop(ARCHIVING)) {
                    made.keep();
                }
                supervisor.close();
                state.remove();
            }
        }
    }
}

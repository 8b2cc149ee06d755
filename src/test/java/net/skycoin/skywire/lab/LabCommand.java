package net.skycoin.skywire.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import net.skycoin.skywire.lab.Topology.Family;
import net.skycoin.skywire.lab.Topology.Node;
import net.skycoin.skywire.lab.Topology.Wire;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scripts/lab}: labs by hand. Exit status 0: done; 1: a sentence on stderr says why not. */
@Command(
        name = "lab",
        description = "Real daemons in network namespaces of this machine, joined by wires.",
        mixinStandardHelpOptions = true,
        subcommands = CommandLine.HelpCommand.class)
final class LabCommand {
    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration DOWN = Duration.ofMinutes(1);

    private LabCommand() {}

    static void main(String[] arguments) {
        CommandLine line =
                new CommandLine(new LabCommand())
                        .setExecutionExceptionHandler(LabCommand::explain)
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .registerConverter(Family.class, LabCommand::family);
        // What follows the node belongs to the program.
        line.getSubcommands().forEach((name, sub) -> sub.setStopAtPositional(name.equals("exec")));
        System.exit(line.execute(arguments));
    }

    private static int explain(Exception e, CommandLine line, CommandLine.ParseResult result) {
        if (e instanceof LabFailure || e instanceof IllegalArgumentException) {
            System.err.println("lab: " + e.getMessage());
        } else {
            System.err.println("lab: unexpected: " + e);
        }
        return 1;
    }

    private static Family family(String text) {
        return switch (text) {
            case "4" -> Family.IPV4;
            case "6" -> Family.IPV6;
            case "both" -> Family.BOTH;
            default -> throw new CommandLine.TypeConversionException("expected 4, 6 or both");
        };
    }

    @Command(name = "up", description = "Starts a lab and waits until its daemons are ready.")
    int up(
            @Parameters(paramLabel = "TOPOLOGY.json") Path file,
            @Option(names = "--id", paramLabel = "ID", description = "Name of the lab.")
                    @Nullable String id,
            @Option(
                            names = "--outside",
                            paramLabel = "4|6|both",
                            description = "IP versions between the daemons.")
                    @Nullable Family outside,
            @Option(
                            names = "--inside",
                            paramLabel = "4|6|both",
                            description = "IP versions of the \"internet\".")
                    @Nullable Family inside)
            throws IOException, InterruptedException {
        String name =
                id == null
                        ? String.format("%05x", ThreadLocalRandom.current().nextInt(1 << 20))
                        : id;
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(
                List.of("-XX:+UseSerialGC", "-Xmx256m", "--enable-native-access=ALL-UNNAMED"));
        command.add("-Dskywire.root=" + LabOptions.projectRoot());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(LabCommand.class.getName(), "serve", file.toString(), name));
        command.add(outside == null ? "-" : word(outside));
        command.add(inside == null ? "-" : word(inside));
        Process server = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread hook = new Thread(() -> end(server));
        Runtime.getRuntime().addShutdownHook(hook);
        List<String> said = new ArrayList<>();
        BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.equals("ready")) {
                Runtime.getRuntime().removeShutdownHook(hook);
                describe(name, file);
                return 0;
            }
            said.add(line);
        }
        server.waitFor();
        said.forEach(System.err::println);
        return 1;
    }

    private static String word(Family family) {
        return switch (family) {
            case IPV4 -> "4";
            case IPV6 -> "6";
            case BOTH -> "both";
        };
    }

    private static void end(Process server) {
        server.destroy();
        try {
            server.waitFor();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void describe(String id, Path file) {
        Topology topology = Topology.read(file);
        System.out.println("lab " + id + " is up: " + topology.description());
        for (Node node : topology.nodes()) {
            System.out.printf("  scripts/lab shell %s %s%n", id, node.name());
        }
        for (Wire wire : topology.wires()) {
            if (topology.shaped(wire)) {
                System.out.printf("  scripts/lab wire %s %s%n", id, wire.name());
            }
        }
        System.out.println("  scripts/lab down " + id);
    }

    /** The process behind {@code up}: runs the lab until {@code down}. */
    @Command(name = "serve", hidden = true)
    int serve(
            @Parameters Path file,
            @Parameters String id,
            @Parameters String outside,
            @Parameters String inside)
            throws IOException, InterruptedException {
        Topology topology = Topology.read(file);
        topology = outside.equals("-") ? topology : topology.withOutside(family(outside));
        topology = inside.equals("-") ? topology : topology.withInside(family(inside));
        try (Lab lab = Lab.up(topology, LabOptions.standard().withId(id))) {
            lab.awaitReady(READY);
            new LabServer(lab).run(() -> System.out.println("ready"));
        }
        return 0;
    }

    @Command(name = "down", description = "Ends a lab and removes all that it made.")
    int down(@Parameters(paramLabel = "ID") String id) {
        LabState state = LabState.existing(id);
        if (!state.alive()) {
            LabState.clean();
            return 0;
        }
        LabServer.ask(state, "down");
        if (!Pause.until(DOWN, () -> !Files.exists(state.directory()))) {
            throw new LabFailure("the lab " + id + " does not end");
        }
        return 0;
    }

    @Command(name = "list", description = "Shows the labs of this machine.")
    int list() {
        for (LabState state : LabState.all()) {
            LabProcess owner = state.owner();
            System.out.printf(
                    "%-12s %s%n",
                    state.id(),
                    state.alive() && owner != null
                            ? "process " + owner.pid()
                            : "dead: scripts/lab clean removes it");
        }
        return 0;
    }

    @Command(name = "nodes", description = "Shows a lab's nodes: name, kind, key.")
    int nodes(@Parameters(paramLabel = "ID") String id) throws IOException {
        System.out.print(Files.readString(LabState.existing(id).directory().resolve("nodes.txt")));
        return 0;
    }

    @Command(name = "clean", description = "Removes what killed labs left behind.")
    int clean() {
        LabState.clean().forEach(id -> System.out.println("removed " + id));
        return 0;
    }

    @Command(name = "exec", description = "Runs a program as root on a node.")
    int exec(
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "NODE") String node,
            @Parameters(paramLabel = "COMMAND", arity = "1..*") List<String> command)
            throws IOException, InterruptedException {
        return enter(id, node, command);
    }

    @Command(name = "shell", description = "Opens a shell as root on a node.")
    int shell(
            @Parameters(paramLabel = "ID") String id, @Parameters(paramLabel = "NODE") String node)
            throws IOException, InterruptedException {
        return enter(id, node, List.of("env", "PS1=" + node + "# ", "sh", "-i"));
    }

    private static int enter(String id, String node, List<String> command)
            throws IOException, InterruptedException {
        Path file = LabState.existing(id).nodeDirectory(node).resolve("enter");
        if (!Files.exists(file)) {
            throw new LabFailure("the lab " + id + " has no node " + node);
        }
        List<String> all = new ArrayList<>(Files.readAllLines(file));
        all.addAll(command);
        return new ProcessBuilder(all).inheritIO().start().waitFor();
    }

    @Command(
            name = "wire",
            description = {
                "Changes a wire while it runs, and shows it.",
                "Without from=NODE both directions are changed."
            })
    int wire(
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "WIRE") String wire,
            @Parameters(
                            paramLabel = "SETTING",
                            arity = "0..*",
                            description = "from=NODE, rate=20M, delay=MS, loss=0..1, queue=PACKETS")
                    @Nullable List<String> settings) {
        List<String> words = new ArrayList<>(List.of("wire", wire));
        words.addAll(settings == null ? List.of() : settings);
        String answer = LabServer.ask(LabState.existing(id), words.toArray(String[]::new));
        System.out.println(answer.replace("; ", "\n"));
        return 0;
    }

    @Command(name = "kill", description = "Kills a daemon (kill -9); it comes back after 1 s.")
    int kill(
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "NODE") String node) {
        return daemon("kill", id, node);
    }

    @Command(
            name = "freeze",
            description = "Stops a daemon's execution, until the watchdog sees it.")
    int freeze(
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "NODE") String node) {
        return daemon("freeze", id, node);
    }

    @Command(name = "thaw", description = "Lets a frozen daemon go on.")
    int thaw(
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "NODE") String node) {
        return daemon("thaw", id, node);
    }

    @Command(name = "stop", description = "Ends a daemon in order; it stays down.")
    int stop(
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "NODE") String node) {
        return daemon("stop", id, node);
    }

    @Command(name = "start", description = "Starts a daemon that was stopped.")
    int start(
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "NODE") String node) {
        return daemon("start", id, node);
    }

    @Command(name = "restart", description = "Ends a daemon in order and waits until it is back.")
    int restart(
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "NODE") String node) {
        return daemon("restart", id, node);
    }

    private static int daemon(String verb, String id, String node) {
        LabServer.ask(LabState.existing(id), verb, node);
        return 0;
    }
}

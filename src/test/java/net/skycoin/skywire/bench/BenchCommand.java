package net.skycoin.skywire.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.skycoin.skywire.lab.LabFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scripts/bench}. Exit status 0: measured; 1: a sentence on stderr says why not. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures the data plane beside wireguard-go and plain forwarding, in namespaces of this machine.")
final class BenchCommand implements Callable<Integer> {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** The benches, in the order in which they run. */
    private enum Bench {
        tunnel,
        relay,
        latency,
        memory,
        start,
        bond,
        hub
    }

    @Parameters(
            arity = "0..*",
            paramLabel = "BENCH",
            description = "which: ${COMPLETION-CANDIDATES} (default: all but bond)")
    private List<Bench> benches = new ArrayList<>();

    @Option(names = "--json", description = "JSON on stdout instead of a table")
    private boolean json;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "alternating rounds (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--seconds", description = "of one measurement (default: 4, of the bond 30)")
    private @Nullable Integer givenSeconds;

    @Option(
            names = "--traffic",
            split = ",",
            description = "only these kinds of traffic, such as tcp1_down")
    private List<String> traffic = new ArrayList<>();

    @Option(
            names = "--wireguard-go",
            description = "the peer's program; without it there is no peer")
    private @Nullable Path wireguardGo;

    @Option(
            names = "--relays",
            split = ",",
            defaultValue = "1,3,7",
            description = "relays of the bench of that name (default: ${DEFAULT-VALUE})")
    private List<Integer> relayCounts = new ArrayList<>();

    @Option(
            names = "--jvm",
            description = "another flag for our daemons, such as -Dskywire.ciphers=jdk")
    private List<String> jvmFlags = new ArrayList<>();

    @Option(
            names = "--lines",
            defaultValue = "16",
            description = "lines of the bench bond (default: ${DEFAULT-VALUE})")
    private int lines;

    @Option(
            names = "--scale",
            defaultValue = "1",
            description = "factor of the lines' rates (default: ${DEFAULT-VALUE})")
    private double scale;

    @Option(
            names = "--warm-up",
            defaultValue = "30",
            description = "seconds before each measurement of the bond (default: ${DEFAULT-VALUE})")
    private int warmUp;

    @Option(
            names = "--cases",
            split = ",",
            description =
                    "only these cases of the bond: one_flow, eight_flows, both_ways, delays_5_60,"
                            + " rates_2_40, loss_1, loss_5_on_three, wifi; voice, fairness, death,"
                            + " unshaped, never_worse (in the simulator); mptcp: beside MPTCP")
    private List<String> cases = new ArrayList<>();

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "of the bond's random pairs and triples (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--pairs",
            defaultValue = "100",
            description = "how many of them (default: ${DEFAULT-VALUE})")
    private int pairs;

    private final Progress progress = new Progress();
    private int seconds;

    private BenchCommand() {}

    static void main(String[] arguments) {
        CommandLine line =
                new CommandLine(new BenchCommand())
                        .setExecutionExceptionHandler(
                                (e, _, _) -> {
                                    System.err.println("bench: " + e.getMessage());
                                    if (!(e instanceof LabFailure)) {
                                        e.printStackTrace();
                                    }
                                    return 1;
                                });
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        ObjectNode result = JSON.createObjectNode();
        ObjectNode machine = JSON.createObjectNode();
        machine.put("processors", Runtime.getRuntime().availableProcessors());
        machine.put("kernel", System.getProperty("os.version"));
        machine.put("java", Runtime.version().toString());
        String version = wireguardGo == null ? null : WireguardGo.version(wireguardGo);
        if (version != null) {
            result.putObject("peer").put("name", "wireguard-go").put("version", version);
            progress.say("peer: wireguard-go " + version);
            if (!WireguardGo.offloads(version)) {
                throw new LabFailure(
                        "wireguard-go "
                                + version
                                + " has no segmentation offload: a ratio to it would say nothing");
            }
        }
        if (benches.isEmpty()) {
            benches =
                    Stream.of(Bench.values())
                            .filter(bench -> bench != Bench.bond && bench != Bench.hub)
                            .toList();
        }
        seconds = givenSeconds == null ? 4 : givenSeconds;
        for (Bench bench : benches) {
            switch (bench) {
                case hub -> HubBench.run(seconds, result.putObject("hub"), progress);
                case tunnel -> tunnel(result.putObject("tunnel"));
                case relay -> relay(result.putObject("relay"));
                case latency -> latency(result.putObject("latency"));
                case memory -> withOurs(0, side -> memory(side, result.putObject("memory")));
                case start ->
                        withOurs(
                                1,
                                side ->
                                        new StartBench(side, progress)
                                                .start(rounds, result.putObject("start")));
                case bond -> bond(result.putObject("bond"));
            }
        }
        result.set("machine", machine);
        if (json || benches.equals(List.of(Bench.bond))) {
            System.out.println(JSON.writeValueAsString(result));
        } else {
            print("", result);
        }
        return 0;
    }

    private void bond(ObjectNode to) {
        int measured = givenSeconds == null ? 30 : givenSeconds;
        BondBench.Settings settings =
                new BondBench.Settings(lines, scale, rounds, warmUp, measured, cases, seed, pairs);
        new BondBench(settings, jvmFlags, progress).run(to);
    }

    private void tunnel(ObjectNode to) {
        Map<String, Side> sides = new LinkedHashMap<>();
        try {
            progress.say("starting our nodes");
            sides.put("ours", Side.ours(0, jvmFlags));
            if (wireguardGo != null) {
                progress.say("starting wireguard-go");
                sides.put("wireguard_go", Side.wireguard(wireguardGo));
            }
            new TunnelBench(sides, progress).run(kinds(), rounds, seconds, to);
            JsonNode main = to.path("tcp1_down").path("ours_to_wireguard_go");
            if (!main.isMissingNode()) {
                to.set("rate_ratio", main.path("rate_ratio"));
                to.set("cpu_ratio", main.path("cpu_ratio"));
            }
        } finally {
            sides.values().forEach(Side::close);
        }
    }

    private void withOurs(int relays, Consumer<Side> bench) {
        progress.say("starting our nodes, " + relays + " relays");
        try (Side side = Side.ours(relays, jvmFlags)) {
            bench.accept(side);
        }
    }

    private void memory(Side side, ObjectNode to) {
        new StartBench(side, progress).memory(rounds * seconds, to);
    }

    /**
     * One TCP flow over relays, beside the peer's direct tunnel: what a relay alone spends per GB,
     * as a share of what the peer spends at both ends together, and the rates.
     */
    private void relay(ObjectNode to) {
        Map<String, Side> sides = new LinkedHashMap<>();
        try {
            for (int relays : relayCounts) {
                progress.say("starting our nodes, " + relays + " relays");
                sides.put("ours_" + relays, Side.ours(relays, jvmFlags));
            }
            if (wireguardGo != null) {
                sides.put("wireguard_go", Side.wireguard(wireguardGo));
            }
            new TunnelBench(sides, progress)
                    .run(List.of(TunnelBench.Traffic.TCP1_DOWN), rounds, seconds, to);
        } finally {
            sides.values().forEach(Side::close);
        }
        JsonNode kinds = to.path("tcp1_down");
        double peerCpu = kinds.at("/wireguard_go/cpu_s_per_gb/median").asDouble();
        double peerRate = kinds.at("/wireguard_go/rate_mbit_s/median").asDouble();
        if (peerCpu > 0) {
            for (int relays : relayCounts) {
                JsonNode own = kinds.path("ours_" + relays);
                double rate = own.at("/rate_mbit_s/median").asDouble();
                to.put("rate_ratio_" + relays, Series.rounded(rate / peerRate));
            }
            double relay =
                    kinds.at("/ours_" + relayCounts.getFirst() + "/cpu_s_per_gb_of/r1").asDouble();
            to.put("cpu_ratio", Series.rounded(relay / peerCpu));
        }
    }

    private void latency(ObjectNode to) {
        Map<String, Side> sides = new LinkedHashMap<>();
        try {
            progress.say("starting our nodes and the others");
            sides.put("forwarding", Side.forwarding(0));
            sides.put("ours_0", Side.ours(0, jvmFlags));
            sides.put("ours_1", Side.ours(1, jvmFlags));
            if (wireguardGo != null) {
                sides.put("wireguard_go", Side.wireguard(wireguardGo));
            }
            // Interpreted code says nothing about latency.
            sides.get("ours_0").iperf().run(3, "-R");
            sides.get("ours_1").iperf().run(3, "-R");
            new LatencyBench(sides, progress)
                    .run(rounds, seconds, List.of("ours_0", "wireguard_go"), to);
        } finally {
            sides.values().forEach(Side::close);
        }
        double relay = idle(to, "ours_1") - idle(to, "ours_0");
        to.put("relay_adds_ms", Series.rounded(relay));
        if (wireguardGo != null) {
            double hop = idle(to, "wireguard_go") - idle(to, "forwarding");
            to.put("wireguard_go_adds_ms", Series.rounded(hop));
            to.put("relay_ratio", Series.rounded(relay / hop));
        }
    }

    private static double idle(ObjectNode to, String side) {
        return to.at("/" + side + "/idle_ms/p50").asDouble();
    }

    private List<TunnelBench.Traffic> kinds() {
        return List.of(TunnelBench.Traffic.values()).stream()
                .filter(kind -> traffic.isEmpty() || traffic.contains(kind.key))
                .toList();
    }

    /** One line for each number, its path first. */
    private static void print(String path, JsonNode node) {
        if (node.isObject() && node.has("median")) {
            System.out.printf(
                    "%-58s %10s   %s .. %s%n",
                    path, node.path("median"), node.path("min"), node.path("max"));
        } else if (node.isObject()) {
            node.properties()
                    .forEach(
                            entry ->
                                    print(
                                            path.isEmpty()
                                                    ? entry.getKey()
                                                    : path + "." + entry.getKey(),
                                            entry.getValue()));
        } else {
            System.out.printf("%-58s %10s%n", path, node.asText());
        }
    }
}

package net.skycoin.skywire.sim;

import static net.skycoin.skywire.sim.VirtualNetwork.SECOND;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code scripts/sim}: many networks, each from a seed of its own. Exit status 0: in all of them
 * every joined pair had its circuit in time; 1: not so.
 */
@Command(
        name = "sim",
        description = "Networks of whole nodes under a virtual clock, with faults.",
        mixinStandardHelpOptions = true)
final class SimCommand implements Callable<Integer> {
    /** A seed that it holds is not run again. */
    private static final Path RESULTS = Path.of(".cache/sim.jsonl");

    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "100", description = "how many")
    private int seeds;

    @Option(names = "--first", paramLabel = "SEED", defaultValue = "1", description = "the first")
    private long first;

    @Option(names = "--nodes", paramLabel = "N", defaultValue = "200", description = "of each")
    private int nodes;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "60",
            description = "of virtual time; there is a change in each")
    private int minutes;

    @Option(
            names = "--pairs",
            paramLabel = "N",
            defaultValue = "50",
            description = "tried after each change")
    private int pairs;

    @Option(names = "--anew", description = "run all; neither look at former runs nor note these")
    private boolean anew;

    @Option(names = "--jobs", paramLabel = "N", description = "networks at a time")
    private int jobs = Runtime.getRuntime().availableProcessors();

    static void main(String[] arguments) {
        System.exit(new CommandLine(new SimCommand()).execute(arguments));
    }

    private String kind() {
        return nodes + " nodes, " + minutes + " minutes, " + pairs + " pairs";
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        Map<Long, JsonNode> known = known();
        List<Future<JsonNode>> runs = new ArrayList<>();
        int bad = 0;
        try (ExecutorService pool = Executors.newFixedThreadPool(jobs)) {
            for (long seed = first; seed < first + seeds; seed++) {
                long which = seed;
                JsonNode before = known.get(seed);
                runs.add(pool.submit(() -> before == null ? run(which) : before));
            }
            for (Future<JsonNode> run : runs) {
                bad += run.get().path("failed").isEmpty() ? 0 : 1;
            }
        }
        System.out.printf(
                "sim: %d seeds, %d of them with a pair that had no circuit%n", seeds, bad);
        return bad == 0 ? 0 : 1;
    }

    private JsonNode run(long seed) throws IOException {
        long begunNs = System.nanoTime();
        ManyNodes.Outcome outcome =
                ManyNodes.run(seed, nodes, minutes, minutes * 60L * SECOND, pairs);
        ObjectNode line =
                JSON.createObjectNode()
                        .put("seed", seed)
                        .put("kind", kind())
                        .put("pairs", outcome.pairs())
                        .put("slowestMs", outcome.slowestNs() / 1_000_000)
                        .put("largestMap", outcome.largestMap())
                        .put("trace", outcome.trace())
                        .put("tookSeconds", (System.nanoTime() - begunNs) / 1_000_000_000);
        outcome.failed().forEach(line.putArray("failed")::add);
        note(line);
        return line;
    }

    private synchronized void note(JsonNode line) throws IOException {
        System.out.println(line);
        if (!anew) {
            Files.writeString(
                    RESULTS, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    private Map<Long, JsonNode> known() throws IOException {
        Map<Long, JsonNode> known = new LinkedHashMap<>();
        if (!anew && Files.exists(RESULTS)) {
            for (String text : Files.readAllLines(RESULTS)) {
                JsonNode line = JSON.readTree(text);
                if (line.path("kind").asText().equals(kind())) {
                    known.put(line.path("seed").asLong(), line);
                }
            }
        }
        return known;
    }
}

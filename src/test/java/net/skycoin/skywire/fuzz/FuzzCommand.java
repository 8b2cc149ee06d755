package net.skycoin.skywire.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code scripts/fuzz}: Jazzer over all targets, each in a process of its own. Exit status 0: no
 * finding; 1: at least one, or a target slower than it must be.
 */
@Command(
        name = "fuzz",
        description = "Searches for inputs that a parser does not survive.",
        mixinStandardHelpOptions = true)
final class FuzzCommand implements Callable<Integer> {
    /** Slower than so many inputs per second is a finding; a search then takes too long. */
    private static final int SLOW = 10_000;

    /** Work after which what was done is noted. */
    private static final int CHUNK = 1_000_000;

    private static final int MAX_INPUT_BYTES = 8192;
    private static final Pattern UNITS = Pattern.compile("stat::number_of_executed_units: (\\d+)");
    private static final Pattern LOADED = Pattern.compile("#\\d+\\s+INITED");
    private static final Pattern SAVED = Pattern.compile("Test unit written to (\\S+)");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--inputs",
            paramLabel = "N",
            defaultValue = "5000000",
            description = "So many inputs for each target; what was done before counts.")
    private long inputs;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Instead: all targets together for so long; nothing is noted.")
    private @Nullable Integer seconds;

    @Option(names = "--only", paramLabel = "NAME", description = "Only targets that begin so.")
    private String only = "";

    @Option(names = "--jobs", paramLabel = "N", description = "Targets at a time.")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Option(names = "--list", description = "Prints the targets' names.")
    private boolean list;

    private final Path work = Path.of(".cache/fuzz");
    private final Path results = work.resolve("results.jsonl");

    /** What one process did. */
    private record Outcome(long inputs, double seconds, @Nullable String finding) {
        double perSecond() {
            return seconds == 0 ? 0 : inputs / seconds;
        }
    }

    static void main(String[] arguments) {
        System.exit(new CommandLine(new FuzzCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        List<FuzzTarget> targets =
                FuzzTargets.all().stream().filter(t -> t.name().startsWith(only)).toList();
        if (targets.isEmpty()) {
            System.err.println("fuzz: there is no target " + only + "; see --list");
            return 2;
        }
        if (list) {
            targets.forEach(target -> System.out.println(target.name()));
            return 0;
        }
        List<Callable<Boolean>> searches = new ArrayList<>();
        Integer time = seconds;
        if (time == null) {
            targets.forEach(target -> searches.add(() -> search(target)));
        } else {
            mixes(targets).forEach(mix -> searches.add(() -> glance(mix, time)));
        }
        int bad = 0;
        try (ExecutorService pool = Executors.newFixedThreadPool(jobs)) {
            for (Future<Boolean> answer : pool.invokeAll(searches)) {
                bad += answer.get() ? 0 : 1;
            }
        }
        String what = bad == 0 ? "no finding" : bad + " with a finding";
        System.out.printf("fuzz: %d targets, %s%n", targets.size(), what);
        return bad == 0 ? 0 : 1;
    }

    /** The targets dealt out to as many processes as run at a time. */
    private List<Mix> mixes(List<FuzzTarget> targets) {
        List<Mix> mixes = new ArrayList<>();
        for (int i = 0; i < Math.min(jobs, targets.size()); i++) {
            List<FuzzTarget> dealt = new ArrayList<>();
            for (int at = i; at < targets.size(); at += jobs) {
                dealt.add(targets.get(at));
            }
            mixes.add(new Mix("mix-" + i, dealt));
        }
        return mixes;
    }

    /** Targets that one process searches, and the name of the folder where it does. */
    private record Mix(String name, List<FuzzTarget> targets) {}

    private boolean glance(Mix mix, int time) throws IOException, InterruptedException {
        // What the corpus begins with means another target when there are more of them.
        deleteFiles(folder(mix, "corpus"));
        deleteFiles(folder(mix, "seeds"));
        prepare(mix);
        Outcome outcome = run(mix, "-max_total_time=" + time);
        say(mix, outcome.inputs, outcome);
        return outcome.finding == null;
    }

    private boolean search(FuzzTarget target) throws IOException, InterruptedException {
        Mix mix = new Mix(target.name(), List.of(target));
        prepare(mix);
        long done = done(mix);
        if (done >= inputs) {
            System.out.printf("%-28s %,d inputs done before%n", mix.name, done);
        }
        while (done < inputs) {
            Outcome outcome = run(mix, "-runs=" + Math.min(CHUNK, inputs - done));
            done += outcome.inputs;
            note(mix, outcome);
            say(mix, done, outcome);
            if (outcome.finding != null || outcome.perSecond() < SLOW) {
                return false;
            }
        }
        return true;
    }

    private Path folder(Mix mix, String what) {
        return work.resolve(mix.name).resolve(what);
    }

    private static void deleteFiles(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void prepare(Mix mix) throws IOException {
        for (String what : List.of("corpus", "findings", "seeds")) {
            Files.createDirectories(folder(mix, what));
        }
        for (int i = 0; i < mix.targets.size(); i++) {
            List<byte[]> seeds = mix.targets.get(i).seeds();
            for (int at = 0; at < seeds.size(); at++) {
                ByteWriter seed = new ByteWriter(64);
                if (mix.targets.size() > 1) {
                    seed.u8(i);
                }
                seed.bytes(seeds.get(at));
                Files.write(folder(mix, "seeds").resolve(i + "-" + at), seed.toByteArray());
            }
        }
    }

    private Outcome run(Mix mix, String limit) throws IOException, InterruptedException {
        Path log = folder(mix, "log");
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-XX:+EnableDynamicAgentLoading",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + JazzerEntry.class.getName(),
                        "--target_args="
                                + mix.targets.stream()
                                        .map(FuzzTarget::name)
                                        .collect(Collectors.joining(" ")),
                        // Its hook on Unsafe fails where Netty calls that.
                        "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer",
                        "--instrumentation_includes=net.skycoin.skywire.**",
                        "--reproducer_path=" + folder(mix, "findings"),
                        "-artifact_prefix=" + folder(mix, "findings") + "/",
                        "-print_final_stats=1",
                        "-timeout=5",
                        "-rss_limit_mb=1500",
                        "-max_len=" + maxLength(mix),
                        limit,
                        folder(mix, "corpus").toString(),
                        folder(mix, "seeds").toString());
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Thread hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
        long begunNs = await(process, log);
        int status = process.waitFor();
        double took = (System.nanoTime() - begunNs) / 1e9;
        Runtime.getRuntime().removeShutdownHook(hook);
        String said = read(log);
        Matcher units = UNITS.matcher(said);
        long executed = units.find() ? Long.parseLong(units.group(1)) : 0;
        Matcher saved = SAVED.matcher(said);
        String finding = saved.find() ? saved.group(1) : null;
        if (finding != null && mix.targets.size() > 1) {
            finding = stripped(mix, Path.of(finding)).toString();
        }
        if (finding == null && status != 0) {
            finding = "status " + status + ", see " + log;
        }
        return new Outcome(executed, took, finding);
    }

    /** A finding of a mix as an input of the target that it was for. */
    private static Path stripped(Mix mix, Path finding) throws IOException {
        byte[] input = Files.readAllBytes(finding);
        if (input.length == 0) {
            return finding;
        }
        FuzzTarget target = mix.targets.get((input[0] & 0xff) % mix.targets.size());
        Path file = finding.resolveSibling(target.name() + "-" + finding.getFileName());
        return Files.write(file, Arrays.copyOfRange(input, 1, input.length));
    }

    /** When the search itself began: after the start of the JVM and the reading of the corpus. */
    private static long await(Process process, Path log) throws IOException, InterruptedException {
        long begunNs = System.nanoTime();
        while (process.isAlive() && !LOADED.matcher(read(log)).find()) {
            Thread.sleep(50);
        }
        return process.isAlive() ? System.nanoTime() : begunNs;
    }

    private static String read(Path log) throws IOException {
        return Files.readString(log, StandardCharsets.ISO_8859_1);
    }

    private static int maxLength(Mix mix) {
        int longest =
                mix.targets.stream()
                        .flatMap(target -> target.seeds().stream())
                        .mapToInt(seed -> seed.length)
                        .max()
                        .orElse(0);
        return Math.clamp(2L * longest, 256, MAX_INPUT_BYTES);
    }

    private void say(Mix mix, long done, Outcome outcome) {
        String what = outcome.finding == null ? "" : "  FINDING " + outcome.finding;
        if (seconds == null && outcome.finding == null && outcome.perSecond() < SLOW) {
            what = "  TOO SLOW: less than " + SLOW + " inputs/s";
        }
        System.out.printf(
                Locale.ROOT,
                "%-28s %,d inputs, %,.0f inputs/s%s%n",
                mix.name,
                done,
                outcome.perSecond(),
                what);
    }

    private synchronized void note(Mix mix, Outcome outcome) throws IOException {
        ObjectNode line =
                JSON.createObjectNode()
                        .put("target", mix.name)
                        .put("inputs", outcome.inputs)
                        .put("inputs_per_s", Math.round(outcome.perSecond()))
                        .put("finding", outcome.finding);
        Files.writeString(
                results, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Inputs of former searches that found nothing; a finding, once mended, is searched anew. */
    private long done(Mix mix) throws IOException {
        if (!Files.exists(results)) {
            return 0;
        }
        long done = 0;
        try (Stream<String> lines = Files.lines(results)) {
            for (String line : lines.filter(l -> !l.isBlank()).toList()) {
                JsonNode node = JSON.readTree(line);
                if (node.path("target").asText().equals(mix.name)) {
                    boolean found = !node.path("finding").isNull();
                    done = found ? 0 : done + node.path("inputs").asLong();
                }
            }
        }
        return done;
    }
}

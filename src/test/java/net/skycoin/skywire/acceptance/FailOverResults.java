package net.skycoin.skywire.acceptance;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What fail-overs cost so far; a JSON line each in a file, if the tests are given one. */
final class FailOverResults {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * One fail-over.
     *
     * @param good whether the connection went on within the limit
     */
    record Outcome(
            String fault,
            int repetition,
            String where,
            long stallMs,
            boolean good,
            String download) {}

    private final int repetitions;
    private final @Nullable Path file;
    private final List<Outcome> outcomes = new ArrayList<>();

    private FailOverResults(int repetitions, @Nullable Path file) {
        this.repetitions = repetitions;
        this.file = file;
    }

    /** As the properties {@code failover.repetitions} and {@code failover.results} say. */
    static FailOverResults open() {
        String path = System.getProperty("failover.results");
        Path file = path == null ? null : Path.of(path);
        FailOverResults results =
                new FailOverResults(Integer.getInteger("failover.repetitions", 3), file);
        try {
            if (file != null && Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    results.outcomes.add(JSON.readValue(line, Outcome.class));
                }
            }
            return results;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The repetitions of a fault that are still to be done. */
    List<Integer> missing(String fault) {
        return IntStream.rangeClosed(1, repetitions)
                .filter(number -> of(fault).stream().noneMatch(o -> o.repetition() == number))
                .boxed()
                .toList();
    }

    List<Outcome> of(String fault) {
        return outcomes.stream().filter(outcome -> outcome.fault().equals(fault)).toList();
    }

    void add(Outcome outcome) {
        outcomes.add(outcome);
        if (file == null) {
            return;
        }
        try {
            Files.writeString(
                    file,
                    JSON.writeValueAsString(outcome) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One line: how many, and the stalls' median and longest. */
    String summary(String fault) {
        long[] stalls = of(fault).stream().mapToLong(Outcome::stallMs).sorted().toArray();
        return String.format(
                "%s: %d of %d good, stall %d ms in the median, %d ms at most",
                fault,
                of(fault).stream().filter(Outcome::good).count(),
                stalls.length,
                stalls[stalls.length / 2],
                stalls[stalls.length - 1]);
    }
}

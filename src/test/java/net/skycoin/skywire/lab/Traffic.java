package net.skycoin.skywire.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Traffic that never pauses, from inside a node, and what became of each attempt. The methods may
 * be called by any thread.
 */
public final class Traffic implements AutoCloseable {
    /** How an attempt ended. */
    public enum Outcome {
        /** Connected, or answered. */
        DONE,
        /** Told at some point that it cannot be. */
        REFUSED,
        /** Not told anything for a second. */
        SILENT
    }

    /**
     * One attempt.
     *
     * @param target as the source was given it: {@code tcp ADDRESS PORT}
     * @param startNs of {@link System#nanoTime}
     */
    public record Attempt(String target, long startNs, long endNs, Outcome outcome) {
        public long durationNs() {
            return endNs - startNs;
        }
    }

    private final Process process;
    private final List<Attempt> attempts = new ArrayList<>();

    private Traffic(Process process) {
        this.process = process;
    }

    /** Starts sending from a node, as root and unmarked, to targets of {@link TrafficSource}. */
    static Traffic start(LabState state, Namespace namespace, List<String> targets) {
        List<String> command = new ArrayList<>();
        command.add(Namespace.JDK_INSIDE + "/bin/java");
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx32m"));
        command.addAll(List.of("-XX:-UsePerfData", "-cp", Namespace.JAVA_INSIDE + "/test-classes"));
        command.add(TrafficSource.class.getName());
        command.addAll(targets);
        try {
            Process process =
                    new ProcessBuilder(namespace.enter(command))
                            .redirectError(state.logFile("traffic").toFile())
                            .start();
            state.started(process);
            Traffic traffic = new Traffic(process);
            Thread reader = new Thread(traffic::read, "traffic");
            reader.setDaemon(true);
            reader.start();
            return traffic;
        } catch (IOException e) {
            throw new LabFailure("cannot start traffic: " + e.getMessage(), e);
        }
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                process.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                add(line.split(" ", -1));
            }
        } catch (IOException _) {
            // The process was ended.
        }
    }

    private void add(String[] words) {
        long startNs = Long.parseLong(words[3]);
        Attempt attempt =
                new Attempt(
                        String.join(" ", words[0], words[1], words[2]),
                        startNs,
                        startNs + Long.parseLong(words[4]),
                        Outcome.valueOf(words[5]));
        synchronized (attempts) {
            attempts.add(attempt);
        }
    }

    /** The attempts that have ended so far and are such, by the time of their end. */
    public List<Attempt> attempts(Predicate<Attempt> which) {
        synchronized (attempts) {
            return attempts.stream().filter(which).toList();
        }
    }

    /** Waits for an attempt of this kind to end; returns it. */
    public Attempt await(String what, Duration timeout, Predicate<Attempt> which) {
        if (!Pause.until(timeout, () -> !attempts(which).isEmpty())) {
            throw new LabFailure("not in " + timeout.toMillis() + " ms: " + what);
        }
        return attempts(which).getFirst();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

package net.skycoin.skywire.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A running tcpdump on one interface of a node. It records from the moment {@link #start} returns;
 * {@link #stop} reads what it saw. Blocking; one thread.
 */
public final class Capture implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String BUFFER_KIB = "32768";

    /** What was seen last is written by then. */
    private static final int SETTLE_MILLIS = 100;

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Pattern DROPPED = Pattern.compile("(\\d+) packets? dropped by kernel");

    private final String name;
    private final Process process;
    private final BufferedReader messages;
    private final Path file;
    private @Nullable Recording recording;

    private Capture(String name, Process process, Path file) {
        this.name = name;
        this.process = process;
        this.file = file;
        messages =
                new BufferedReader(
                        new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    }

    /**
     * @param filter in the words of pcap-filter(7), evaluated by the kernel; empty: everything
     */
    static Capture start(
            LabState state, Namespace namespace, String node, String interfaceName, String filter) {
        String name = node + "." + interfaceName;
        Path file = state.directory().resolve(name + "-" + NUMBER.incrementAndGet() + ".pcap");
        List<String> command =
                new ArrayList<>(
                        List.of("tcpdump", "-i", interfaceName, "-w", "-", "-U", "-n", "-s", "0"));
        command.addAll(List.of("-B", BUFFER_KIB, "--immediate-mode", "-Z", "root"));
        if (!filter.isEmpty()) {
            command.add(filter);
        }
        try {
            Process process =
                    new ProcessBuilder(namespace.enter(command))
                            .redirectOutput(file.toFile())
                            .start();
            state.started(process);
            Capture capture = new Capture(name, process, file);
            capture.awaitStart();
            return capture;
        } catch (IOException e) {
            throw new LabFailure("cannot capture on " + name + ": " + e.getMessage(), e);
        }
    }

    private void awaitStart() throws IOException {
        StringBuilder said = new StringBuilder();
        String line = messages.readLine();
        while (line != null && !line.contains("listening on")) {
            said.append(line).append('\n');
            line = messages.readLine();
        }
        if (line == null) {
            throw new LabFailure("cannot capture on " + name + ": " + said.toString().strip());
        }
    }

    /**
     * Ends the capture and reads it; may be called again.
     *
     * @throws LabFailure when the kernel had to drop packets, for then the capture proves nothing
     */
    public Recording stop() {
        if (recording == null) {
            recording = end();
        }
        return recording;
    }

    private Recording end() {
        Pause.millis(SETTLE_MILLIS);
        // Not destroy(), which would close the stream that has tcpdump's last words.
        LinuxCalls.kill((int) process.pid(), LinuxCalls.SIGTERM);
        try {
            StringBuilder said = new StringBuilder();
            messages.lines().forEach(line -> said.append(line).append('\n'));
            if (!process.waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new LabFailure("the capture on " + name + " does not end");
            }
            Matcher dropped = DROPPED.matcher(said);
            if (!dropped.find() || !dropped.group(1).equals("0")) {
                throw new LabFailure("the capture on " + name + " is incomplete:\n" + said);
            }
            return Recording.read(name, file);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabFailure("interrupted", e);
        }
    }

    @Override
    public void close() {
        if (recording == null) {
            process.destroyForcibly();
        }
    }
}

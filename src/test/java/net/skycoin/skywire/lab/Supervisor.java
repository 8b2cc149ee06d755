package net.skycoin.skywire.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lab's stand-in for systemd: owns the {@link Unit}s of all nodes and their notify sockets, and
 * keeps a journal of starts and deaths in {@code logs/supervisor.log}. Thread-safe.
 */
final class Supervisor implements AutoCloseable {
    private static final String PATH =
            "/run/lab/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

    private final LabState state;
    private final NotifySockets sockets = new NotifySockets();
    private final Map<String, Unit> units = new LinkedHashMap<>();

    Supervisor(LabState state) {
        this.state = state;
    }

    /**
     * Adds a unit, not yet started.
     *
     * @param command complete, entering the node's namespace
     * @param watchdog zero: neither READY=1 nor WATCHDOG=1 is expected
     * @param startPath see {@link Unit.Settings}
     */
    Unit add(
            String node,
            String program,
            List<String> command,
            Duration watchdog,
            @Nullable Path startPath) {
        String name = node + "-" + program;
        Map<String, String> environment = environment();
        boolean notify = !watchdog.isZero();
        if (notify) {
            environment.put("NOTIFY_SOCKET", "/run/systemd/" + program);
            environment.put("WATCHDOG_USEC", Long.toString(watchdog.toNanos() / 1_000));
            environment.put("RUNTIME_DIRECTORY", "/run/skywire");
            environment.put("STATE_DIRECTORY", "/var/lib/skywire");
        }
        Unit unit =
                new Unit(
                        new Unit.Settings(
                                name,
                                command,
                                environment,
                                watchdog,
                                startPath,
                                state.logFile(name)),
                        state,
                        this::journal);
        if (notify) {
            sockets.open(
                    state.nodeDirectory(node).resolve("notify").resolve(program), unit::notified);
        }
        synchronized (units) {
            units.put(name, unit);
        }
        return unit;
    }

    /** What a program of the lab finds in its environment; the caller's own map. */
    static Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", PATH);
        environment.put("LANG", "C.UTF-8");
        environment.put("HOME", "/run/lab/tmp");
        environment.put("TMPDIR", "/run/lab/tmp");
        return environment;
    }

    /** A unit; null: there is none of this name. */
    @Nullable Unit unit(String node, String program) {
        synchronized (units) {
            return units.get(node + "-" + program);
        }
    }

    List<Unit> units() {
        synchronized (units) {
            return List.copyOf(units.values());
        }
    }

    /** Ends all units for good; whether none is left after this time. */
    boolean stop(Duration timeout) {
        units().forEach(Unit::close);
        return Pause.until(timeout, () -> units().stream().allMatch(unit -> unit.pid() == 0));
    }

    /** Stops what can be stopped in a moment; the rest is killed by {@link LabState#remove}. */
    @Override
    public void close() {
        stop(CLOSE_TIMEOUT);
        sockets.close();
    }

    private synchronized void journal(String line) {
        try {
            Files.writeString(
                    state.logFile("supervisor"),
                    LocalTime.now(ZoneOffset.UTC) + " " + line + "\n",
                    UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

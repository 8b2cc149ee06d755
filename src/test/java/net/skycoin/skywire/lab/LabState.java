package net.skycoin.skywire.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a lab has made, on disk, so that it can be removed by whoever comes later.
 *
 * <pre>
 *   /run/skywire-lab/lock           held while labs are created or cleaned up
 *                    mountpoints    directories made on the host for nodes to mount on
 *                    ID/owner       pid and start time of the process that runs the lab
 *                    ID/processes   the same of everything it started
 *                    ID/namespaces  names, each written before the namespace is made
 *                    ID/nodes/NODE  the node's files; ID/logs; ID/java: the classes that run
 * </pre>
 *
 * <p>{@link #remove} is the only way down, for a lab that ends in order and for one whose owner was
 * killed. It kills recorded processes whose start time still fits, then whatever else runs in the
 * lab's own namespaces. Thread-safe.
 */
final class LabState {
    static final Path ROOT = Path.of("/run/skywire-lab");

    private static final Pattern ID = Pattern.compile("[a-z0-9]{1,12}");
    private static final long DEATH_MILLIS = 10_000;

    /** What nodes cover with mounts of their own; has to exist on the host. */
    private static final List<Path> MOUNT_POINTS =
            List.of(Path.of("/dev/net"), Path.of("/etc/skywire"), Path.of("/var/lib/skywire"));

    private final String id;
    private final Path directory;

    private LabState(String id) {
        this.id = id;
        directory = ROOT.resolve(id);
    }

    /**
     * Removes dead labs and claims a new one.
     *
     * @throws LabFailure when a live lab has this id
     */
    static LabState create(String id) {
        if (!ID.matcher(id).matches()) {
            throw new LabFailure(
                    "a lab's id is 1 to 12 lower-case letters and digits, not '" + id + "'");
        }
        return locked(
                () -> {
                    cleanLocked();
                    LabState state = new LabState(id);
                    state.claim();
                    return state;
                });
    }

    /** A lab that exists, alive or not. */
    static LabState existing(String id) {
        LabState state = new LabState(id);
        if (!ID.matcher(id).matches() || !Files.isDirectory(state.directory)) {
            throw new LabFailure("there is no lab " + id + "; see: scripts/lab list");
        }
        return state;
    }

    /** All labs, in the order of their ids. */
    static List<LabState> all() {
        if (!Files.isDirectory(ROOT)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(ROOT)) {
            return entries.filter(Files::isDirectory)
                    .map(path -> new LabState(path.getFileName().toString()))
                    .sorted(Comparator.comparing(LabState::id))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes what labs without a living owner left behind; returns their ids. */
    static List<String> clean() {
        return locked(LabState::cleanLocked);
    }

    private static List<String> cleanLocked() {
        List<String> removed = new ArrayList<>();
        for (LabState state : all()) {
            if (!state.alive()) {
                state.removeLocked();
                removed.add(state.id);
            }
        }
        return removed;
    }

    String id() {
        return id;
    }

    Path directory() {
        return directory;
    }

    Path nodeDirectory(String node) {
        return directory.resolve("nodes").resolve(node);
    }

    Path logFile(String name) {
        return directory.resolve("logs").resolve(name + ".log");
    }

    Path controlSocket() {
        return directory.resolve("lab.sock");
    }

    String namespace(String node) {
        return "skl" + id + "-" + node;
    }

    @Nullable LabProcess owner() {
        List<String> lines = lines("owner");
        return lines.isEmpty() ? null : LabProcess.parse(lines.get(0));
    }

    boolean alive() {
        LabProcess owner = owner();
        return owner != null && owner.alive();
    }

    /** Writes down a process that was started for the lab. */
    void started(Process process) {
        LabProcess started = LabProcess.of(process.pid());
        if (started != null) {
            append("processes", started.toString());
        }
    }

    /** Writes down a namespace that will be made. */
    void namespaceComing(String name) {
        append("namespaces", name);
    }

    /** Kills and deletes everything that the lab made. */
    void remove() {
        locked(
                () -> {
                    removeLocked();
                    return true;
                });
    }

    private void claim() {
        try {
            Files.createDirectories(ROOT);
            makeMountPoints();
            Files.createDirectory(directory);
            LabProcess self = Objects.requireNonNull(LabProcess.of(ProcessHandle.current().pid()));
            append("owner", self.toString());
            Files.createDirectory(directory.resolve("logs"));
            Files.createDirectory(directory.resolve("nodes"));
        } catch (FileAlreadyExistsException e) {
            throw new LabFailure("there is a lab " + id + " already: scripts/lab down " + id, e);
        } catch (IOException e) {
            throw new LabFailure("cannot write " + directory + " (are you root?)", e);
        }
    }

    private static void makeMountPoints() throws IOException {
        for (Path point : MOUNT_POINTS) {
            if (!Files.exists(point)) {
                Files.writeString(
                        ROOT.resolve("mountpoints"),
                        point + "\n",
                        UTF_8,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                Files.createDirectories(point);
            }
        }
    }

    private void removeLocked() {
        List<LabProcess> processes =
                lines("processes").stream()
                        .map(LabProcess::parse)
                        .filter(Objects::nonNull)
                        .toList();
        killAll(processes);
        for (String name : lines("namespaces")) {
            removeNamespace(name);
        }
        deleteTree(directory);
        if (all().isEmpty()) {
            removeMountPoints();
        }
    }

    private static void removeNamespace(String name) {
        if (!Files.exists(Path.of("/run/netns", name))) {
            return;
        }
        Command.Result inside = Command.run(Command.TOOL, List.of("ip", "netns", "pids", name));
        killAll(
                inside.output()
                        .lines()
                        .map(pid -> LabProcess.of(Long.parseLong(pid.strip())))
                        .filter(Objects::nonNull)
                        .toList());
        Command.require(List.of("ip", "netns", "del", name));
    }

    private static void killAll(List<LabProcess> processes) {
        LabProcess self = LabProcess.of(ProcessHandle.current().pid());
        List<LabProcess> others = processes.stream().filter(p -> !p.equals(self)).toList();
        others.forEach(process -> process.signal(LinuxCalls.SIGKILL));
        long deadline = System.nanoTime() + DEATH_MILLIS * 1_000_000;
        for (LabProcess process : others) {
            while (process.alive() && System.nanoTime() < deadline) {
                Pause.millis(5);
            }
        }
    }

    private static void removeMountPoints() {
        for (String point : readLines(ROOT.resolve("mountpoints"))) {
            try {
                Files.deleteIfExists(Path.of(point));
            } catch (IOException _) {
                // No longer empty: somebody else uses it now.
            }
        }
        try {
            Files.deleteIfExists(ROOT.resolve("mountpoints"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteTree(Path root) {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new LabFailure("cannot delete " + root + ": " + e.getMessage(), e);
        }
    }

    private synchronized void append(String file, String line) {
        try {
            Files.writeString(
                    directory.resolve(file),
                    line + "\n",
                    UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> lines(String file) {
        return readLines(directory.resolve(file));
    }

    private static List<String> readLines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One lab at a time, over all processes. */
    private static <T> T locked(Supplier<T> action) {
        synchronized (LabState.class) {
            try {
                Files.createDirectories(ROOT);
                try (FileChannel channel =
                                FileChannel.open(
                                        ROOT.resolve("lock"),
                                        StandardOpenOption.CREATE,
                                        StandardOpenOption.WRITE);
                        var _ = channel.lock()) {
                    return action.get();
                }
            } catch (IOException e) {
                throw new LabFailure("cannot lock " + ROOT + " (are you root?)", e);
            }
        }
    }
}

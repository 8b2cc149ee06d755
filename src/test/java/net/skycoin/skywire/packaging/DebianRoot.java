package net.skycoin.skywire.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The files of a Debian 13 machine of any architecture. Whatever runs in it has processes, mounts
 * and a network of its own, without a way out.
 */
final class DebianRoot implements AutoCloseable {
    /** What the package manager and the user data base keep of any package, by their nature. */
    private static final List<String> BOOKKEEPING =
            List.of(
                    "/var/lib/dpkg/",
                    "/var/log/",
                    "/var/cache/",
                    "/etc/passwd-",
                    "/etc/group-",
                    "/etc/shadow-",
                    "/etc/gshadow-");

    private static final Duration TOOL = Duration.ofMinutes(2);

    private final Path directory;

    private DebianRoot(Path directory) {
        this.directory = directory;
    }

    /** A fresh one, with some packages and what they depend on. */
    static DebianRoot create(Path project, String architecture, List<String> packages) {
        String tar =
                Shell.require(
                                Duration.ofMinutes(40),
                                project.resolve("scripts/debian-root").toString(),
                                "--arch",
                                architecture,
                                "--include",
                                String.join(",", packages))
                        .lines()
                        .reduce("", (before, line) -> line);
        try {
            Path target = Files.createDirectories(project.resolve("target/debian-root"));
            Path directory = Files.createTempDirectory(target, architecture + "-");
            Shell.require(
                    TOOL,
                    "tar",
                    "-xpf",
                    project.resolve(tar).toString(),
                    "-C",
                    directory.toString());
            // As mkdtemp made it, nobody but root could look into it.
            Shell.require(TOOL, "chmod", "0755", directory.toString());
            return new DebianRoot(directory);
        } catch (IOException e) {
            throw new AssertionError("cannot make a root", e);
        }
    }

    /** A file of it, from outside. */
    Path file(String path) {
        return directory.resolve(path.substring(1));
    }

    /** Runs a script of bash in it. */
    Shell.Result run(Duration limit, String script) {
        String enter =
                """
                set -e
                mount --bind "$0" "$0"
                mount -t proc proc "$0/proc"
                exec chroot "$0" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
                  DEBIAN_FRONTEND=noninteractive /bin/bash -c "$1"
                """;
        return Shell.run(
                limit,
                List.of(
                        "unshare",
                        "--net",
                        "--mount",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "bash",
                        "-c",
                        enter,
                        directory.toString(),
                        script));
    }

    /** The script's output, when it ended well. */
    String require(Duration limit, String script) {
        Shell.Result result = run(limit, script);
        if (result.exitStatus() != 0) {
            throw new AssertionError(
                    "status " + result.exitStatus() + " of:\n" + script + "\n" + result.output());
        }
        return result.output();
    }

    /** All that lies in it but the bookkeeping of the system. */
    Set<String> files() {
        List<String> command =
                new ArrayList<>(List.of("find", directory.toString(), "-xdev", "-printf", "/%P\n"));
        return Shell.require(TOOL, command)
                .lines()
                .filter(path -> BOOKKEEPING.stream().noneMatch(path::startsWith))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void close() {
        Shell.require(TOOL, "rm", "-rf", "--one-file-system", directory.toString());
    }
}

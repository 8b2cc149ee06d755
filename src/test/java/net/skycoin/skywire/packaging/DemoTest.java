package net.skycoin.skywire.packaging;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a stranger does first: the source on a plain Debian 13 with a JDK, and {@code scripts/demo},
 * which installs what it lacks. Only the downloads of Maven are shared with this machine.
 */
@Tag("package")
@Timeout(3_600)
class DemoTest {
    private static final Path PROJECT = Path.of("").toAbsolutePath();
    private static final Duration COPY = Duration.ofMinutes(2);
    private static final Duration DEMO = Duration.ofMinutes(20);

    /** Namespaces, devices and a run directory of its own; the network is this machine's. */
    private static final String ENTER =
            """
            set -e
            mount --bind "$0" "$0"
            mount -t proc proc "$0/proc"
            mount -t sysfs sys "$0/sys"
            mount --rbind /dev "$0/dev"
            mount -t tmpfs run "$0/run"
            mkdir -p "$0/root/.m2" "$HOME/.m2"
            mount --bind "$HOME/.m2" "$0/root/.m2"
            exec chroot "$0" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/root \
              DEBIAN_FRONTEND=noninteractive /bin/bash -c 'cd /source && exec scripts/demo --yes'
            """;

    @Test
    void runsInAFreshDebian() throws IOException {
        try (DebianRoot root =
                DebianRoot.create(PROJECT, "amd64", List.of("openjdk-25-jdk-headless"))) {
            Path source = Files.createDirectories(root.file("/source"));
            Shell.require(
                    COPY,
                    "sh",
                    "-c",
                    "git ls-files -z | tar --null -T - -c | tar -x -C \"$1\"",
                    "sh",
                    source.toString());
            Shell.require(COPY, "cp", "-L", "/etc/resolv.conf", root.file("/etc/").toString());
            String said =
                    Shell.require(
                            DEMO,
                            "unshare",
                            "--mount",
                            "--pid",
                            "--fork",
                            "--kill-child",
                            "bash",
                            "-c",
                            ENTER,
                            root.file("/").toString());
            System.out.println(said.indent(2));
            assertTrue(said.contains("cleaning up"), said);
        }
    }
}

package net.skycoin.skywire.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Debian packages, installed in plain Debian 13 roots. Needs root and "mvn package". */
@Tag("package")
@Timeout(3_600)
class DebTest {
    private static final Path PROJECT = Path.of("").toAbsolutePath();
    private static final Duration TOOL = Duration.ofMinutes(1);

    /** Java under emulation takes its time. */
    private static final Duration STEP = Duration.ofMinutes(10);

    /** The e_machine of ELF files. */
    private static final Map<String, Integer> MACHINES = Map.of("amd64", 0x3e, "arm64", 0xb7);

    /** The limit for the daemon, as systemd-analyze wants it: tenths. */
    private static final int EXPOSURE_LIMIT = 25;

    private static final String UNITS_OF_A_RELAY =
            "skywire-firewall.service skywired.service skywire-aot.timer";

    /** The daemon with the rights that its unit gives it, until it answers; then stopped. */
    private static final String RUN_DAEMON =
            """
            set -e
            ip link set lo up
            rights=+net_admin,+net_raw,+net_bind_service
            setpriv --reuid=skywire --regid=skywire --init-groups --no-new-privs --inh-caps=-all,$rights \
              --ambient-caps=-all,$rights --bounding-set=-all,$rights /usr/lib/skywire/skywired &
            daemon=$!
            until skywire status --json 2>/dev/null; do
              kill -0 $daemon
              sleep 1
            done
            sed -n 's:.* \\(/usr/lib/.*so[.0-9]*\\)$:mapped \\1:p' /proc/$daemon/maps | sort -u
            kill -TERM $daemon
            wait $daemon
            """;

    @TempDir Path scratch;

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "arm64"})
    void holdsNativeLibrariesOfItsArchitectureOnly(String architecture) throws IOException {
        DebFile.built(PROJECT, architecture).unpack(scratch);
        Path product = scratch.resolve("usr/lib/skywire");
        try (Stream<Path> libraries = Files.list(product.resolve("native"))) {
            for (Path library : libraries.toList()) {
                assertEquals(MACHINES.get(architecture), machine(library), library::toString);
            }
        }
        try (Stream<Path> jars = Files.list(product.resolve("lib"))) {
            assertTrue(jars.noneMatch(jar -> jar.toString().contains("native-epoll")));
        }
    }

    private static int machine(Path elf) throws IOException {
        try (InputStream in = Files.newInputStream(elf)) {
            byte[] head = in.readNBytes(20);
            return Short.toUnsignedInt(
                    ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getShort(18));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "arm64"})
    void installsRunsUpgradesAndPurges(String architecture) throws IOException {
        DebFile deb = DebFile.built(PROJECT, architecture);
        try (DebianRoot root = DebianRoot.create(PROJECT, architecture, deb.dependencies())) {
            Set<String> before = root.files();
            Files.copy(deb.path(), root.file("/new.deb"));
            Files.copy(deb.former("0.0.1", scratch).path(), root.file("/former.deb"));

            report(architecture, "install", root.require(STEP, "dpkg --install /former.deb"));
            assertTrue(root.require(STEP, "skywire --help").contains("status"));
            assertEnabled(root);
            String key = runDaemon(root);

            String config = root.require(TOOL, "cat /var/lib/skywire/config.json");
            String edited = config.replace("7373", "7374").replace("{", "{\n\n") + " \n";
            Files.writeString(root.file("/var/lib/skywire/config.json"), edited);
            String settings = "# the operator's\nJAVA_OPTIONS=-Xmx80m\n";
            Files.writeString(root.file("/etc/skywire/skywired.env"), settings);

            report(
                    architecture,
                    "upgrade",
                    root.require(STEP, "dpkg --force-confdef --force-confold --install /new.deb"));
            assertEquals(
                    deb.field("Version"),
                    root.require(TOOL, "dpkg-query -Wf '${Version}' skywire-router"));
            assertEquals(edited, Files.readString(root.file("/var/lib/skywire/config.json")));
            assertEquals(settings, Files.readString(root.file("/etc/skywire/skywired.env")));
            assertEquals(key, runDaemon(root));

            report(architecture, "purge", root.require(STEP, "dpkg --purge skywire-router"));
            Files.delete(root.file("/new.deb"));
            Files.delete(root.file("/former.deb"));
            Set<String> left = new TreeSet<>(root.files());
            left.removeAll(before);
            assertEquals(Set.of(), left);
        }
    }

    private static void assertEnabled(DebianRoot root) {
        assertEquals(
                "enabled\n".repeat(3),
                root.require(TOOL, "systemctl is-enabled " + UNITS_OF_A_RELAY));
        assertEquals(
                "disabled\n".repeat(3),
                root.run(
                                TOOL,
                                "systemctl is-enabled skywire-dnsmasq.service"
                                        + " skywire-hostapd.service skywire-wpa.service")
                        .output());
    }

    /** Runs it for a moment; its key. */
    private static String runDaemon(DebianRoot root) throws IOException {
        String said = root.require(STEP, RUN_DAEMON);
        assertTrue(said.contains("Ready: "), said);
        Set<String> mapped =
                said.lines()
                        .filter(line -> line.startsWith("mapped "))
                        .map(line -> line.substring("mapped ".length()))
                        .collect(Collectors.toSet());
        assertTrue(mapped.contains("/usr/lib/skywire/native/libjnidispatch.so"), said);
        assertTrue(mapped.stream().anyMatch(path -> path.contains("libnetty")), said);
        assertTrue(mapped.stream().anyMatch(path -> path.contains("libsecp256k1")), said);
        // Nothing was unpacked at run time.
        try (Stream<Path> files = Files.list(root.file("/tmp"))) {
            assertEquals(List.of(), files.toList());
        }
        return said.replaceAll("(?s).*\"key\" *: *\"([0-9a-f]+)\".*", "$1");
    }

    @Test
    void unitsAreSoundAndTheDaemonIsConfined() throws IOException {
        DebFile deb = DebFile.built(PROJECT, "amd64");
        try (DebianRoot root = DebianRoot.create(PROJECT, "amd64", deb.dependencies())) {
            deb.unpack(root.file("/"));
            // Recommended packages, which are not there.
            root.require(
                    TOOL,
                    "systemd-sysusers && for program in hostapd wpa_supplicant; do"
                            + " install -m 755 /dev/null /usr/sbin/$program; done");
            String units =
                    root.require(
                            TOOL,
                            "cd /usr/lib/systemd/system && ls skywire*.service skywire*.timer skywire*.path");
            String verdict =
                    root.run(
                                    TOOL,
                                    "systemd-analyze verify --man=no "
                                            + units.replace('\n', ' ')
                                            + " 2>&1 | grep -i skywire")
                            .output();
            assertEquals("", verdict);
            for (String unit : units.lines().filter(name -> name.endsWith("service")).toList()) {
                System.out.print(
                        root.run(
                                        TOOL,
                                        "systemd-analyze security --offline=true "
                                                + unit
                                                + " | tail -n 1")
                                .output());
            }
            root.require(
                    TOOL,
                    "systemd-analyze security --offline=true --threshold="
                            + EXPOSURE_LIMIT
                            + " skywired.service");
        }
    }

    private static void report(String architecture, String step, String output) {
        System.out.printf("%s, %s:%n%s%n", architecture, step, output.indent(2));
    }
}

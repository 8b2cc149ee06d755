package net.skycoin.skywire.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a lab is run, beside its topology.
 *
 * @param id null: a random one
 * @param daemonCommand what runs in the place of skywired, inside the node; empty: skywired itself
 * @param jvmFlags more flags for the daemons' JVMs
 * @param watchdog WatchdogSec of the daemons
 * @param killSwitch the nftables file of mesh nodes; null: none is loaded
 * @param sysctls the sysctl.d file of mesh nodes; null: none is applied
 * @param identities makes a node's identity
 * @param seed of the wires' losses
 * @param wrappers words put before the daemon's command on a node, such as {@code env NAME=value}
 */
public record LabOptions(
        @Nullable String id,
        List<String> daemonCommand,
        List<String> jvmFlags,
        Duration watchdog,
        @Nullable Path killSwitch,
        @Nullable Path sysctls,
        Identities identities,
        long seed,
        Map<String, List<String>> wrappers) {

    /** Makes identities of nodes. */
    @FunctionalInterface
    public interface Identities {
        /**
         * Writes a new identity as the daemon reads it.
         *
         * @param dataDirectory the node's data directory, as seen from outside
         * @return the public key in hex
         */
        String create(Path dataDirectory);
    }

    /** The product as it is installed: its kill switch, sysctls and unit settings. */
    public static LabOptions standard() {
        Path overlay = projectRoot().resolve("rootfs-overlay/usr/lib");
        return new LabOptions(
                null,
                List.of(),
                List.of(),
                Duration.ofSeconds(5),
                overlay.resolve("skywire/skywire.nft"),
                overlay.resolve("sysctl.d/60-skywire.conf"),
                new FileIdentities(),
                System.nanoTime(),
                Map.of());
    }

    public LabOptions withId(String name) {
        return new LabOptions(
                name,
                daemonCommand,
                jvmFlags,
                watchdog,
                killSwitch,
                sysctls,
                identities,
                seed,
                wrappers);
    }

    /** Something else in the daemon's place, with no need of the product's files. */
    public LabOptions withStandIn(List<String> command, Identities made) {
        return new LabOptions(id, command, jvmFlags, watchdog, null, null, made, seed, wrappers);
    }

    public LabOptions withJvmFlags(List<String> flags) {
        return new LabOptions(
                id,
                daemonCommand,
                flags,
                watchdog,
                killSwitch,
                sysctls,
                identities,
                seed,
                wrappers);
    }

    public LabOptions withWatchdog(Duration time) {
        return new LabOptions(
                id, daemonCommand, jvmFlags, time, killSwitch, sysctls, identities, seed, wrappers);
    }

    public LabOptions withSeed(long number) {
        return new LabOptions(
                id,
                daemonCommand,
                jvmFlags,
                watchdog,
                killSwitch,
                sysctls,
                identities,
                number,
                wrappers);
    }

    /** Puts words before the daemon's command on one node. */
    public LabOptions withWrapper(String node, List<String> words) {
        Map<String, List<String>> more = new LinkedHashMap<>(wrappers);
        more.put(node, words);
        return new LabOptions(
                id,
                daemonCommand,
                jvmFlags,
                watchdog,
                killSwitch,
                sysctls,
                identities,
                seed,
                Map.copyOf(more));
    }

    /** The directory of pom.xml: told by scripts/lab, or above the working directory. */
    public static Path projectRoot() {
        Path directory = Path.of(System.getProperty("skywire.root", "")).toAbsolutePath();
        while (!Files.exists(directory.resolve("pom.xml"))) {
            Path parent = directory.getParent();
            if (parent == null) {
                throw new LabFailure("run this from inside the project");
            }
            directory = parent;
        }
        return directory;
    }
}

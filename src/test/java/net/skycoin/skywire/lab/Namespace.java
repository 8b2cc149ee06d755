package net.skycoin.skywire.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * A machine of the lab: a network namespace with a name, and a mount namespace kept alive by a
 * sleeping process. Inside:
 *
 * <pre>
 *   /dev/net/tun      a node that anybody may open (the one of the host is often root's alone)
 *   /run              empty but for skywire (run directory), systemd (notify sockets) and lab:
 *                     /run/lab/{jdk,java,bin,tmp}
 *   /var/lib/skywire  /etc/skywire  /etc/resolv.conf  /sys   the node's own
 * </pre>
 */
final class Namespace {
    /** The daemons' user: the lab's own, without an entry in the password file. */
    static final int DAEMON_UID = 61_773;

    /** Where the inside sees the classes and the JDK that the lab was started with. */
    static final String JAVA_INSIDE = "/run/lab/java";

    static final String JDK_INSIDE = "/run/lab/jdk";

    private static final String CAPABILITIES = "-all,+net_admin,+net_raw,+net_bind_service";

    /** Arguments: the node's directory, the directory of classes, the JDK. */
    private static final String MOUNTS =
            """
            set -e
            node=$1 java=$2 jdk=$3
            mount --make-rprivate /
            mount -t tmpfs -o mode=755,nosuid tmpfs /dev/net
            mknod -m 666 /dev/net/tun c 10 200
            mount --bind "$node/data" /var/lib/skywire
            mount --bind "$node/etc" /etc/skywire
            mount -t sysfs sysfs "$node/sys-root"
            mount --rbind /sys/fs/cgroup "$node/sys-root/fs/cgroup" 2>/dev/null || true
            mount --rbind "$node/sys-root" /sys
            mount -t tmpfs -o mode=755 tmpfs "$node/run-root"
            cd "$node/run-root"
            mkdir -p skywire systemd lab/java lab/jdk lab/bin lab/tmp lock
            chmod 1777 lab/tmp
            mount --bind "$node/run" skywire
            mount --bind "$node/notify" systemd
            mount --bind "$node/bin" lab/bin
            mount --bind "$java" lab/java
            mount --bind "$jdk" lab/jdk
            resolv=$(readlink -m /etc/resolv.conf)
            cp "$node/resolv.conf" lab/resolv.conf
            cd /
            mount --rbind "$node/run-root" /run
            if [ ! -e "$resolv" ]; then mkdir -p "${resolv%/*}"; : > "$resolv"; fi
            mount --bind /run/lab/resolv.conf "$resolv"
            echo ready
            exec sleep infinity
            """;

    private final String name;
    private final long holderPid;

    private Namespace(String name, long holderPid) {
        this.name = name;
        this.holderPid = holderPid;
    }

    /** Only a network namespace, without files of its own. */
    static Namespace network(LabState state, String node) {
        String name = state.namespace(node);
        state.namespaceComing(name);
        Command.require(List.of("ip", "netns", "add", name));
        return new Namespace(name, 0);
    }

    /**
     * A network namespace and files of its own.
     *
     * @param prepare a shell script that runs as root in the network namespace before anything else
     *     is there
     * @param java the directory of classes
     */
    static Namespace machine(LabState state, String node, String prepare, Path java) {
        Namespace network = network(state, node);
        Command.require(network.enter("sh", "-ec", "ip link set lo up\n" + prepare));
        try {
            Path directory = state.nodeDirectory(node);
            makeDirectories(directory);
            List<String> command = new ArrayList<>(network.enter("unshare", "--mount"));
            command.addAll(List.of("sh", "-c", MOUNTS, "sh", directory.toString()));
            command.addAll(List.of(java.toString(), System.getProperty("java.home")));
            return new Namespace(network.name, hold(state, node, command));
        } catch (IOException e) {
            throw new LabFailure("cannot make the files of " + node + ": " + e.getMessage(), e);
        }
    }

    private static void makeDirectories(Path node) throws IOException {
        Files.createDirectories(node);
        for (String own : List.of("data", "run")) {
            Path directory = Files.createDirectory(node.resolve(own));
            own(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.setPosixFilePermissions(
                node.resolve("data"), PosixFilePermissions.fromString("rwx------"));
        for (String root : List.of("etc", "notify", "bin", "run-root", "sys-root")) {
            Files.createDirectory(node.resolve(root));
        }
        Files.writeString(node.resolve("resolv.conf"), "");
    }

    /** Gives a file to the daemons' user. */
    static void own(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", DAEMON_UID);
        Files.setAttribute(path, "unix:gid", DAEMON_UID);
    }

    private static long hold(LabState state, String node, List<String> command) throws IOException {
        Process holder = new ProcessBuilder(command).redirectErrorStream(true).start();
        state.started(holder);
        BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.equals("ready")) {
                return holder.pid();
            }
            said.append(line).append('\n');
        }
        throw new LabFailure("cannot mount the files of " + node + ": " + said.toString().strip());
    }

    String name() {
        return name;
    }

    /** This command, as root inside. */
    List<String> enter(String... command) {
        return enter(List.of(command));
    }

    List<String> enter(List<String> command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + name));
        if (holderPid != 0) {
            all.add("--mount=/proc/" + holderPid + "/ns/mnt");
        }
        all.add("--");
        all.addAll(command);
        return all;
    }

    /** This command inside, as the daemons' user with just the capabilities of the unit file. */
    List<String> enterAsDaemon(List<String> command) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "setpriv",
                                "--reuid=" + DAEMON_UID,
                                "--regid=" + DAEMON_UID,
                                "--clear-groups",
                                "--inh-caps=" + CAPABILITIES,
                                "--ambient-caps=" + CAPABILITIES,
                                "--bounding-set=" + CAPABILITIES,
                                "--no-new-privs"));
        all.addAll(command);
        return enter(all);
    }

    /** Runs {@code ip -batch} inside. */
    void ip(List<String> lines) {
        if (!lines.isEmpty()) {
            Command.require(
                    List.of("ip", "-n", name, "-batch", "-"), String.join("\n", lines) + "\n");
        }
    }
}

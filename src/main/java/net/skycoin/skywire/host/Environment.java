package net.skycoin.skywire.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds out, before anything is begun, whether the system has what the node's roles need. */
public final class Environment {
    /** Bit of CAP_NET_ADMIN (linux/capability.h). */
    private static final int CAP_NET_ADMIN = 12;

    /**
     * Something that is missing.
     *
     * @param code for programs, such as {@code no-tun}
     * @param sentence for people, with the fix
     */
    public record Problem(String code, String sentence) {}

    private final Path root;
    private final HostCommands commands;

    public Environment(HostCommands commands) {
        this(Path.of("/"), commands);
    }

    Environment(Path root, HostCommands commands) {
        this.root = root;
        this.commands = commands;
    }

    /** All that is missing for the given roles, in a fixed order; a mere relay needs nothing. */
    public List<Problem> check(boolean router, boolean exit) {
        List<Problem> problems = new ArrayList<>();
        if (router || exit) {
            checkTools(problems);
            checkRights(problems);
            checkTunNode(problems);
            checkSettings(router, problems);
            // Only now can the question be put at all.
            if (problems.isEmpty()) {
                checkKillSwitch(router, problems);
            }
        }
        return problems;
    }

    private void checkTools(List<Problem> problems) {
        Map<String, String> packages = new TreeMap<>(Map.of("ip", "iproute2", "nft", "nftables"));
        packages.forEach(
                (tool, name) -> {
                    if (commands.find(tool).isEmpty()) {
                        problems.add(
                                new Problem(
                                        "no-" + tool,
                                        "The program \""
                                                + tool
                                                + "\" is missing: install it with \"apt-get install "
                                                + name
                                                + "\"."));
                    }
                });
    }

    private void checkRights(List<Problem> problems) {
        long effective = 0;
        for (String line : read("proc/self/status").lines().toList()) {
            if (line.startsWith("CapEff:")) {
                effective = Long.parseUnsignedLong(line.substring(7).strip(), 16);
            }
        }
        if ((effective >> CAP_NET_ADMIN & 1) == 0) {
            problems.add(
                    new Problem(
                            "no-rights",
                            "The daemon lacks CAP_NET_ADMIN: start it with \"systemctl start"
                                    + " skywired\", or as root."));
        }
    }

    private void checkTunNode(List<Problem> problems) {
        Path node = root.resolve("dev/net/tun");
        if (!Files.exists(node)) {
            problems.add(
                    new Problem(
                            "no-tun",
                            "There is no /dev/net/tun: load the kernel module with \"modprobe"
                                    + " tun\", and in a container pass the device in."));
        } else if (!Files.isReadable(node) || !Files.isWritable(node)) {
            problems.add(
                    new Problem(
                            "no-tun",
                            "/dev/net/tun may not be opened by this user: give it access with"
                                    + " \"chmod 0666 /dev/net/tun\"."));
        }
    }

    private void checkSettings(boolean router, List<Problem> problems) {
        requireOne("net.ipv4.ip_forward", problems);
        if (Files.exists(root.resolve("proc/sys/net/ipv6"))) {
            requireOne("net.ipv6.conf.all.forwarding", problems);
        }
        if (router) {
            requireOne("net.ipv4.conf.all.src_valid_mark", problems);
        }
    }

    private void requireOne(String name, List<Problem> problems) {
        if (!read("proc/sys/" + name.replace('.', '/')).strip().equals("1")) {
            problems.add(
                    new Problem(
                            "sysctl",
                            "The kernel's setting "
                                    + name
                                    + " is not 1: apply ours with \"sysctl -p"
                                    + " /usr/lib/sysctl.d/60-skywire.conf\"."));
        }
    }

    private void checkKillSwitch(boolean router, List<Problem> problems) {
        try {
            new KillSwitch(commands).require(router);
        } catch (HostException e) {
            problems.add(new Problem("no-kill-switch", e.getMessage()));
        }
    }

    private String read(String path) {
        try {
            return Files.readString(root.resolve(path));
        } catch (IOException _) {
            return "";
        }
    }
}

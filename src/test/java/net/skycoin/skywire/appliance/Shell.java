package net.skycoin.skywire.appliance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.lab.Command;
import net.skycoin.skywire.lab.LabFailure;
import net.skycoin.skywire.lab.LabNode;

/** Commands on the board by ssh, from a machine beside it. */
final class Shell {
    /** Java under emulation, on a machine that does other things too. */
    private static final Duration COMMAND = Duration.ofMinutes(2);

    private final LabNode from;
    private final String address;
    private final Path key;

    /**
     * @param key the private key's file
     */
    Shell(LabNode from, String address, Path key) {
        this.from = from;
        this.address = address;
        this.key = key;
    }

    /** A new key pair without a passphrase; returns the public line. */
    static String makeKey(Path file) {
        Command.require(
                List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString()));
        return Command.require(List.of("cat", file + ".pub")).strip();
    }

    /** The output of a script for sh, which has to end well. */
    String run(String script) {
        Command.Result result = attempt(script);
        if (!result.ok()) {
            throw new LabFailure(
                    "on the board, exit status "
                            + result.exitStatus()
                            + " of: "
                            + script
                            + "\n"
                            + (result.errors() + result.output()).strip());
        }
        return result.output();
    }

    /** As {@link #run}, whatever the exit status; ssh's own failures have 255. */
    Command.Result attempt(String script, String... options) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "ssh",
                                "-i",
                                key.toString(),
                                "-o",
                                "IdentitiesOnly=yes",
                                "-o",
                                "BatchMode=yes",
                                "-o",
                                "StrictHostKeyChecking=no",
                                "-o",
                                "UserKnownHostsFile=/dev/null",
                                "-o",
                                "LogLevel=ERROR",
                                "-o",
                                "ConnectTimeout=15"));
        command.addAll(List.of(options));
        command.addAll(List.of("root@" + address, script));
        return from.exec(COMMAND, command.toArray(String[]::new));
    }
}

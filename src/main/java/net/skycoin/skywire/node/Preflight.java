package net.skycoin.skywire.node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.control.Problem;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.host.Environment;
import net.skycoin.skywire.host.HostCommands;
import org.jspecify.annotations.Nullable;

/** Looks at everything that a start needs, and changes nothing. */
public final class Preflight {
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * Something that keeps the daemon from starting.
     *
     * @param exit how the daemon would end
     * @param sentence for a person, with the fix
     */
    public record Finding(ExitCode exit, Problem problem, String sentence) {}

    /**
     * What was found.
     *
     * @param notes what works, but should be known
     */
    public record Report(List<Finding> findings, List<String> notes) {
        /** How the daemon would end: as its first problem says. */
        public ExitCode exit() {
            return findings.isEmpty() ? ExitCode.FINE : findings.getFirst().exit();
        }
    }

    private Preflight() {}

    /** Checks configuration, identity, and what the system has for the roles. */
    public static Report check(Path dataDirectory) {
        Preflight preflight = new Preflight();
        Config config = preflight.configuration(new ConfigFile(dataDirectory));
        PublicKey key = preflight.identity(new IdentityFile(dataDirectory));
        if (config != null) {
            preflight.environment(config);
            preflight.sense(config, key);
        }
        return new Report(List.copyOf(preflight.findings), List.copyOf(preflight.notes));
    }

    private @Nullable Config configuration(ConfigFile file) {
        try {
            ConfigFile.Reading reading = file.read();
            for (Problem problem : reading.problems()) {
                String sentence = file.path() + ": " + problem.sentence();
                findings.add(new Finding(ExitCode.CONFIGURATION, problem, sentence));
            }
            if (reading.note() != null) {
                notes.add(reading.note());
            }
            return reading.config();
        } catch (ExitException e) {
            add("configuration", file.path(), e);
            return null;
        }
    }

    private @Nullable PublicKey identity(IdentityFile file) {
        try {
            if (!file.exists()) {
                notes.add("There is no " + file.path() + " yet; the first start makes one.");
                return null;
            }
            try (PrivateKey key = file.load()) {
                return key.publicKey();
            }
        } catch (ExitException e) {
            add("identity", file.path(), e);
            return null;
        }
    }

    private void add(String code, Path path, ExitException e) {
        Problem problem = new Problem(code, path.toString(), null, e.getMessage());
        findings.add(new Finding(e.code(), problem, e.getMessage()));
    }

    private void environment(Config config) {
        Environment environment = new Environment(new HostCommands());
        for (Environment.Problem found : environment.check(config.isRouter(), config.isExit())) {
            Problem problem = new Problem(found.code(), "environment", null, found.sentence());
            findings.add(new Finding(ExitCode.ENVIRONMENT, problem, found.sentence()));
        }
    }

    /** What is allowed and yet can hardly be meant. */
    private void sense(Config config, @Nullable PublicKey key) {
        if (config.peers().stream().anyMatch(peer -> peer.key().equals(key))) {
            notes.add("peers has this node's own key; that entry is never dialled.");
        }
        if (config.isRouter() && config.vpn().exits().isEmpty()) {
            notes.add("vpn.exits is empty: there is no tunnel until one is added.");
        }
        if (config.peers().isEmpty() && config.listen().isEmpty()) {
            notes.add("peers and listen are empty: this node can have no link.");
        }
    }
}

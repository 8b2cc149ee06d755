package net.skycoin.skywire.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.skycoin.skywire.control.Problem;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.store.DurableReplacement;
import org.jspecify.annotations.Nullable;

/**
 * Makes of the owner's settings what the rest of the machine starts with: identity, configuration,
 * the system's files, and a report beside the settings. Settings with a problem change nothing. A
 * power cut at any moment leaves a step that is simply repeated: what marks it as done is written
 * last.
 */
public final class SettingsStep {
    private final SettingsFile settingsFile;
    private final Path reportFile;
    private final Path dataDirectory;
    private final SystemFiles system;
    private final List<String> problems = new ArrayList<>();

    /**
     * Where everything is.
     *
     * @param settings the owner's {@code skywire.toml}, which need not be there
     * @param report what became of it, for the owner
     * @param data identity and configuration
     * @param system root's own files
     * @param hotspot the template of hostapd's configuration
     */
    public record Places(Path settings, Path report, Path data, Path system, Path hotspot) {}

    /**
     * What came of it.
     *
     * @param applied whether the settings are in force
     * @param problems a sentence each
     * @param key null when the identity cannot be read
     */
    public record Outcome(boolean applied, List<String> problems, @Nullable PublicKey key) {}

    public SettingsStep(Places places) {
        settingsFile = new SettingsFile(places.settings());
        reportFile = places.report();
        dataDirectory = places.data();
        system = new SystemFiles(places.system(), places.hotspot());
    }

    /**
     * As the appliance runs it at a start: {@code skywire settings} without a parser of a command
     * line, which takes half of the time.
     *
     * @param files in the order of {@link Places}
     */
    public static void main(String[] files) {
        Path[] paths = Stream.of(files).map(Path::of).toArray(Path[]::new);
        Places places = new Places(paths[0], paths[1], paths[2], paths[3], paths[4]);
        try {
            Outcome outcome = new SettingsStep(places).run(uptime());
            outcome.problems().forEach(problem -> System.err.println("settings: " + problem));
            System.out.println(
                    outcome.applied()
                            ? "settings: applied " + places.settings()
                            : "settings: nothing of it was applied");
        } catch (ExitException e) {
            e.getMessage().lines().forEach(line -> System.err.println("settings: " + line));
            System.exit(e.code().number());
        }
    }

    /** How long the machine has been up; zero where the system does not tell. */
    public static Duration uptime() {
        try {
            String text = Files.readString(Path.of("/proc/uptime"));
            return Duration.ofSeconds(Long.parseLong(text.substring(0, text.indexOf('.'))));
        } catch (IOException _) {
            return Duration.ZERO;
        }
    }

    /**
     * Does it all; throws only when the machine's own disk does not take it.
     *
     * @param uptime of the machine, which may have no clock
     */
    public Outcome run(Duration uptime) throws ExitException {
        try {
            Files.createDirectories(dataDirectory);
            PublicKey key = identity();
            SettingsFile.Reading reading = settingsFile.read();
            Config before = configuration();
            Settings settings = take(settings(reading), before);
            Config config = settings == null || before == null ? before : configuration();
            boolean first = system.untouched();
            if (settings != null || first) {
                Settings known = settings == null ? Settings.DEFAULT : settings;
                system.write(
                        known, config == null ? Appliance.apply(known, Appliance.DEFAULT) : config);
            }
            String hash = settings == null ? reading.hash() : withoutSecrets(reading, settings);
            SettingsReport report =
                    new SettingsReport(settingsFile.path(), uptime, List.copyOf(problems), key);
            report(
                    settings == null
                            ? report.refused(config, first)
                            : report.applied(settings, config, reading.absent()));
            // With a damaged configuration the step is to be repeated.
            system.applied(config == null ? null : hash);
            return new Outcome(settings != null && config != null, List.copyOf(problems), key);
        } catch (IOException e) {
            throw new ExitException(
                    ExitCode.ENVIRONMENT,
                    "The settings cannot be applied: "
                            + e.getMessage()
                            + " is missing or cannot be written ("
                            + e.getClass().getSimpleName()
                            + ").");
        }
    }

    private @Nullable PublicKey identity() {
        try (PrivateKey key = new IdentityFile(dataDirectory).loadOrCreate(new SecureRandom())) {
            return key.publicKey();
        } catch (ExitException e) {
            problems.add(e.getMessage());
            return null;
        }
    }

    /** The settings in force from now on; null when something is wrong with them. */
    private @Nullable Settings settings(SettingsFile.Reading reading) throws IOException {
        if (reading.absent()) {
            return Settings.DEFAULT;
        }
        List<Problem> found = new ArrayList<>();
        Settings settings = null;
        if (reading.problem() != null) {
            found.add(reading.problem());
        } else if (reading.document() != null) {
            settings = SettingsSchema.read(reading.document(), found);
            if (found.isEmpty()) {
                checkPassphrase(settings.wifi(), found);
            }
        }
        String name = settingsFile.path().getFileName() + ": ";
        found.forEach(problem -> problems.add(name + problem.sentence()));
        return found.isEmpty() ? settings : null;
    }

    private void checkPassphrase(Settings.Wifi wifi, List<Problem> found) throws IOException {
        String ssid = wifi.uplinkSsid();
        if (wifi.keepsPassphrase() && ssid != null && !system.knowsKeyOf(ssid)) {
            found.add(
                    new Problem(
                            Problem.INVALID,
                            "wifi.uplink_passphrase",
                            SettingsFile.APPLIED,
                            "the passphrase of wifi.uplink_ssid, which is not known yet"));
        }
    }

    /**
     * The configuration that is there, or the appliance's own; null when it is damaged: it is the
     * owner's, and stays as it is.
     */
    private @Nullable Config configuration() throws ExitException {
        ConfigFile file = new ConfigFile(dataDirectory);
        try {
            if (!file.exists()) {
                file.write(Appliance.DEFAULT);
            }
            return file.load();
        } catch (ExitException e) {
            if (e.code() != ExitCode.CONFIGURATION) {
                throw e;
            }
            e.getMessage().lines().forEach(problems::add);
            return null;
        }
    }

    /** Writes the settings into the configuration; null when the two do not fit together. */
    private @Nullable Settings take(@Nullable Settings settings, @Nullable Config before)
            throws ExitException {
        if (settings != null && before != null) {
            try {
                new ConfigFile(dataDirectory).write(Appliance.apply(settings, before));
            } catch (ExitException e) {
                if (e.code() != ExitCode.CONFIGURATION) {
                    throw e;
                }
                e.getMessage().lines().forEach(problems::add);
                return null;
            }
        }
        return settings;
    }

    /** The hash of the settings as they are once their passphrase is out of them. */
    private @Nullable String withoutSecrets(SettingsFile.Reading reading, Settings settings) {
        Settings.Wifi wifi = settings.wifi();
        if (wifi.uplinkPassphrase() == null || wifi.keepsPassphrase()) {
            return reading.hash();
        }
        String hash = settingsFile.redact(reading);
        if (hash == null) {
            problems.add(
                    settingsFile.path().getFileName()
                            + ": wifi.uplink_passphrase was applied but could not be taken out of"
                            + " the file; replace it by \""
                            + SettingsFile.APPLIED
                            + "\" yourself.");
        }
        return hash == null ? reading.hash() : hash;
    }

    /** A boot partition that cannot be written keeps nothing else from working. */
    private void report(String text) {
        try {
            DurableReplacement.withoutModes()
                    .replace(reportFile, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException e) {
            problems.add(reportFile + " cannot be written (" + e.getClass().getSimpleName() + ").");
        }
    }
}

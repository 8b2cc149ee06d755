package net.skycoin.skywire.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.skycoin.skywire.control.Problem;
import net.skycoin.skywire.control.StrictJson;
import net.skycoin.skywire.store.AtomicFile;
import org.jspecify.annotations.Nullable;

/**
 * {@code config.json} of a data directory. People edit it; what they wrote is never replaced by an
 * earlier generation, only reported.
 */
public final class ConfigFile {
    private static final int LARGEST = 1 << 20;

    private final Path path;
    private final AtomicFile file;

    /**
     * What was found.
     *
     * @param config null when there are problems
     * @param note what the operator should know although it works, such as that an edit was taken
     *     over or that power was cut in the middle of one; null when there is nothing
     */
    public record Reading(@Nullable Config config, List<Problem> problems, @Nullable String note) {}

    public ConfigFile(Path dataDirectory) {
        path = dataDirectory.resolve("config.json");
        file =
                new AtomicFile(
                        path,
                        AtomicFile.Checksum.BESIDE,
                        PosixFilePermissions.fromString("rw-r--r--"));
    }

    public Path path() {
        return path;
    }

    /** Whether something is there, good or bad. */
    public boolean exists() throws ExitException {
        return content().origin() != AtomicFile.Origin.ABSENT;
    }

    /** Reads and checks; throws when there is no file or it may not be read. */
    public Reading read() throws ExitException {
        AtomicFile.Content content = content();
        byte[] text = content.bytes();
        if (content.origin() == AtomicFile.Origin.ABSENT) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    "There is no " + path + ": make one with \"skywire init\".");
        }
        if (text == null) {
            return new Reading(
                    null, List.of(new Problem(Problem.SYNTAX, "", "it is empty", restore())), null);
        }
        String note = content.origin() == AtomicFile.Origin.CURRENT ? null : content.sentence();
        return parse(text, note);
    }

    private Reading parse(byte[] text, @Nullable String note) {
        List<Problem> problems = new ArrayList<>();
        Config config = null;
        if (text.length > LARGEST) {
            String size = text.length + " bytes";
            problems.add(new Problem(Problem.SIZE, "", size, "at most " + LARGEST));
        } else {
            try {
                JsonNode document = StrictJson.parse(text);
                config = ConfigSchema.read(document, problems);
            } catch (StrictJson.SyntaxException e) {
                problems.add(new Problem(Problem.SYNTAX, "", e.getMessage(), restore()));
            }
        }
        return new Reading(problems.isEmpty() ? config : null, List.copyOf(problems), note);
    }

    private static String restore() {
        return "correct it, or make a new one with \"skywire init --force\"";
    }

    /** The configuration; throws, with a line for each problem, when it is not in order. */
    public Config load() throws ExitException {
        Reading reading = read();
        Config config = reading.config();
        if (config == null) {
            throw refusal(reading.problems());
        }
        return config;
    }

    /**
     * Writes; the generation before is kept beside. What could not be read again is refused and not
     * written.
     */
    public void write(Config config) throws ExitException {
        ObjectNode document = ConfigSchema.write(config);
        List<Problem> problems = new ArrayList<>();
        ConfigSchema.read(document, problems);
        if (!problems.isEmpty()) {
            throw refusal(problems);
        }
        try {
            file.write(StrictJson.printIndented(document).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ExitException(
                    ExitCode.ENVIRONMENT,
                    path
                            + " cannot be written: its directory must exist and be writable by this"
                            + " user, and the disk not be full ("
                            + e.getClass().getSimpleName()
                            + ").");
        }
    }

    private ExitException refusal(List<Problem> problems) {
        return new ExitException(
                ExitCode.CONFIGURATION,
                problems.stream()
                        .map(problem -> path + ": " + problem.sentence())
                        .collect(Collectors.joining("\n")));
    }

    private AtomicFile.Content content() throws ExitException {
        try {
            return file.read();
        } catch (IOException e) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    path
                            + " cannot be read: make it a file that this user may read ("
                            + e.getClass().getSimpleName()
                            + ").");
        }
    }
}

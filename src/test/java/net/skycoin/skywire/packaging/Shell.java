package net.skycoin.skywire.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Programs of the machine that runs the test. */
final class Shell {
    private Shell() {}

    /** What a program said, on both of its outputs, and how it ended. */
    record Result(int exitStatus, String output) {}

    /** Runs it to its end; {@code timeout} ends it when it takes too long. */
    static Result run(Duration limit, List<String> command) {
        List<String> limited =
                new ArrayList<>(List.of("timeout", "--kill-after=5", limit.toSeconds() + "s"));
        limited.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(limited).redirectErrorStream(true);
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        builder.environment().put("LC_ALL", "C.UTF-8");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new AssertionError("cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while running " + command, e);
        }
    }

    /** Its output, when it ended well. */
    static String require(Duration limit, List<String> command) {
        Result result = run(limit, command);
        assertEquals(0, result.exitStatus(), () -> command + "\n" + result.output());
        return result.output();
    }

    static String require(Duration limit, String... command) {
        return require(limit, List.of(command));
    }
}

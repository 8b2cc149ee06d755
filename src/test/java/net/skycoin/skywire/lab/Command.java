package net.skycoin.skywire.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end, within a time. Blocking; any thread. */
public final class Command {
    /** How long the small tools of the system may take. */
    static final Duration TOOL = Duration.ofSeconds(30);

    private Command() {}

    /** What a program left behind. */
    public record Result(int exitStatus, String output, String errors) {
        public boolean ok() {
            return exitStatus == 0;
        }
    }

    /** Runs it, failing when it is not done in time. */
    public static Result run(Duration timeout, List<String> command) {
        return run(timeout, command, "");
    }

    static Result run(Duration timeout, List<String> command, String input) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Process process = new ProcessBuilder(command).start();
            CompletableFuture<String> output =
                    CompletableFuture.supplyAsync(() -> text(process.getInputStream()), threads);
            CompletableFuture<String> errors =
                    CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), threads);
            try (OutputStream stream = process.getOutputStream()) {
                stream.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                // It ended without reading: its status tells.
            }
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new LabFailure(
                        "not done in "
                                + timeout.toMillis()
                                + " ms: "
                                + String.join(" ", command)
                                + "\n"
                                + errors.getNow(""));
            }
            return new Result(process.exitValue(), output.join(), errors.join());
        } catch (IOException e) {
            throw new LabFailure("cannot run " + command.get(0) + ": " + e.getMessage(), e);
        } catch (CompletionException e) {
            throw new LabFailure("lost the output of " + command.get(0), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabFailure("interrupted while running " + command.get(0), e);
        }
    }

    /** Runs it and returns its output, failing when it does not end well. */
    public static String require(List<String> command) {
        return require(command, "");
    }

    static String require(List<String> command, String input) {
        Result result = run(TOOL, command, input);
        if (!result.ok()) {
            throw new LabFailure(
                    "exit status "
                            + result.exitStatus()
                            + " of: "
                            + String.join(" ", command)
                            + "\n"
                            + (result.errors() + result.output()).strip());
        }
        return result.output();
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

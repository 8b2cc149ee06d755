package net.skycoin.skywire.host;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Runs the system's programs with an argument list, never through a shell. They inherit the
 * daemon's ambient capabilities, so no set-uid program is needed.
 */
public final class HostCommands {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** More output than any of our commands gives; the rest is not kept. */
    private static final int MAX_OUTPUT_BYTES = 1 << 20;

    private final List<Path> directories;
    private final Duration timeout;

    /** Looks for programs on PATH and where Debian keeps those of the administrator. */
    public HostCommands() {
        this(systemDirectories(), TIMEOUT);
    }

    HostCommands(List<Path> directories, Duration timeout) {
        this.directories = List.copyOf(directories);
        this.timeout = timeout;
    }

    private static List<Path> systemDirectories() {
        Set<Path> directories = new LinkedHashSet<>();
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        for (String directory : path.split(File.pathSeparator, -1)) {
            if (directory.startsWith("/")) {
                directories.add(Path.of(directory));
            }
        }
        directories.add(Path.of("/usr/sbin"));
        directories.add(Path.of("/sbin"));
        directories.add(Path.of("/usr/bin"));
        return List.copyOf(directories);
    }

    /** Where the program is; empty when it is not installed. */
    public Optional<Path> find(String program) {
        return directories.stream()
                .map(directory -> directory.resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Runs {@code program} with the arguments and returns what it wrote. */
    public String run(String program, String... arguments) throws HostException {
        return run("", program, arguments);
    }

    /** Runs {@code program} with {@code input} as its standard input. */
    public String runWithInput(String input, String program, String... arguments)
            throws HostException {
        return run(input, program, arguments);
    }

    private String run(String input, String program, String[] arguments) throws HostException {
        List<String> command = new ArrayList<>();
        command.add(find(program).orElseThrow(() -> missing(program)).toString());
        command.addAll(List.of(arguments));
        String shown = program + " " + String.join(" ", arguments);
        try {
            return await(start(command), input, shown);
        } catch (IOException e) {
            throw new HostException(
                    HostException.Reason.FAILED,
                    "\"" + shown + "\" could not be started: " + e.getMessage() + ".",
                    "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException(
                    HostException.Reason.FAILED, "\"" + shown + "\" was interrupted.", "");
        }
    }

    private static Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }

    private String await(Process process, String input, String shown)
            throws IOException, InterruptedException, HostException {
        FutureTask<String> output = reading(process.getInputStream());
        FutureTask<String> errors = reading(process.getErrorStream());
        try {
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                // It ended without reading its input: its status and words say why.
            }
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new HostException(
                        HostException.Reason.TIMEOUT,
                        "\"" + shown + "\" did not end within " + timeout.toSeconds() + " s.",
                        "");
            }
            if (process.exitValue() != 0) {
                throw refused(shown, process.exitValue(), errors.get().strip());
            }
            return output.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            process.destroyForcibly();
        }
    }

    private static FutureTask<String> reading(InputStream stream) {
        FutureTask<String> task =
                new FutureTask<>(
                        () -> {
                            try (stream) {
                                byte[] kept = stream.readNBytes(MAX_OUTPUT_BYTES);
                                stream.transferTo(OutputStream.nullOutputStream());
                                return new String(kept, StandardCharsets.UTF_8);
                            }
                        });
        Thread.ofVirtual().name("host-output").start(task);
        return task;
    }

    private static HostException refused(String shown, int status, String words) {
        boolean rights =
                words.toLowerCase(Locale.ROOT).contains("operation not permitted")
                        || words.toLowerCase(Locale.ROOT).contains("permission denied");
        return new HostException(
                rights ? HostException.Reason.NO_PERMISSION : HostException.Reason.FAILED,
                "\""
                        + shown
                        + "\" failed with status "
                        + status
                        + (words.isEmpty() ? "." : ": " + words.replace('\n', ' ')),
                words);
    }

    private static HostException missing(String program) {
        return new HostException(
                HostException.Reason.TOOL_MISSING,
                "The program \""
                        + program
                        + "\" is missing: install "
                        + (program.equals("nft") ? "nftables" : "iproute2")
                        + ".",
                "");
    }
}

package net.skycoin.skywire.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import net.skycoin.skywire.node.ExitCode;
import net.skycoin.skywire.node.ExitException;
import net.skycoin.skywire.sky.SecretText;
import org.jspecify.annotations.Nullable;

/** The person at the terminal, where there is one. */
final class Terminal {
    private static final int LONGEST_SECRET = 4096;

    private Terminal() {}

    private static @Nullable Console console() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).orElse(null);
    }

    static boolean isPresent() {
        return console() != null;
    }

    /**
     * A secret: the first line of a file, or what is typed without being shown.
     *
     * @param file null to ask
     * @param option what names the file, for the message when nobody can be asked
     */
    static SecretText secret(String prompt, @Nullable Path file, String option)
            throws ExitException {
        if (file != null) {
            return firstLine(file);
        }
        Console console = console();
        char[] typed = console == null ? null : console.readPassword("%s: ", prompt);
        if (typed == null) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    prompt + " is needed: run this on a terminal, or give " + option + " FILE.");
        }
        return SecretText.ofChars(typed);
    }

    /** A new secret, typed twice unless it comes from a file; never empty. */
    static SecretText newSecret(String prompt, @Nullable Path file, String option)
            throws ExitException {
        SecretText first = secret(prompt, file, option);
        if (first.isEmpty()) {
            throw new ExitException(ExitCode.CONFIGURATION, prompt + " must not be empty.");
        }
        if (file == null) {
            try (SecretText second = secret(prompt + " again", null, option)) {
                if (!Arrays.equals(first.bytes(), second.bytes())) {
                    throw new ExitException(
                            ExitCode.CONFIGURATION, "The two are not the same: nothing was done.");
                }
            }
        }
        return first;
    }

    private static SecretText firstLine(Path file) throws ExitException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    file + " cannot be read (" + e.getClass().getSimpleName() + ").");
        }
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
            end++;
        }
        byte[] line = Arrays.copyOf(bytes, end);
        Arrays.fill(bytes, (byte) 0);
        if (end > LONGEST_SECRET) {
            throw new ExitException(
                    ExitCode.CONFIGURATION, file + " is too long for a passphrase or a seed.");
        }
        return SecretText.ofBytes(line);
    }

    /** Asks for a yes; without a terminal only {@code --yes} will do. */
    static void confirm(String question, boolean yes) throws ExitException {
        if (yes) {
            return;
        }
        Console console = console();
        if (console == null) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    "Nobody is there to confirm: add --yes when it shall be done without asking.");
        }
        String answer = console.readLine("%s Type yes: ", question);
        if (!"yes".equals(answer == null ? "" : answer.strip())) {
            throw new ExitException(ExitCode.CONFIGURATION, "Not confirmed: nothing was done.");
        }
    }

    /** Text of a file as it is. */
    static String text(Path file) throws ExitException {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    file + " cannot be read as text (" + e.getClass().getSimpleName() + ").");
        }
    }
}

package net.skycoin.skywire.host;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Commands for {@code ip}, run in order by one process: on a small board each start of a program
 * costs more than what it does. What is there already is no fault.
 */
final class IpScript {
    /** How {@code ip -batch} says which line it was; what was wrong stands before it. */
    private static final Pattern FAILURE = Pattern.compile("(.*)\\R?Command failed -:(\\d+)\\R?");

    private final List<String> lines = new ArrayList<>();

    /** Adds a command; its words have no blanks in them. */
    IpScript add(String... words) {
        lines.add(String.join(" ", words));
        return this;
    }

    /**
     * Runs it.
     *
     * @param options of {@code ip}, such as the family that its rules are of
     * @throws HostException for the first line that failed; those behind it were tried all the same
     */
    void run(HostCommands commands, String... options) throws HostException {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("-force", "-batch", "-"));
        try {
            commands.runWithInput(
                    String.join("\n", lines) + "\n", "ip", arguments.toArray(String[]::new));
        } catch (HostException e) {
            throwFirst(e);
        }
    }

    private void throwFirst(HostException e) throws HostException {
        Matcher failure = FAILURE.matcher(e.words());
        boolean explained = false;
        while (failure.find()) {
            explained = true;
            int line = Integer.parseInt(failure.group(2));
            if (!failure.group(1).contains("File exists") && line <= lines.size()) {
                throw new HostException(
                        e.reason(),
                        "\"ip " + lines.get(line - 1) + "\" failed: " + failure.group(1).strip(),
                        failure.group(1).strip());
            }
        }
        if (!explained) {
            throw e;
        }
    }
}

package net.skycoin.skywire.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A sysctl.d(5) file as a shell script for one network namespace: only what begins with {@code
 * net.} is the namespace's own; anything else is the host's business and left alone.
 */
final class SysctlFile {
    private SysctlFile() {}

    static String script(Path file) {
        StringBuilder script = new StringBuilder();
        try {
            for (String line : Files.readAllLines(file)) {
                append(script, line.strip());
            }
        } catch (IOException e) {
            throw new LabFailure("cannot read " + file + ": " + e.getMessage(), e);
        }
        return script.toString();
    }

    private static void append(StringBuilder script, String line) {
        int equals = line.indexOf('=');
        boolean optional = line.startsWith("-");
        if (line.isEmpty() || "#;".indexOf(line.charAt(0)) >= 0 || equals < 0) {
            return;
        }
        String key = line.substring(optional ? 1 : 0, equals).strip().replace('.', '/');
        if (key.startsWith("net/")) {
            String value = line.substring(equals + 1).strip();
            script.append("for f in /proc/sys/").append(key).append("; do echo '").append(value);
            script.append("' > \"$f\"").append(optional ? " || true" : "").append("; done\n");
        }
    }
}

package net.skycoin.skywire.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A process as the lab remembers it: by pid and start time, because a pid alone may by now be
 * somebody else's.
 *
 * @param startTicks field 22 of {@code /proc/<pid>/stat}, clock ticks since boot
 */
record LabProcess(int pid, long startTicks) {
    /** The process that has this pid now; null: none. */
    static @Nullable LabProcess of(long pid) {
        String[] fields = stat(pid);
        return fields == null ? null : new LabProcess((int) pid, Long.parseLong(fields[19]));
    }

    static @Nullable LabProcess parse(String line) {
        String[] words = line.strip().split(" ", -1);
        try {
            return words.length < 2
                    ? null
                    : new LabProcess(Integer.parseInt(words[0]), Long.parseLong(words[1]));
        } catch (NumberFormatException _) {
            return null; // A line half written when its writer was killed.
        }
    }

    /** Whether this very process still runs (a zombie does not). */
    boolean alive() {
        String[] fields = stat(pid);
        return fields != null
                && !fields[0].equals("Z")
                && !fields[0].equals("X")
                && Long.parseLong(fields[19]) == startTicks;
    }

    void signal(int number) {
        if (alive()) {
            LinuxCalls.kill(pid, number);
        }
    }

    @Override
    public String toString() {
        return pid + " " + startTicks;
    }

    /** The fields after the program's name (which may contain anything), the state first. */
    private static String @Nullable [] stat(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        } catch (IOException _) {
            return null;
        }
    }
}

package net.skycoin.skywire.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What all processors of the machine did so far (proc(5), {@code /proc/stat}).
 *
 * @param idle ticks in which one had nothing to do
 * @param total all ticks
 */
record ProcessorTime(long idle, long total) {
    private static final Path FILE = Path.of("/proc/stat");
    private static final int FIELDS = 8;
    private static final int IDLE = 3;
    private static final int WAITING = 4;

    static ProcessorTime now() {
        try {
            String[] words = Files.readAllLines(FILE).getFirst().split(" +", -1);
            long[] ticks = Arrays.stream(words, 1, 1 + FIELDS).mapToLong(Long::parseLong).toArray();
            return new ProcessorTime(ticks[IDLE] + ticks[WAITING], Arrays.stream(ticks).sum());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The part of the time since {@code before} in which the machine was idle. */
    double idleShareSince(ProcessorTime before) {
        long ticks = total - before.total;
        return ticks == 0 ? 1 : (double) (idle - before.idle) / ticks;
    }
}

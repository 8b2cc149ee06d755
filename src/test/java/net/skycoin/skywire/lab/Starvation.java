package net.skycoin.skywire.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * How long a process was ready to run while the machine's processors did something else, by the
 * kernel's own count for each of its threads (proc(5), schedstat, the second number); that thread
 * of an emulator which waited longest is its busiest processor. A thread of its own looks four
 * times a second, until the process has ended.
 */
final class Starvation implements AutoCloseable {
    private static final long LOOK_MS = 250;

    private final ProcessHandle process;
    private final ConcurrentNavigableMap<Long, Long> waitedNs = new ConcurrentSkipListMap<>();
    private final Thread thread;

    Starvation(ProcessHandle process) {
        this.process = process;
        look();
        thread = Thread.ofPlatform().daemon().name("starvation").start(this::run);
    }

    /** In nanoseconds, between two moments of {@link System#nanoTime}. */
    long between(long fromNs, long toNs) {
        return at(toNs) - at(fromNs);
    }

    /** At the last look before that moment, so never too much of it. */
    private long at(long timeNs) {
        Map.Entry<Long, Long> entry = waitedNs.floorEntry(timeNs);
        return entry == null ? waitedNs.firstEntry().getValue() : entry.getValue();
    }

    private void run() {
        try {
            while (process.isAlive()) {
                Thread.sleep(LOOK_MS);
                look();
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private void look() {
        long nowNs = System.nanoTime();
        Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
        try (Stream<Path> threads = Files.list(tasks)) {
            long longestNs =
                    threads.mapToLong(task -> delayNs(task.resolve("schedstat"))).max().orElse(0);
            Map.Entry<Long, Long> last = waitedNs.lastEntry();
            waitedNs.put(nowNs, last == null ? longestNs : Math.max(last.getValue(), longestNs));
        } catch (IOException _) {
            // It has ended.
        }
    }

    private static long delayNs(Path schedstat) {
        try {
            return Long.parseLong(Files.readString(schedstat).split(" ", 3)[1]);
        } catch (IOException _) {
            return 0; // That thread has ended.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}

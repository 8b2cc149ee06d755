package net.skycoin.skywire.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.skycoin.skywire.lab.LabFailure;

/** Round trips of ping from laptop to server, of idle tunnels and of saturated ones. */
final class LatencyBench {
    /** Milliseconds over all rounds together. */
    private static final class Figures {
        final List<Double> idle = new ArrayList<>();
        final List<Double> loaded = new ArrayList<>();
        int lost;
    }

    private final Map<String, Side> sides;
    private final Progress progress;

    LatencyBench(Map<String, Side> sides, Progress progress) {
        this.sides = sides;
        this.progress = progress;
    }

    /** Only sides whose name is in {@code saturated} are loaded, too. */
    void run(int rounds, int seconds, List<String> saturated, ObjectNode to) {
        Map<String, Figures> figures = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            for (Map.Entry<String, Side> entry : sides.entrySet()) {
                Figures own = figures.computeIfAbsent(entry.getKey(), _ -> new Figures());
                Side side = entry.getValue();
                ping(side, seconds, own.idle, own);
                if (saturated.contains(entry.getKey())) {
                    Thread load =
                            Thread.ofPlatform().start(() -> side.iperf().run(seconds + 2, "-R"));
                    Pauses.ofMillis(1500);
                    ping(side, seconds, own.loaded, own);
                    join(load);
                }
                progress.say("latency %d/%d %s".formatted(round, rounds, entry.getKey()));
            }
        }
        figures.forEach(
                (name, own) -> {
                    ObjectNode node = to.putObject(name);
                    emit(own.idle, node, "idle_ms");
                    if (!own.loaded.isEmpty()) {
                        emit(own.loaded, node, "saturated_ms");
                    }
                    node.put("lost", own.lost);
                });
    }

    private static void ping(Side side, int seconds, List<Double> into, Figures figures) {
        Pings pings = Pings.of(side.lab().node("laptop"), seconds);
        into.addAll(pings.sortedMs());
        figures.lost += pings.lost();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabFailure("interrupted", e);
        }
    }

    private static void emit(List<Double> values, ObjectNode to, String key) {
        Pings.emit(values.stream().sorted().toList(), to, key);
    }
}

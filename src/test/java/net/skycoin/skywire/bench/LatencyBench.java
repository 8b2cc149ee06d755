package net.skycoin.skywire.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.skycoin.skywire.lab.AddressPlan;
import net.skycoin.skywire.lab.Command;
import net.skycoin.skywire.lab.LabFailure;

/** Round trips of ping from laptop to server, of idle tunnels and of saturated ones. */
final class LatencyBench {
    private static final Pattern TIME = Pattern.compile("time=([0-9.]+) ms");
    private static final int PER_SECOND = 50;

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
        int count = seconds * PER_SECOND;
        List<String> command =
                List.of(
                        "ping",
                        "-n",
                        "-i",
                        Double.toString(1.0 / PER_SECOND),
                        "-c",
                        Integer.toString(count),
                        "-W",
                        "1",
                        AddressPlan.WEB_IPV4);
        Command.Result said =
                Command.run(
                        Duration.ofSeconds(seconds + 15L),
                        side.lab().node("laptop").enterNetwork(command));
        Matcher times = TIME.matcher(said.output());
        int answered = 0;
        while (times.find()) {
            into.add(Double.parseDouble(times.group(1)));
            answered++;
        }
        if (answered == 0) {
            throw new LabFailure("ping: " + said.output() + said.errors());
        }
        figures.lost += count - answered;
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
        List<Double> sorted = values.stream().sorted().toList();
        ObjectNode node = to.putObject(key);
        node.put("p50", Series.rounded(percentile(sorted, 0.50)));
        node.put("p90", Series.rounded(percentile(sorted, 0.90)));
        node.put("p99", Series.rounded(percentile(sorted, 0.99)));
        node.put("max", Series.rounded(sorted.getLast()));
    }

    private static double percentile(List<Double> sorted, double share) {
        int index = (int) Math.ceil(share * sorted.size()) - 1;
        return sorted.get(Math.clamp(index, 0, sorted.size() - 1));
    }
}

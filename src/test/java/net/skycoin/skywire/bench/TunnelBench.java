package net.skycoin.skywire.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rates and processor seconds of tunnels, one after the other in each round. */
final class TunnelBench {
    private static final int WARM_UP_SECONDS = 3;

    /** A kind of traffic: its key, and iperf3's options for it. */
    enum Traffic {
        TCP1_DOWN("tcp1_down", "-R"),
        TCP1_UP("tcp1_up", ""),
        TCP8_DOWN("tcp8_down", "-R -P 8"),
        TCP_BOTH("tcp_both", "--bidir"),
        UDP64_DOWN("udp64_down", "-R -u -l 64 -b 0"),
        UDP64_UP("udp64_up", "-u -l 64 -b 0");

        final String key;
        private final String options;

        Traffic(String key, String options) {
            this.key = key;
            this.options = options;
        }

        String[] options() {
            return options.isEmpty() ? new String[0] : options.split(" ", -1);
        }

        boolean isUdp() {
            return options.contains("-u");
        }
    }

    /** What one side did with one kind of traffic. */
    private static final class Figures {
        final Series rate = new Series();
        final Series packets = new Series();
        final Series cpu = new Series();
        final Map<String, Series> cpuOf = new LinkedHashMap<>();

        void add(Iperf.Result result, Map<String, Double> seconds, boolean udp) {
            rate.add(result.megabitsPerSecond());
            if (udp) {
                packets.add(result.packetsPerSecond());
            }
            double gigabytes = result.bytes() / 1e9;
            cpu.add(seconds.values().stream().mapToDouble(Double::doubleValue).sum() / gigabytes);
            seconds.forEach(
                    (name, used) ->
                            cpuOf.computeIfAbsent(name, _ -> new Series()).add(used / gigabytes));
        }

        void emit(ObjectNode node) {
            rate.emit(node, "rate_mbit_s");
            if (!packets.isEmpty()) {
                packets.emit(node, "packets_s");
            }
            cpu.emit(node, "cpu_s_per_gb");
            ObjectNode each = node.putObject("cpu_s_per_gb_of");
            cpuOf.forEach((name, series) -> each.put(name, Series.rounded(series.median())));
        }
    }

    private final Map<String, Side> sides;
    private final Progress progress;

    /** The sides by their names, in the order of each round. */
    TunnelBench(Map<String, Side> sides, Progress progress) {
        this.sides = sides;
        this.progress = progress;
    }

    /** Runs all kinds in turn, the sides alternately, and adds a node for each kind. */
    void run(List<Traffic> kinds, int rounds, int seconds, ObjectNode to) {
        sides.forEach(
                (name, side) -> {
                    progress.say("warm-up: " + name);
                    side.iperf().run(WARM_UP_SECONDS, "-R");
                    side.iperf().run(1);
                });
        for (Traffic kind : kinds) {
            Map<String, Figures> figures = new LinkedHashMap<>();
            for (int round = 1; round <= rounds; round++) {
                for (Map.Entry<String, Side> side : sides.entrySet()) {
                    Figures own = figures.computeIfAbsent(side.getKey(), _ -> new Figures());
                    measure(kind, side.getValue(), seconds, own);
                    progress.say(
                            "%s %d/%d %s: %.0f Mb/s, %.2f CPU s per GB"
                                    .formatted(
                                            kind.key,
                                            round,
                                            rounds,
                                            side.getKey(),
                                            own.rate.last(),
                                            own.cpu.last()));
                }
            }
            emit(kind, figures, to.putObject(kind.key));
        }
    }

    private static void measure(Traffic kind, Side side, int seconds, Figures figures) {
        Map<String, Double> before = ProcessTimes.of(side.pids());
        Iperf.Result result = side.iperf().run(seconds, kind.options());
        Map<String, Double> used = new LinkedHashMap<>();
        ProcessTimes.of(side.pids())
                .forEach((name, after) -> used.put(name, after - before.getOrDefault(name, 0.0)));
        figures.add(result, used, kind.isUdp());
    }

    /** The first side is ours; each other gets ratios of ours to it. */
    private static void emit(Traffic kind, Map<String, Figures> figures, ObjectNode to) {
        Figures ours = figures.get("ours");
        figures.forEach(
                (name, side) -> {
                    side.emit(to.putObject(name));
                    if (ours != null && side != ours) {
                        ObjectNode ratio = to.putObject("ours_to_" + name);
                        ratio.put("rate_ratio", ratio(ours.rate, side.rate));
                        if (!side.cpuOf.isEmpty()) {
                            ratio.put("cpu_ratio", ratio(ours.cpu, side.cpu));
                        }
                        if (kind.isUdp()) {
                            ratio.put("packet_ratio", ratio(ours.packets, side.packets));
                        }
                    }
                });
    }

    private static double ratio(Series one, Series other) {
        return Series.rounded(one.median() / other.median());
    }
}

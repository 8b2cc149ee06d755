package net.skycoin.skywire.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import net.skycoin.skywire.bench.BondCase.Line;
import net.skycoin.skywire.bond.sim.NeverWorse;
import net.skycoin.skywire.lab.AddressPlan;
import net.skycoin.skywire.lab.Download;
import net.skycoin.skywire.lab.LabNode;
import net.skycoin.skywire.lab.LabWire;
import net.skycoin.skywire.lab.LabWire.Direction;

/**
 * Many slow lines as one: router - relays - exit, the lines between router and relays shaped. What
 * the bond carries is compared with the sum of the lines' rates times the efficiency of the same
 * tunnel over a single such line, measured in turn with it; and with MPTCP over 8 of the lines. A
 * round in which the machine was idle for less than 15 % of its processors' time says nothing of
 * the bond: it is void and done again, a few times.
 */
final class BondBench {
    /** MPTCP takes so many addresses at most. */
    private static final int MPTCP_LINES = 8;

    private static final double LEAST_IDLE = 0.15;
    private static final int REPETITIONS = 2;
    private static final double LEAST_OF_BEST = 0.97;
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int STALL_ROUNDS = 3;

    /**
     * How it is run.
     *
     * @param lines how many; 16 is what the shares are asked for
     * @param scale of all rates, for machines that cannot carry the sum
     * @param cases the keys of those to run; empty: all
     * @param seed of the random pairs and triples
     * @param pairs how many of them
     */
    record Settings(
            int lines,
            double scale,
            int rounds,
            int warmUp,
            int seconds,
            List<String> cases,
            long seed,
            int pairs) {
        boolean wants(String key) {
            return cases.isEmpty() || cases.contains(key);
        }

        List<BondCase> shapes() {
            return BondCase.ALL.stream().filter(each -> wants(each.key())).toList();
        }

        private int evenSeconds() {
            // Whole swings of the rates, so that their mean is what it should be.
            return seconds + seconds % 2;
        }
    }

    /** The figures of one case and one of the sides. */
    private static final class Figures {
        final Series rate = new Series();
        final Series idle = new Series();
        int voided;

        void emit(ObjectNode to, String name) {
            rate.emit(to, name + "_mbit_s");
            idle.emit(to, name + "_cpu_idle");
            to.put(name + "_void_rounds", voided);
        }
    }

    private final Settings settings;
    private final List<String> jvmFlags;
    private final Progress progress;

    BondBench(Settings settings, List<String> jvmFlags, Progress progress) {
        this.settings = settings;
        this.jvmFlags = jvmFlags;
        this.progress = progress;
    }

    void run(ObjectNode to) {
        to.putNull("share");
        to.put("lines", settings.lines());
        to.put("scale", settings.scale());
        to.put("warm_up_s", settings.warmUp());
        to.put("measured_s", settings.evenSeconds());
        boolean beside = List.of("voice", "fairness", "death").stream().anyMatch(settings::wants);
        boolean others = settings.cases().contains("mptcp");
        if (beside || (!settings.shapes().isEmpty() && !others)) {
            ours(to);
        }
        if (settings.wants("mptcp")) {
            mptcp(to.putObject("mptcp"));
        }
        if (settings.wants("unshaped")) {
            unshaped(to.putObject("unshaped"));
        }
        if (settings.wants("never_worse")) {
            neverWorse(to.putObject("never_worse"));
        }
    }

    // ---- in the simulator

    private void neverWorse(ObjectNode to) {
        to.put("seed", settings.seed());
        Series ratios = new Series();
        List<String> worse = new ArrayList<>();
        for (int i = 0; i < settings.pairs(); i++) {
            NeverWorse one = NeverWorse.of(settings.seed(), i);
            ratios.add(one.ratio());
            if (one.ratio() < LEAST_OF_BEST) {
                worse.add(i + ": " + one);
            }
            progress.say("never worse %d: %.3f, %s".formatted(i, one.ratio(), one));
        }
        to.put("scenarios", settings.pairs());
        to.put("worse", worse.size());
        worse.forEach(to.withArray("worse_ones")::add);
        ratios.emit(to, "ratio");
    }

    // ---- shares of the sum

    private void ours(ObjectNode to) {
        progress.say("starting " + settings.lines() + " relays, and one");
        try (Side bond = Side.bonded(settings.lines(), true, jvmFlags);
                Side single = Side.bonded(1, true, jvmFlags)) {
            // Until what carries packets is compiled everywhere.
            bond.iperf().run(settings.warmUp(), "-R");
            single.iperf().run(settings.warmUp() / 2, "-R");
            for (BondCase shape : settings.shapes()) {
                ObjectNode node = to.putObject(shape.key());
                double share = share(shape, bond, single, node);
                if (shape.key().equals("one_flow")) {
                    to.put("share", share);
                }
            }
            if (settings.wants("voice")) {
                voice(bond, to.putObject("voice"));
            }
            if (settings.wants("fairness")) {
                fairness(bond, to.putObject("fairness"));
            }
            if (settings.wants("death")) {
                death(bond, to.putObject("death"));
            }
            wires(bond, to.putObject("wire"));
        }
    }

    private double share(BondCase shape, Side bond, Side single, ObjectNode to) {
        shape(bond, shape.lines(settings.lines(), settings.scale()));
        Line such = shape.such().scaled(settings.scale());
        shape(single, List.of(such));
        Figures many = new Figures();
        Figures one = new Figures();
        for (int round = 1; round <= settings.rounds(); round++) {
            measure(shape, single, one);
            measure(shape, bond, many);
            progress.say(
                    "%s %d/%d: %.1f Mb/s, a single line %.2f; idle %.0f %%"
                            .formatted(
                                    shape.key(),
                                    round,
                                    settings.rounds(),
                                    many.rate.last(),
                                    one.rate.last(),
                                    100 * many.idle.last()));
        }
        double efficiency = one.rate.median() / (shape.directions() * such.meanMbps());
        double sum = shape.sumMbps(settings.lines(), settings.scale());
        double share = Series.rounded(many.rate.median() / (sum * efficiency));
        to.put("share", share);
        to.put("least", shape.least());
        to.put("sum_mbit_s", Series.rounded(sum));
        to.put("single_efficiency", Series.rounded(efficiency));
        many.emit(to, "bond");
        one.emit(to, "single");
        to.set("paths", paths(bond));
        return share;
    }

    private static void shape(Side side, List<Line> lines) {
        for (int i = 0; i < lines.size(); i++) {
            side.line(i + 1).set(Direction.BOTH, lines.get(i).settings());
        }
    }

    /** What each path was believed to carry when the last round ended. */
    private static JsonNode paths(Side bond) {
        return RouterView.bond(bond.lab().node("router")).path("paths");
    }

    private void measure(BondCase shape, Side side, Figures figures) {
        for (int attempt = 0; ; attempt++) {
            CompletableFuture<Double> idle = CompletableFuture.supplyAsync(this::idleShare);
            Iperf.Result result =
                    side.iperf().run(settings.evenSeconds(), shape.iperf(settings.warmUp()));
            double share = idle.join();
            if (share >= LEAST_IDLE || attempt == REPETITIONS) {
                figures.voided += share >= LEAST_IDLE ? 0 : 1;
                figures.rate.add(result.megabitsPerSecond());
                figures.idle.add(share);
                return;
            }
            figures.voided++;
        }
    }

    /** Over the measured time of a run that begins now. */
    private double idleShare() {
        Pauses.ofMillis(1000L * settings.warmUp());
        ProcessorTime before = ProcessorTime.now();
        Pauses.ofMillis(1000L * settings.evenSeconds());
        return ProcessorTime.now().idleShareSince(before);
    }

    // ---- beside bulk

    /** A bulk flow, and beside it ping and a voice-like flow of 64 kb/s. */
    private void voice(Side bond, ObjectNode to) {
        shape(bond, BondCase.ALL.getFirst().lines(settings.lines(), settings.scale()));
        Pauses.ofMillis(2000);
        Pings idle = Pings.of(bond.lab().node("laptop"), settings.seconds());
        LabNode laptop = bond.lab().node("laptop");
        int seconds = settings.evenSeconds();
        CompletableFuture<Iperf.Result> load =
                CompletableFuture.supplyAsync(
                        () -> bond.iperf().run(settings.warmUp() + seconds + 4, "-R"));
        try (Iperf second = Iperf.beside(laptop, bond.lab().node("server"))) {
            Pauses.ofMillis(1000L * settings.warmUp());
            CompletableFuture<Pings> loaded =
                    CompletableFuture.supplyAsync(() -> Pings.of(laptop, seconds));
            CompletableFuture<Double> share =
                    CompletableFuture.supplyAsync(
                            () -> {
                                ProcessorTime before = ProcessorTime.now();
                                Pauses.ofMillis(1000L * seconds);
                                return ProcessorTime.now().idleShareSince(before);
                            });
            Iperf.Result voice = second.run(seconds, "-R", "-u", "-b", "64k", "-l", "160");
            idle.emit(to, "ping_idle_ms");
            loaded.join().emit(to, "ping_saturated_ms");
            to.put(
                    "ping_adds_ms_p99",
                    Series.rounded(loaded.join().percentile(0.99) - idle.percentile(0.5)));
            to.put("voice_lost", voice.lost());
            to.put("voice_packets", voice.packets());
            to.put("voice_jitter_ms", Series.rounded(voice.jitterMs()));
            to.put("cpu_idle", Series.rounded(share.join()));
        }
        to.put("bulk_mbit_s", Series.rounded(load.join().megabitsPerSecond()));
    }

    /** Two flows at once: Jain's index of their rates. */
    private void fairness(Side bond, ObjectNode to) {
        shape(bond, BondCase.ALL.getFirst().lines(settings.lines(), settings.scale()));
        Series index = new Series();
        for (int round = 0; round < settings.rounds(); round++) {
            String warmUp = Integer.toString(settings.warmUp());
            List<Double> flows = bond.iperf().run(20, "-R", "-P", "2", "-O", warmUp).flows();
            double sum = flows.stream().mapToDouble(Double::doubleValue).sum();
            double squares = flows.stream().mapToDouble(rate -> rate * rate).sum();
            index.add(sum * sum / (flows.size() * squares));
        }
        index.emit(to, "jain_2_flows");
    }

    // ---- a line dies

    private void death(Side bond, ObjectNode to) {
        Line line = new Line(10 * settings.scale(), 15, 0, false);
        shape(bond, java.util.Collections.nCopies(settings.lines(), line));
        Series cut = new Series();
        Series frozen = new Series();
        Series back = new Series();
        for (int round = 0; round < STALL_ROUNDS; round++) {
            int victim = 1 + round % settings.lines();
            LabWire wire = bond.line(victim);
            cut.add(stallMs(bond, round, wire::cut));
            wire.mend();
            back.add(secondsUntilUsed(bond, wire));
            LabNode relay = bond.lab().node("r" + victim);
            frozen.add(stallMs(bond, round, relay.daemon()::freeze));
            relay.daemon().thaw();
            secondsUntilUsed(bond, wire);
            progress.say(
                    "death %d: stall %.0f ms (cut), %.0f ms (silent); used again after %.1f s"
                            .formatted(round + 1, cut.last(), frozen.last(), back.last()));
        }
        cut.emit(to, "stall_cut_ms");
        frozen.emit(to, "stall_silent_ms");
        back.emit(to, "used_again_s");
        to.put("all_but_one_mbit_s", Series.rounded(allButOne(bond)));
    }

    private static Download download(Side bond, long bytes, int seed) {
        String url = "http://" + AddressPlan.WEB_IPV4 + "/bytes/" + bytes + "?seed=" + seed;
        return bond.lab().node("laptop").download(url, LONG);
    }

    /** The longest stall of a download in which something fails after some seconds. */
    private double stallMs(Side bond, int seed, Runnable fault) {
        long bytes = (long) (settings.lines() * settings.scale() * 10e6 / 8 * 8);
        Download download = download(bond, bytes, seed);
        download.awaitBytes(bytes / 2, LONG);
        fault.run();
        return download.await(LONG).longestStallNs() / 1e6;
    }

    /** Under load, until 500 kB came over the line. */
    private double secondsUntilUsed(Side bond, LabWire wire) {
        long startNs = System.nanoTime();
        long before = wire.statistics(Direction.BACK).bytes();
        Download load = download(bond, 1L << 33, 1);
        try {
            while (wire.statistics(Direction.BACK).bytes() - before < 500_000
                    && System.nanoTime() - startNs < LONG.toNanos()) {
                Pauses.ofMillis(50);
            }
            return (System.nanoTime() - startNs) / 1e9;
        } finally {
            load.abort();
        }
    }

    private double allButOne(Side bond) {
        Download download = download(bond, 8_000_000, 2);
        download.awaitBytes(2_000_000, LONG);
        for (int i = 2; i <= settings.lines(); i++) {
            bond.line(i).cut();
        }
        Download.Result end = download.await(LONG);
        for (int i = 2; i <= settings.lines(); i++) {
            bond.line(i).mend();
        }
        return end.ok() ? end.rateBps() / 1e6 : 0;
    }

    // ---- MPTCP

    private void mptcp(ObjectNode to) {
        int lines = Math.min(MPTCP_LINES, settings.lines());
        to.put("lines", lines);
        to.put("why_not_more", "MPTCP takes at most 8 addresses");
        progress.say("starting " + lines + " relays, and the kernel's MPTCP");
        try (Side bond = Side.bonded(lines, true, jvmFlags);
                Side other = Side.mptcp(lines)) {
            for (BondCase shape : settings.shapes()) {
                List<Line> shapes = shape.lines(lines, settings.scale());
                shape(bond, shapes);
                shape(other, shapes);
                Figures ours = new Figures();
                Figures theirs = new Figures();
                for (int round = 1; round <= settings.rounds(); round++) {
                    measure(shape, other, theirs);
                    measure(shape, bond, ours);
                    progress.say(
                            "%s %d/%d: %.1f Mb/s, MPTCP %.1f"
                                    .formatted(
                                            shape.key(),
                                            round,
                                            settings.rounds(),
                                            ours.rate.last(),
                                            theirs.rate.last()));
                }
                ObjectNode node = to.putObject(shape.key());
                node.put("ratio", Series.rounded(ours.rate.median() / theirs.rate.median()));
                ours.emit(node, "bond");
                theirs.emit(node, "mptcp");
            }
        }
    }

    // ---- as fast as the machine can

    /** Four lines as fast as the machine can beside one of them: rate and processor time. */
    private void unshaped(ObjectNode to) {
        Map<String, Side> sides = new LinkedHashMap<>();
        try {
            sides.put("four", Side.bonded(4, false, jvmFlags));
            sides.put("one", Side.bonded(1, false, jvmFlags));
            Map<String, Series> rates = new LinkedHashMap<>();
            Map<String, Series> costs = new LinkedHashMap<>();
            for (int round = 0; round < settings.rounds(); round++) {
                sides.forEach((name, side) -> unshaped(name, side, rates, costs));
            }
            rates.forEach((name, series) -> series.emit(to, name + "_mbit_s"));
            costs.forEach((name, series) -> series.emit(to, name + "_cpu_s_per_gb"));
            to.put("rate_ratio", ratio(rates));
            to.put("cpu_ratio", ratio(costs));
            List<Double> memory = new ArrayList<>();
            sides.get("four").pids().values().forEach(p -> memory.add(ProcessTimes.residentMb(p)));
            to.put(
                    "most_memory_mb",
                    Series.rounded(memory.stream().mapToDouble(m -> m).max().orElse(Double.NaN)));
        } finally {
            sides.values().forEach(Side::close);
        }
    }

    /** The ends' processor time alone: relays are others' machines. */
    private void unshaped(
            String name, Side side, Map<String, Series> rates, Map<String, Series> costs) {
        side.iperf().run(settings.warmUp(), "-R");
        double before = endsSeconds(side);
        Iperf.Result result = side.iperf().run(settings.seconds(), "-R");
        double used = endsSeconds(side) - before;
        rates.computeIfAbsent(name, _ -> new Series()).add(result.megabitsPerSecond());
        costs.computeIfAbsent(name, _ -> new Series()).add(used / (result.bytes() / 1e9));
    }

    private static double endsSeconds(Side side) {
        Map<String, Double> times = ProcessTimes.of(side.pids());
        return times.getOrDefault("router", 0.0) + times.getOrDefault("exit", 0.0);
    }

    private static double ratio(Map<String, Series> of) {
        return Series.rounded(
                of.getOrDefault("four", new Series()).median()
                        / of.getOrDefault("one", new Series()).median());
    }

    // ---- how good the wires are

    /** How much later than their shapes say the wires delivered, over all cases. */
    private void wires(Side bond, ObjectNode to) {
        List<Long> counts = new ArrayList<>();
        long overruns = 0;
        for (int i = 1; i <= settings.lines(); i++) {
            LabWire.Statistics back = bond.line(i).statistics(Direction.BACK);
            overruns += back.overruns();
            for (int bits = 0; bits < back.lateness().size(); bits++) {
                if (bits == counts.size()) {
                    counts.add(0L);
                }
                counts.set(bits, counts.get(bits) + back.lateness().get(bits));
            }
        }
        to.put("late_us_p50_below", latenessUs(counts, 0.50));
        to.put("late_us_p99_below", latenessUs(counts, 0.99));
        to.put("late_us_p999_below", latenessUs(counts, 0.999));
        to.put("overruns", overruns);
    }

    private static long latenessUs(List<Long> counts, double share) {
        long all = counts.stream().mapToLong(Long::longValue).sum();
        long seen = 0;
        for (int bits = 0; bits < counts.size(); bits++) {
            seen += counts.get(bits);
            if (seen >= share * all) {
                return 1L << bits;
            }
        }
        return Long.MAX_VALUE;
    }
}

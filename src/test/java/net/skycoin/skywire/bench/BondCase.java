package net.skycoin.skywire.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * One kind of lines and of traffic on them.
 *
 * @param key its name in the result
 * @param options iperf3's
 * @param directions in which there is traffic, 1 or 2
 * @param least the share that is asked for at 16 lines
 * @param line the i-th of them; its share of the way from the first to the last is {@code i / 15}
 * @param such the line by which the single path's efficiency is measured
 */
record BondCase(
        String key,
        List<String> options,
        int directions,
        double least,
        IntFunction<Line> line,
        Line such) {
    private static final int MOST = 16;
    private static final List<String> ONE = List.of("-R");
    private static final List<String> EIGHT = List.of("-R", "-P", "8");
    private static final List<String> BOTH = List.of("--bidir");
    private static final Line PLAIN = new Line(10, 10, 0, false);

    /**
     * A line and its queue of 100 ms.
     *
     * @param mbps of Ethernet frames
     * @param delayMs one way
     * @param wifi whether rate and loss vary as on wifi
     */
    record Line(double mbps, double delayMs, double loss, boolean wifi) {
        private static final double QUEUE_S = 0.1;
        private static final int LEAST_QUEUE = 30;
        private static final double FRAME_BITS = 12_000;

        Line scaled(double factor) {
            return new Line(mbps * factor, delayMs, loss, wifi);
        }

        /** As the lab's wire reads them: each setting, so that nothing stays of another case. */
        String[] settings() {
            long queue = Math.round(Math.max(LEAST_QUEUE, mbps * 1e6 * QUEUE_S / FRAME_BITS));
            String text =
                    String.format(
                            Locale.ROOT,
                            "rate=%d delay=%s loss=%s queue=%d jitter=%s burst=%s burst-length=20"
                                    + " swing=%s",
                            Math.round(mbps * 1e6),
                            delayMs,
                            loss,
                            queue,
                            wifi ? 2 : 0,
                            wifi ? 0.001 : 0,
                            wifi ? 1000 : 0);
            return text.split(" ", -1);
        }

        /** The mean over time. */
        double meanMbps() {
            return wifi ? 0.75 * mbps : mbps;
        }
    }

    static final List<BondCase> ALL =
            List.of(
                    new BondCase("one_flow", ONE, 1, 0.95, _ -> PLAIN, PLAIN),
                    new BondCase("eight_flows", EIGHT, 1, 0.96, _ -> PLAIN, PLAIN),
                    new BondCase("both_ways", BOTH, 2, 0.92, _ -> PLAIN, PLAIN),
                    new BondCase(
                            "delays_5_60",
                            ONE,
                            1,
                            0.92,
                            i -> new Line(10, between(5, 60, i), 0, false),
                            new Line(10, 32.5, 0, false)),
                    new BondCase(
                            "rates_2_40",
                            ONE,
                            1,
                            0.92,
                            i -> new Line(between(2, 40, i), 10, 0, false),
                            new Line(21, 10, 0, false)),
                    new BondCase(
                            "loss_1",
                            ONE,
                            1,
                            0.90,
                            _ -> new Line(10, 10, 0.01, false),
                            new Line(10, 10, 0.01, false)),
                    new BondCase(
                            "loss_5_on_three",
                            ONE,
                            1,
                            0.88,
                            i -> new Line(10, 10, i % 5 == 0 && i < 15 ? 0.05 : 0, false),
                            PLAIN),
                    new BondCase(
                            "wifi",
                            ONE,
                            1,
                            0.80,
                            _ -> new Line(10, 10, 0, true),
                            new Line(10, 10, 0, true)));

    private static double between(double first, double last, int i) {
        return first + (last - first) * i / (MOST - 1);
    }

    /** So many of the lines, spread over all of them. */
    List<Line> lines(int count, double scale) {
        return IntStream.range(0, count)
                .mapToObj(i -> line.apply(count == 1 ? 0 : i * (MOST - 1) / (count - 1)))
                .map(each -> each.scaled(scale))
                .toList();
    }

    double sumMbps(int count, double scale) {
        return directions * lines(count, scale).stream().mapToDouble(Line::meanMbps).sum();
    }

    /** iperf3's options, the time before the measurement among them. */
    String[] iperf(int warmUpSeconds) {
        String[] all = Arrays.copyOf(options.toArray(String[]::new), options.size() + 2);
        all[options.size()] = "-O";
        all[options.size() + 1] = Integer.toString(warmUpSeconds);
        return all;
    }
}

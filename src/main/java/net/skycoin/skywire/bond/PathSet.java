package net.skycoin.skywire.bond;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which paths are worth using together. A path brings its rate and costs time: whatever is in order
 * waits for the slowest path in use. So the paths are taken by their delay, the fastest first, as
 * many of them as make the best of
 *
 * <pre>
 *   ln(least of: sum of the rates, a TCP window per round trip)  -  delay / 1 s
 * </pre>
 *
 * which is to say: ten per cent more rate are worth a tenth of a second. Those beyond are set aside
 * and only probed.
 */
final class PathSet {
    private static final double SECOND_NS = 1e9;
    private static final int FULL_PACKET = 1500;

    /** So much slower than the fastest is far. */
    private static final long FAR_NS = 80_000_000;

    /** What a TCP connection commonly has under way at most (Linux: half of tcp_rmem's 6 MiB). */
    private static final double TCP_WINDOW = 3e6;

    /** How much better another number of paths must be before the present one is changed. */
    private static final double MARGIN = 0.03;

    private static final Comparator<Path> FASTEST_FIRST =
            Comparator.comparingDouble(PathSet::effectiveDelayNs);

    private PathSet() {}

    /**
     * Marks each path as worthwhile or not. One that was never filled is tried: in earnest if it is
     * nearly as fast as the others, else with copies of what they carry, which cost nobody any
     * time. One that was set aside is tried again now and then.
     *
     * @param busy whether there is enough to send to see what a path carries
     */
    static void choose(List<Path> paths, boolean busy, long nowNs) {
        List<Path> sorted = new ArrayList<>();
        double nearNs = Double.MAX_VALUE;
        for (Path path : paths) {
            path.onTrial(false);
            path.worthwhile(path.worthwhile() || path.model().isStarting());
            if (path.isUsable() && path.measured()) {
                if (path.trialDue(nowNs) && busy && !path.model().isStarting()) {
                    path.tryAnew(nowNs);
                }
                nearNs = Math.min(nearNs, effectiveDelayNs(path));
                if (!path.model().isStarting()) {
                    sorted.add(path);
                }
            }
        }
        for (Path path : paths) {
            if (path.isUsable() && path.measured() && path.model().isStarting()) {
                boolean far = path.model().leastDelayNs() - nearNs > FAR_NS;
                path.worthwhile(!far);
                path.onTrial(far);
            }
        }
        if (sorted.isEmpty()) {
            return;
        }
        sorted.sort(FASTEST_FIRST);
        double leastNs = effectiveDelayNs(sorted.getFirst());
        double rate = 0;
        double best = Double.NEGATIVE_INFINITY;
        int count = 0;
        for (int i = 0; i < sorted.size(); i++) {
            Path path = sorted.get(i);
            rate += path.capacity();
            double moreNs = effectiveDelayNs(path) - leastNs;
            double roundTripNs = sorted.getFirst().model().leastRttNs() + moreNs;
            double value =
                    Math.log(Math.min(rate, TCP_WINDOW * SECOND_NS / roundTripNs))
                            - moreNs / SECOND_NS;
            if (i > 0 && !path.worthwhile()) {
                value -= MARGIN;
            }
            if (value > best) {
                best = value;
                count = i + 1;
            }
        }
        for (int i = 0; i < sorted.size(); i++) {
            sorted.get(i).worthwhile(i < count);
        }
    }

    /** Until what the path carries has arrived, recovery included where that is the rule. */
    private static double effectiveDelayNs(Path path) {
        double often = Math.min(1, lossesPerRoundTrip(path));
        return path.model().leastDelayNs() + often * recoveryNs(path);
    }

    /** Losses of full packets in a round trip of the path at its rate. */
    static double lossesPerRoundTrip(Path path) {
        PathModel model = path.model();
        return model.loss() * model.rate() / FULL_PACKET * model.leastRttNs() / SECOND_NS;
    }

    /** How much later than others a packet arrives that the path loses once. */
    static long recoveryNs(Path path) {
        return path.model().leastRttNs() + Path.FEEDBACK_INTERVAL_NS;
    }
}

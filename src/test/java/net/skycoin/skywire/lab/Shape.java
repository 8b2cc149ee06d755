package net.skycoin.skywire.lab;

import java.util.Locale;

/**
 * What one direction of a wire does to the packets.
 *
 * @param rateBps bits per second of Ethernet frames (without preamble and check sequence); 0: as
 *     fast as the machine can
 * @param delayNs propagation delay one way, nanoseconds
 * @param loss probability in 0..1 that a packet is lost, each by itself; 1 is a silent cut
 * @param queue how many packets wait for the transmitter before the next is dropped
 * @param duplicate probability that a packet arrives twice
 * @param reorder probability that a packet arrives {@link Conduit#LATE_NS} late, behind others
 * @param jitterNs the delay is longer by a random time up to this, and the order is kept
 * @param burst probability that with a packet a time begins in which all are lost
 * @param burstNs how long that is
 * @param swingNs the rate is half in every other period of this length, as on wifi; 0: never
 */
public record Shape(
        long rateBps,
        long delayNs,
        double loss,
        int queue,
        double duplicate,
        double reorder,
        long jitterNs,
        double burst,
        long burstNs,
        long swingNs) {
    /** About 100 ms of full-size packets at 100 Mb/s. */
    public static final int DEFAULT_QUEUE = 1_000;

    /** Neither rate, delay nor loss. */
    public static final Shape OPEN = new Shape(0, 0, 0, DEFAULT_QUEUE, 0, 0);

    private static final long DEFAULT_BURST_NS = 20_000_000;

    public Shape {
        if (rateBps < 0 || delayNs < 0 || queue < 1 || queue > 100_000) {
            throw new IllegalArgumentException(
                    "a wire has rate >= 0 bit/s, delay >= 0 ms and a queue of 1 to 100000 packets");
        }
        requireProbability("loss", loss);
        requireProbability("duplicate", duplicate);
        requireProbability("reorder", reorder);
        requireProbability("burst", burst);
        if (jitterNs < 0 || burstNs < 0 || swingNs < 0) {
            throw new IllegalArgumentException("jitter, burst-length and swing are times >= 0 ms");
        }
    }

    /** Without jitter, bursts and swings. */
    public Shape(
            long rateBps, long delayNs, double loss, int queue, double duplicate, double reorder) {
        this(rateBps, delayNs, loss, queue, duplicate, reorder, 0, 0, DEFAULT_BURST_NS, 0);
    }

    private static void requireProbability(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is a probability from 0 to 1");
        }
    }

    /** Bits per second on average over swings; 0: as fast as the machine can. */
    public double meanBps() {
        return swingNs == 0 ? rateBps : 0.75 * rateBps;
    }

    /** Bits per second at a time; swings begin with the full rate at time 0. */
    double rateBpsAt(long ns) {
        return swingNs > 0 && Math.floorMod(ns / swingNs, 2) == 1 ? rateBps / 2.0 : rateBps;
    }

    /** Whether nothing comes through and nobody is told. */
    public boolean cut() {
        return loss >= 1;
    }

    public Shape withRate(long bitsPerSecond) {
        return new Shape(
                bitsPerSecond,
                delayNs,
                loss,
                queue,
                duplicate,
                reorder,
                jitterNs,
                burst,
                burstNs,
                swingNs);
    }

    public Shape withDelayMillis(double millis) {
        return new Shape(
                rateBps,
                nanos(millis),
                loss,
                queue,
                duplicate,
                reorder,
                jitterNs,
                burst,
                burstNs,
                swingNs);
    }

    public Shape withLoss(double probability) {
        return new Shape(
                rateBps,
                delayNs,
                probability,
                queue,
                duplicate,
                reorder,
                jitterNs,
                burst,
                burstNs,
                swingNs);
    }

    public Shape withQueue(int packets) {
        return new Shape(
                rateBps, delayNs, loss, packets, duplicate, reorder, jitterNs, burst, burstNs,
                swingNs);
    }

    public Shape withDuplicate(double probability) {
        return new Shape(
                rateBps,
                delayNs,
                loss,
                queue,
                probability,
                reorder,
                jitterNs,
                burst,
                burstNs,
                swingNs);
    }

    public Shape withReorder(double probability) {
        return new Shape(
                rateBps,
                delayNs,
                loss,
                queue,
                duplicate,
                probability,
                jitterNs,
                burst,
                burstNs,
                swingNs);
    }

    public Shape withJitterMillis(double millis) {
        return new Shape(
                rateBps,
                delayNs,
                loss,
                queue,
                duplicate,
                reorder,
                nanos(millis),
                burst,
                burstNs,
                swingNs);
    }

    public Shape withBurst(double probability) {
        return new Shape(
                rateBps,
                delayNs,
                loss,
                queue,
                duplicate,
                reorder,
                jitterNs,
                probability,
                burstNs,
                swingNs);
    }

    public Shape withBurstMillis(double millis) {
        return new Shape(
                rateBps,
                delayNs,
                loss,
                queue,
                duplicate,
                reorder,
                jitterNs,
                burst,
                nanos(millis),
                swingNs);
    }

    public Shape withSwingMillis(double millis) {
        return new Shape(
                rateBps,
                delayNs,
                loss,
                queue,
                duplicate,
                reorder,
                jitterNs,
                burst,
                burstNs,
                nanos(millis));
    }

    private static long nanos(double millis) {
        return Math.round(millis * 1e6);
    }

    /**
     * This shape with one setting changed.
     *
     * @param setting {@code rate=20M}, {@code delay=5} (milliseconds), {@code loss=0.01}, {@code
     *     queue=100}, {@code duplicate=0.01}, {@code reorder=0.01}, {@code jitter=2}
     *     (milliseconds), {@code burst=0.001}, {@code burst-length=20} or {@code swing=1000}
     *     (milliseconds); a rate may end in k, M or G
     * @throws IllegalArgumentException with a sentence for people when it is none of these
     */
    public Shape with(String setting) {
        int equals = setting.indexOf('=');
        String name = setting.substring(0, Math.max(0, equals));
        String value = setting.substring(equals + 1);
        try {
            return switch (name) {
                case "rate" -> withRate(rate(value));
                case "delay" -> withDelayMillis(Double.parseDouble(value));
                case "loss" -> withLoss(Double.parseDouble(value));
                case "queue" -> withQueue(Integer.parseInt(value));
                case "duplicate" -> withDuplicate(Double.parseDouble(value));
                case "reorder" -> withReorder(Double.parseDouble(value));
                case "jitter" -> withJitterMillis(Double.parseDouble(value));
                case "burst" -> withBurst(Double.parseDouble(value));
                case "burst-length" -> withBurstMillis(Double.parseDouble(value));
                case "swing" -> withSwingMillis(Double.parseDouble(value));
                default -> throw unreadable(setting);
            };
        } catch (NumberFormatException _) {
            throw unreadable(setting);
        }
    }

    private static IllegalArgumentException unreadable(String setting) {
        return new IllegalArgumentException(
                "'"
                        + setting
                        + "' is not rate=BITS[k|M|G], delay=MS, loss=0..1, queue=PACKETS,"
                        + " duplicate=0..1, reorder=0..1, jitter=MS, burst=0..1,"
                        + " burst-length=MS or swing=MS");
    }

    private static long rate(String text) {
        int last = text.length() - 1;
        double factor =
                switch (last < 0 ? ' ' : text.charAt(last)) {
                    case 'k' -> 1e3;
                    case 'M' -> 1e6;
                    case 'G' -> 1e9;
                    default -> 1;
                };
        return Math.round(
                Double.parseDouble(factor == 1 ? text : text.substring(0, last)) * factor);
    }

    /** The settings as {@link #with} reads them, separated by spaces. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "rate=%d delay=%s loss=%s queue=%d duplicate=%s reorder=%s jitter=%s burst=%s"
                        + " burst-length=%s swing=%s",
                rateBps,
                delayNs / 1e6,
                loss,
                queue,
                duplicate,
                reorder,
                jitterNs / 1e6,
                burst,
                burstNs / 1e6,
                swingNs / 1e6);
    }

    /** What {@link #toString} wrote, or any part of it over {@link #OPEN}. */
    static Shape parse(String settings) {
        Shape shape = OPEN;
        for (String setting : settings.strip().split(" +", -1)) {
            shape = shape.with(setting);
        }
        return shape;
    }
}

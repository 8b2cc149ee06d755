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
 */
public record Shape(
        long rateBps, long delayNs, double loss, int queue, double duplicate, double reorder) {
    /** About 100 ms of full-size packets at 100 Mb/s. */
    public static final int DEFAULT_QUEUE = 1_000;

    /** Neither rate, delay nor loss. */
    public static final Shape OPEN = new Shape(0, 0, 0, DEFAULT_QUEUE, 0, 0);

    public Shape {
        if (rateBps < 0 || delayNs < 0 || queue < 1 || queue > 100_000) {
            throw new IllegalArgumentException(
                    "a wire has rate >= 0 bit/s, delay >= 0 ms and a queue of 1 to 100000 packets");
        }
        requireProbability("loss", loss);
        requireProbability("duplicate", duplicate);
        requireProbability("reorder", reorder);
    }

    private static void requireProbability(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is a probability from 0 to 1");
        }
    }

    /** Whether nothing comes through and nobody is told. */
    public boolean cut() {
        return loss >= 1;
    }

    public Shape withRate(long bitsPerSecond) {
        return new Shape(bitsPerSecond, delayNs, loss, queue, duplicate, reorder);
    }

    public Shape withDelayMillis(double millis) {
        return new Shape(rateBps, Math.round(millis * 1e6), loss, queue, duplicate, reorder);
    }

    public Shape withLoss(double probability) {
        return new Shape(rateBps, delayNs, probability, queue, duplicate, reorder);
    }

    public Shape withQueue(int packets) {
        return new Shape(rateBps, delayNs, loss, packets, duplicate, reorder);
    }

    public Shape withDuplicate(double probability) {
        return new Shape(rateBps, delayNs, loss, queue, probability, reorder);
    }

    public Shape withReorder(double probability) {
        return new Shape(rateBps, delayNs, loss, queue, duplicate, probability);
    }

    /**
     * This shape with one setting changed.
     *
     * @param setting {@code rate=20M}, {@code delay=5} (milliseconds), {@code loss=0.01}, {@code
     *     queue=100}, {@code duplicate=0.01} or {@code reorder=0.01}; a rate may end in k, M or G
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
                        + " duplicate=0..1 or reorder=0..1");
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
                "rate=%d delay=%s loss=%s queue=%d duplicate=%s reorder=%s",
                rateBps,
                delayNs / 1e6,
                loss,
                queue,
                duplicate,
                reorder);
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

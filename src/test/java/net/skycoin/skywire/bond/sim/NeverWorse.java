package net.skycoin.skywire.bond.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import net.skycoin.skywire.bond.sim.VirtualWire.Shape;

/**
 * Random pairs and triples of lines, and what one TCP connection gets over all of them beside what
 * it gets over the best alone. Everything follows from the seed.
 *
 * @param shapes the lines
 * @param best what the best of them gives alone, bits per second
 * @param together what all of them give
 */
public record NeverWorse(List<Shape> shapes, double best, double together) {
    private static final double WARM_UP_SECONDS = 20;
    private static final double SECONDS = 15;
    private static final int PORT = 5000;

    /** The i-th: rates from 1 to 100 Mb/s, delays of 1 to 300 ms, half of the lines lossy. */
    public static NeverWorse of(long seed, int i) {
        SplittableRandom random = new SplittableRandom(seed * 1_000 + i);
        List<Shape> shapes = new ArrayList<>();
        for (int line = 0; line < 2 + i % 2; line++) {
            double mbps = Math.exp(random.nextDouble() * Math.log(100));
            double delayMs = 1 + random.nextDouble() * 299;
            double loss = random.nextBoolean() ? 0 : random.nextDouble() * 0.1;
            shapes.add(Shape.of(mbps, delayMs, loss));
        }
        double best =
                shapes.stream()
                        .mapToDouble(shape -> goodput(List.of(shape), 1))
                        .max()
                        .orElse(Double.NaN);
        return new NeverWorse(shapes, best, goodput(shapes, 2));
    }

    private static double goodput(List<Shape> shapes, long seed) {
        VirtualBond bond = new VirtualBond(seed);
        shapes.forEach(bond::join);
        VirtualTcp download = bond.download(PORT);
        download.start();
        bond.run(WARM_UP_SECONDS);
        long before = download.delivered();
        bond.run(SECONDS);
        return (download.delivered() - before) * 8 / SECONDS;
    }

    public double ratio() {
        return together / best;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Shape shape : shapes) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%.1f Mb/s %.0f ms %.1f %%, ",
                            shape.rateBps() / 1e6,
                            shape.delayNs() / 1e6,
                            100 * shape.loss()));
        }
        return text
                + String.format(
                        Locale.ROOT, "best %.2f, together %.2f Mb/s", best / 1e6, together / 1e6);
    }
}

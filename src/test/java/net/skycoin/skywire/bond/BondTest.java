package net.skycoin.skywire.bond;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.skycoin.skywire.bond.sim.VirtualBond;
import net.skycoin.skywire.bond.sim.VirtualBond.Line;
import net.skycoin.skywire.bond.sim.VirtualTcp;
import net.skycoin.skywire.bond.sim.VirtualWire.Shape;
import net.skycoin.skywire.bytes.BigEndian;
import net.skycoin.skywire.wire.Feedback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two ends of a bond over virtual wires: what users of it would see. */
class BondTest {
    private static final long MS = VirtualBond.MS;

    /** Goodput of one download in the seconds after the warm-up, bits per second. */
    private static double goodput(VirtualBond bond, double warmUp, double seconds) {
        VirtualTcp download = bond.download(5000);
        download.start();
        bond.run(warmUp);
        long before = download.delivered();
        bond.run(seconds);
        return (download.delivered() - before) * 8 / seconds;
    }

    private static double single(Shape shape) {
        VirtualBond bond = new VirtualBond(1);
        bond.join(shape);
        return goodput(bond, 15, 8) / shape.meanBps();
    }

    private static void sixteen(VirtualBond bond, Shape shape) {
        for (int i = 0; i < 16; i++) {
            bond.join(shape);
        }
    }

    @Test
    void sixteenLinesMakeOne() {
        VirtualBond bond = new VirtualBond(2);
        sixteen(bond, Shape.of(10, 10, 0));

        double share = goodput(bond, 15, 8) / bond.sumDownBps() / single(Shape.of(10, 10, 0));

        assertTrue(share > 0.95, "share " + share);
        assertEquals(0, bond.routerBond().statistics().givenUp());
    }

    @Test
    void linesOfDifferentDelaysMakeOne() {
        VirtualBond bond = new VirtualBond(3);
        for (int i = 0; i < 16; i++) {
            bond.join(Shape.of(10, 5 + 55.0 * i / 15, 0));
        }

        double share = goodput(bond, 15, 8) / bond.sumDownBps() / single(Shape.of(10, 32, 0));

        assertTrue(share > 0.92, "share " + share);
    }

    @Test
    void linesOfDifferentRatesMakeOne() {
        VirtualBond bond = new VirtualBond(4);
        for (int i = 0; i < 16; i++) {
            bond.join(Shape.of(2 + 38.0 * i / 15, 10, 0));
        }

        double share = goodput(bond, 15, 8) / bond.sumDownBps() / single(Shape.of(20, 10, 0));

        assertTrue(share > 0.92, "share " + share);
    }

    @Test
    void aSlowFarLineDoesNotSpoilAFastOne() {
        double alone = single(Shape.of(50, 2, 0)) * 50e6;
        VirtualBond bond = new VirtualBond(5);
        bond.join(Shape.of(50, 2, 0));
        bond.join(Shape.of(1, 300, 0.05));

        double together = goodput(bond, 15, 10);

        assertTrue(together > 0.97 * alone, together + " against " + alone);
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void aDeathStallsNobodyForLongAndAReturnIsUsed(int seed) {
        VirtualBond bond = new VirtualBond(seed);
        for (int i = 0; i < 4; i++) {
            bond.join(Shape.of(10, 25, 0));
        }
        VirtualTcp download = bond.download(5000);
        download.start();
        bond.run(8);
        download.takeLongestStallNs();

        Line line = bond.lines().getFirst();
        line.cut(true);
        bond.run(2);
        assertTrue(line.isDead());
        long stallNs = download.takeLongestStallNs();
        assertTrue(stallNs < 300 * MS, "stall of " + stallNs / MS + " ms");

        line.cut(false);
        bond.connect(line);
        long before = line.down().carriedBytes();
        bond.run(3);
        assertTrue(line.down().carriedBytes() - before > 1_000_000, "used again");
    }

    @Test
    void allLinesButOneDieAndItGoesOn() {
        VirtualBond bond = new VirtualBond(7);
        for (int i = 0; i < 4; i++) {
            bond.join(Shape.of(10, 10, 0));
        }
        VirtualTcp download = bond.download(5000);
        download.start();
        bond.run(5);
        for (int i = 0; i < 3; i++) {
            bond.lines().get(i).cut(true);
        }
        bond.run(3);
        long before = download.delivered();
        bond.run(5);

        assertTrue(download.delivered() - before > 4_000_000);
    }

    /** A lossy bond: every packet arrives once, TCP's in order. */
    @Test
    void nothingArrivesTwiceAndTcpInOrder() {
        VirtualBond bond = new VirtualBond(8);
        bond.join(Shape.of(20, 5, 0.02));
        bond.join(Shape.of(10, 30, 0.02));
        bond.join(Shape.of(5, 15, 0));
        Set<Integer> seen = new HashSet<>();
        int[] last = {-1};
        bond.observe(
                (atRouter, packet) -> {
                    int number = BigEndian.getInt(packet, 24);
                    assertTrue(atRouter);
                    assertTrue(seen.add(number), number + " came twice");
                    assertTrue(number > last[0], number + " came after " + last[0]);
                    last[0] = number;
                });
        for (int i = 0; i < 20_000; i++) {
            byte[] packet = packet(6, 9, 1000, i);
            bond.exitBond().send(packet, 0, packet.length, 0);
            bond.run(0.0005);
        }
        bond.run(3);

        long dropped = bond.exitBond().statistics().queueDrops();
        assertTrue(dropped < 100, dropped + " dropped on purpose");
        assertEquals(20_000 - dropped, seen.size());
    }

    /** Voice beside a bulk flow: nothing lost, little jitter. */
    @Test
    void voiceBesideBulkLosesNothing() {
        VirtualBond bond = new VirtualBond(9);
        for (int i = 0; i < 4; i++) {
            bond.join(Shape.of(10, 10 + 5 * i, 0));
        }
        bond.download(5000).start();
        bond.run(8);
        BitSet seen = new BitSet();
        long[] extremes = {Long.MAX_VALUE, 0};
        bond.observe(
                (_, packet) -> {
                    if (packet[9] == 17) {
                        int number = BigEndian.getInt(packet, 28);
                        long delayNs = bond.timers().nowNs() - BigEndian.getLong(packet, 32);
                        assertFalse(seen.get(number));
                        seen.set(number);
                        extremes[0] = Math.min(extremes[0], delayNs);
                        extremes[1] = Math.max(extremes[1], delayNs);
                    }
                });
        for (int i = 0; i < 400; i++) {
            byte[] packet = packet(17, 4000, 200, i);
            BigEndian.putInt(packet, 28, i);
            BigEndian.putLong(packet, 32, bond.timers().nowNs());
            bond.exitBond().send(packet, 0, packet.length, 0);
            bond.run(0.02);
        }
        bond.run(1);

        assertEquals(400, seen.cardinality());
        long spreadNs = extremes[1] - extremes[0];
        assertTrue(spreadNs < 20 * MS, "delays differ by " + spreadNs / 1e6 + " ms");
    }

    @Test
    void aRedundantBondLosesNothingThatOnePathBrings() {
        VirtualBond bond = new VirtualBond(10, Bond.Policy.REDUNDANT);
        bond.join(Shape.of(10, 10, 0));
        bond.join(Shape.of(10, 15, 0));
        BitSet seen = new BitSet();
        bond.observe((_, packet) -> seen.set(BigEndian.getInt(packet, 28)));
        bond.run(1);
        for (int i = 0; i < 500; i++) {
            if (i == 200) {
                bond.lines().getFirst().cut(true);
            }
            byte[] packet = packet(17, 4000, 200, i);
            BigEndian.putInt(packet, 28, i);
            bond.exitBond().send(packet, 0, packet.length, 0);
            bond.run(0.01);
        }
        bond.run(1);

        assertEquals(500, seen.cardinality());
    }

    @Test
    void nothingIsSentWithoutEndWhenIdleAndNoBufferIsLost() {
        VirtualBond bond = new VirtualBond(11);
        bond.join(Shape.of(10, 10, 0.01));
        bond.join(Shape.of(10, 20, 0));
        for (int i = 0; i < 2000; i++) {
            byte[] packet = packet(6, i % 7, 1200, i);
            bond.exitBond().send(packet, 0, packet.length, 0);
            bond.run(0.001);
        }
        bond.run(60);
        List<Line> lines = bond.lines();
        long before = lines.stream().mapToLong(line -> line.down().carriedBytes()).sum();
        bond.run(60);
        long idle = lines.stream().mapToLong(line -> line.down().carriedBytes()).sum() - before;

        assertTrue(idle < 60 * 100, idle + " bytes in an idle minute");
        assertEquals(0, bond.parcelsOut());
        bond.close();
        assertEquals(0, bond.parcelsOut());
    }

    /** Foreign reports may say anything. */
    @Test
    void lyingFeedbackHurtsNobody() {
        VirtualBond bond = new VirtualBond(12);
        Line line = bond.join(Shape.of(10, 10, 0));
        SplittableRandom random = new SplittableRandom(12);
        Path path = line.atExit();
        for (int i = 0; i < 2000; i++) {
            byte[] packet = packet(6, 1, 1200, i);
            bond.exitBond().send(packet, 0, packet.length, 0);
            int[] gaps = random.ints(2L * random.nextInt(10), 0, 0x10000).toArray();
            bond.exitBond()
                    .feedbackArrived(
                            path == null ? bond.exitBond().paths().getFirst() : path,
                            new Feedback(
                                    random.nextInt(256),
                                    random.nextInt() & 0xffff_ffffL,
                                    random.nextInt(0x10000),
                                    List.of(
                                            new Feedback.Report(
                                                    random.nextInt(3),
                                                    random.nextInt(3000),
                                                    random.nextInt(),
                                                    random.nextInt() & 0xffff_ffffL,
                                                    random.nextInt(0x10000),
                                                    gaps))));
            bond.run(0.002);
        }
        bond.close();
        assertEquals(0, bond.parcelsOut());
    }

    private static byte[] packet(int protocol, int port, int length, int number) {
        byte[] packet = new byte[length];
        packet[0] = 0x45;
        BigEndian.putU16(packet, 2, length);
        packet[9] = (byte) protocol;
        BigEndian.putInt(packet, 12, 0x64400001);
        BigEndian.putInt(packet, 16, 0xc6120001);
        BigEndian.putU16(packet, 20, port);
        BigEndian.putU16(packet, 22, 80);
        BigEndian.putInt(packet, 24, number);
        return packet;
    }
}

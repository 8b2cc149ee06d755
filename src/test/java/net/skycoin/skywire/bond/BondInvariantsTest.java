package net.skycoin.skywire.bond;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.skycoin.skywire.bond.sim.VirtualBond;
import net.skycoin.skywire.bond.sim.VirtualBond.Line;
import net.skycoin.skywire.bond.sim.VirtualWire.Shape;
import net.skycoin.skywire.bytes.BigEndian;
import org.junit.jupiter.api.Test;

/**
 * What holds whatever the lines do. Each scenario follows from its seed, which a failure names; the
 * property {@code bond.scenarios} says how many are run (1,000), {@code bond.seed} where they
 * begin.
 */
class BondInvariantsTest {
    private static final int FLOWS = 6;
    private static final int TCP = 6;
    private static final int UDP = 17;

    /** One of them; both directions carry packets of ordered and of other flows. */
    private static final class Scenario {
        private final long seed;
        private final SplittableRandom random;
        private final VirtualBond bond;
        private final boolean gentle;
        private final List<Set<Integer>> seen = List.of(new HashSet<>(), new HashSet<>());
        private final List<Map<Integer, Integer>> last = List.of(new HashMap<>(), new HashMap<>());
        private final int[] sent = new int[2];
        private final int[] late = new int[2];

        Scenario(long seed) {
            this.seed = seed;
            random = new SplittableRandom(seed);
            boolean redundant = random.nextInt(8) == 0;
            bond = new VirtualBond(seed, redundant ? Bond.Policy.REDUNDANT : Bond.Policy.SUM);
            gentle = random.nextInt(3) == 0;
            int lines = 1 + random.nextInt(5);
            for (int i = 0; i < lines; i++) {
                bond.join(shape(), shape());
            }
            bond.observe(this::delivered);
        }

        private Shape shape() {
            double mbps = 2 + random.nextDouble() * 48;
            double delayMs = 1 + random.nextDouble() * 149;
            Shape clean = Shape.of(mbps, delayMs, 0).withJitterMs(random.nextInt(10));
            if (gentle) {
                return clean;
            }
            Shape lossy = Shape.of(mbps, delayMs, random.nextDouble() * 0.1);
            return switch (random.nextInt(4)) {
                case 0 -> clean.withSwings().withBursts(0.002, 20);
                case 1 -> lossy.withStallsMs(60);
                case 2 -> lossy;
                default -> clean;
            };
        }

        private void delivered(boolean atRouter, byte[] packet) {
            int way = atRouter ? 0 : 1;
            int number = BigEndian.getInt(packet, 24);
            assertTrue(seen.get(way).add(number), () -> this + ": " + number + " came twice");
            if (packet[9] == TCP) {
                Integer before = last.get(way).put(BigEndian.getU16(packet, 20), number);
                late[way] += before == null || before < number ? 0 : 1;
            }
        }

        void run() {
            bond.run(0.5);
            for (int i = 0; i < 1_000; i++) {
                send();
                bond.run(gentle ? 0.004 : random.nextDouble() * 0.004);
                if (!gentle && random.nextInt(200) == 0) {
                    disturb();
                }
                Bond.Statistics now = bond.exitBond().statistics();
                assertTrue(now.queued() <= 4096 && now.held() <= 8192, () -> this + ": " + now);
            }
            for (int i = 0; i < 40; i++) {
                // As an uplink does: what dies late is replaced, too.
                bond.lines().forEach(this::mend);
                bond.run(0.5);
            }
            assertEquals(0, bond.parcelsOut(), () -> this + ": something is kept for ever");
            // Order ends where patience does: what was given up may still come, and helps TCP then.
            assertTrue(late[0] <= bond.routerBond().statistics().givenUp(), () -> this + ": order");
            assertTrue(late[1] <= bond.exitBond().statistics().givenUp(), () -> this + ": order");
            if (gentle) {
                assertEquals(0, late[0] + late[1], () -> this + ": order");
                assertEquals(sent[0], seen.get(0).size(), () -> this + ": lost on the way down");
                assertEquals(sent[1], seen.get(1).size(), () -> this + ": lost on the way up");
            }
            bond.close();
        }

        private void send() {
            int way = random.nextInt(2);
            int flow = random.nextInt(FLOWS);
            byte[] packet = new byte[60 + random.nextInt(1_200)];
            packet[0] = 0x45;
            BigEndian.putU16(packet, 2, packet.length);
            packet[9] = (byte) (flow % 2 == 0 ? TCP : UDP);
            BigEndian.putInt(packet, 12, 0x64400001);
            BigEndian.putInt(packet, 16, 0xc6120001);
            BigEndian.putU16(packet, 20, 2_000 + flow);
            BigEndian.putInt(packet, 24, sent[way]++);
            Bond from = way == 0 ? bond.exitBond() : bond.routerBond();
            from.send(packet, 0, packet.length, 0);
        }

        private void disturb() {
            Line line = bond.lines().get(random.nextInt(bond.lines().size()));
            if (random.nextBoolean()) {
                line.cut(true);
            } else {
                mend(line);
            }
        }

        private void mend(Line line) {
            line.cut(false);
            if (line.isDead()) {
                bond.connect(line);
            }
        }

        @Override
        public String toString() {
            return "scenario of seed " + seed;
        }
    }

    @Test
    void everyPacketAtMostOnceInOrderAndNothingIsKeptForEver() {
        int count = Integer.getInteger("bond.scenarios", 1000);
        long first = Long.getLong("bond.seed", 1);
        List<Long> gentle = new ArrayList<>();
        for (long seed = first; seed < first + count; seed++) {
            Scenario scenario = new Scenario(seed);
            scenario.run();
            if (scenario.gentle) {
                gentle.add(seed);
            }
        }
        assertTrue(gentle.size() > count / 5, "scenarios without loss: " + gentle.size());
    }
}

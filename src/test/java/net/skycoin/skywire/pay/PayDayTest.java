package net.skycoin.skywire.pay;

import static net.skycoin.skywire.pay.PayWorld.MS;
import static net.skycoin.skywire.pay.PayWorld.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.skycoin.skywire.bytes.NanoSky;
import org.junit.jupiter.api.Test;

/**
 * Two hundred nodes with prices and purses of their own, some of which crash and some of which stop
 * paying: money is conserved, who carries earns, and who does not pay is no longer carried.
 */
class PayDayTest {
    private static final int NODES = 200;
    private static final int NEIGHBOURS = 3;
    private static final int CHEATS = 20;
    private static final int ROUNDS = 60;
    private static final long ROUND_NS = 2 * SECOND;
    private static final long SKY = 1_000_000_000;
    private static final long MIB = 1 << 20;
    private static final long[] PRICES = {200, 500, 1_000, 2_000, 5_000};

    private record Pair(PayWorld.Node payer, PayWorld.Node payee, long price) {}

    @Test
    void honestNodesEarnAndCheatsLoseTheirNeighbours() {
        PayWorld world = new PayWorld(2026);
        List<PayWorld.Node> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            PayWorld.Node node = world.new Node(PRICES[world.random.nextInt(PRICES.length)]);
            world.hub.deposit(node.account.publicKey(), SKY);
            nodes.add(node.start());
        }
        Set<PayWorld.Node> cheats = new HashSet<>(nodes.subList(0, CHEATS));
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            for (int k = 1; k <= NEIGHBOURS; k++) {
                PayWorld.Node other = nodes.get((i + k * k) % NODES);
                world.join(nodes.get(i), other);
                pairs.add(new Pair(nodes.get(i), other, other.price));
            }
        }
        world.run(SECOND);

        Map<Pair, Long> carried = new HashMap<>();
        Map<Pair, Long> carriedUnpaid = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            if (round == ROUNDS / 3) {
                // From now on nothing that a cheat says reaches anybody: no tick is paid.
                cheats.forEach(cheat -> cheat.wires.values().forEach(wire -> wire.cut = true));
            }
            List<PayWorld.Flow> flows = new ArrayList<>();
            List<Pair> busy = new ArrayList<>();
            for (Pair pair : pairs) {
                if (world.random.nextInt(4) == 0) {
                    flows.add(world.new Flow(pair.payer, pair.payee, pair.price));
                    busy.add(pair);
                }
            }
            traffic(world, flows);
            for (int i = 0; i < flows.size(); i++) {
                long bytes = flows.get(i).carried;
                carried.merge(busy.get(i), bytes, Long::sum);
                if (round >= ROUNDS / 3) {
                    carriedUnpaid.merge(busy.get(i), bytes, Long::sum);
                }
                flows.get(i).close();
            }
            crash(world, nodes.get(CHEATS + world.random.nextInt(NODES - CHEATS)));
        }
        world.run(20 * SECOND);
        nodes.forEach(node -> node.payments().redeem());
        world.run(2 * SECOND);

        assertEquals(0, world.hub.difference());
        judge(pairs, cheats, carried, carriedUnpaid);
    }

    /** Cells in turn, a batch each 20 ms. */
    private static void traffic(PayWorld world, List<PayWorld.Flow> flows) {
        for (long endNs = world.timers.nowNs() + ROUND_NS; world.timers.nowNs() < endNs; ) {
            for (PayWorld.Flow flow : flows) {
                for (int i = 0; i < 8; i++) {
                    if (world.random.nextBoolean()) {
                        flow.forward();
                    } else {
                        flow.backward();
                    }
                }
                flow.payer.payments().work();
                flow.payee.payments().work();
            }
            world.run(20 * MS);
        }
    }

    private static void crash(PayWorld world, PayWorld.Node victim) {
        victim.crash();
        world.run(200 * MS);
        victim.start();
        world.run(300 * MS);
    }

    private static void judge(
            List<Pair> pairs,
            Set<PayWorld.Node> cheats,
            Map<Pair, Long> carried,
            Map<Pair, Long> carriedUnpaid) {
        long honestWorth = 0;
        long honestPaid = 0;
        for (Pair pair : pairs) {
            Price price = new Price(new NanoSky(pair.price));
            long worth = price.of(carried.getOrDefault(pair, 0L)).value();
            if (cheats.contains(pair.payer)) {
                // The largest credit at most, and the free rate.
                long unpaid = carriedUnpaid.getOrDefault(pair, 0L);
                assertTrue(unpaid < 18 * MIB, unpaid + " bytes for a cheat");
            } else if (!cheats.contains(pair.payee)) {
                honestWorth += worth;
                honestPaid += paid(pair);
            }
        }
        System.out.println("honest: worth " + honestWorth + ", paid " + honestPaid);
        assertTrue(honestPaid > honestWorth * 90 / 100, honestPaid + " of " + honestWorth);
        assertTrue(honestPaid < honestWorth * 110 / 100, honestPaid + " of " + honestWorth);
    }

    /** What the hub has paid out for one pair. */
    private static long paid(Pair pair) {
        long sum = 0;
        for (PayRecord record : pair.payee.disk.values()) {
            if (record instanceof PayRecord.Earning earning
                    && earning.neighbour().equals(pair.payer.key())) {
                sum += earning.voucher().terms().worth(earning.redeemed()).value();
            }
        }
        return sum;
    }
}

package net.skycoin.skywire.sim;

import static net.skycoin.skywire.sim.VirtualNetwork.MS;
import static net.skycoin.skywire.sim.VirtualNetwork.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.skycoin.skywire.pay.Payments;
import net.skycoin.skywire.sim.VirtualNetwork.Shape;
import net.skycoin.skywire.vpn.Uplink;
import org.junit.jupiter.api.Test;

/** Whole nodes that pay each other for circuits. */
class PaidNodesTest {
    private static final Shape CLEAN = new Shape(5, 0, 0);
    private static final Shape ROUGH = new Shape(5, 10, 0.02);
    private static final long SKY_DROPLETS = 1_000_000;

    /** router - a1 - a2 - exit, each with a price. */
    private static final class Row {
        final VirtualNetwork network;
        final VirtualPurse.Hub hub = new VirtualPurse.Hub();
        final List<VirtualNode> nodes = new ArrayList<>();
        final List<VirtualPurse> purses = new ArrayList<>();
        final VirtualNode router;

        Row(long seed, Shape shape, long routerDroplets) {
            network = new VirtualNetwork(seed);
            VirtualNode exit = VirtualNode.exit(network, "exit", 1);
            router = VirtualNode.router(network, "router", 2, exit.key(), 2);
            nodes.add(router);
            nodes.add(VirtualNode.relay(network, "a1", 3));
            nodes.add(VirtualNode.relay(network, "a2", 4));
            nodes.add(exit);
            long[] prices = {0, 1_000, 500, 2_000};
            for (int i = 0; i < nodes.size(); i++) {
                long droplets = i == 0 ? routerDroplets : SKY_DROPLETS;
                VirtualPurse purse = new VirtualPurse(hub, prices[i], droplets, 16_000, 10 + i);
                purses.add(purse);
                nodes.get(i).with(purse);
                if (i > 0) {
                    network.join(nodes.get(i - 1), nodes.get(i), shape);
                    nodes.get(i - 1).dials(nodes.get(i));
                }
            }
            nodes.reversed().forEach(VirtualNode::start);
        }

        Payments.View line(int node, int neighbour) {
            return payments(node).views().stream()
                    .filter(view -> view.neighbour().equals(nodes.get(neighbour).key()))
                    .findFirst()
                    .orElseThrow();
        }

        Payments payments(int node) {
            return Objects.requireNonNull(nodes.get(node).engine().payments());
        }

        void awaitPaidPath() {
            assertTrue(
                    network.runUntil(this::isPaid, 60 * SECOND),
                    () -> "a paid circuit: " + router.uplink().trouble());
        }

        private boolean isPaid() {
            return router.uplink().members().stream()
                    .filter(Uplink.Member::active)
                    .anyMatch(member -> member.circuit().paidPerMebibyte().value() > 0);
        }

        /** Packets that are echoed, a few each millisecond; how many came back. */
        int browse(long durationNs, int perMs) {
            int before = router.echoes().size();
            for (long endNs = network.nowNs() + durationNs; network.nowNs() < endNs; ) {
                for (int i = 0; i < perMs; i++) {
                    router.sendPayload(new byte[1000]);
                }
                network.run(MS);
            }
            network.run(SECOND);
            return router.echoes().size() - before;
        }
    }

    @Test
    void everyHopIsPaidWhatTheOnionSays() {
        Row row = new Row(1, CLEAN, SKY_DROPLETS);
        row.awaitPaidPath();
        int sent = 10_000 * 2;
        int echoed = row.browse(10 * SECOND, 2);
        assertTrue(echoed > sent * 95 / 100, echoed + " of " + sent + " came back");
        for (int hop = 1; hop < 4; hop++) {
            Payments.Earned earned = row.line(hop, hop - 1).earned();
            Payments.Spent spent = row.line(hop - 1, hop).spent();
            assertTrue(earned.bytes() > 2L * echoed * 1000, earned.toString());
            assertTrue(earned.due() >= spent.counted() * 98 / 100, earned + " " + spent);
            assertTrue(earned.due() <= spent.counted(), earned + " " + spent);
            assertEquals("open", earned.service());
            assertEquals(0, earned.disputed());
        }
        for (int i = 1; i < 4; i++) {
            row.payments(i).redeem();
        }
        row.network.run(SECOND);
        assertEquals(0, row.hub.store.difference());
        // The relays keep their margins, and more than their price.
        long carried = row.line(3, 2).earned().bytes() / (1 << 20);
        assertTrue(
                row.purses.get(3).balance() - 1_000_000_000 >= carried * 2_000,
                "the exit got " + (row.purses.get(3).balance() - 1_000_000_000));
    }

    @Test
    void lossyLinksPayForWhatArrives() {
        Row row = new Row(2, ROUGH, SKY_DROPLETS);
        row.awaitPaidPath();
        row.browse(15 * SECOND, 2);
        for (int hop = 1; hop < 4; hop++) {
            Payments.Earned earned = row.line(hop, hop - 1).earned();
            assertEquals("open", earned.service(), earned.toString());
            assertEquals(0, earned.disputed(), earned.toString());
        }
    }

    @Test
    void withoutMoneyTheFreeRateCarriesALittle() {
        Row row = new Row(3, CLEAN, 0);
        assertTrue(row.network.runUntil(() -> row.router.isConnected(), 30 * SECOND));
        for (int i = 0; i < 100; i++) {
            row.router.sendPayload(new byte[200]);
            row.network.run(50 * MS);
        }
        assertTrue(row.router.echoes().size() > 80, row.router.echoes().size() + " packets");
        assertEquals(0, row.line(1, 0).earned().due());

        // A deposit comes in, and the router has its line within seconds.
        row.hub.deposit(row.purses.getFirst().account, SKY_DROPLETS);
        row.payments(0).hubsChanged();
        row.awaitPaidPath();
        assertTrue(row.browse(2 * SECOND, 1) > 1_800);
    }

    @Test
    void crashedNodesPayOn() {
        Row row = new Row(4, CLEAN, SKY_DROPLETS);
        row.awaitPaidPath();
        for (int victim : new int[] {1, 2, 3, 0, 2}) {
            row.browse(2 * SECOND, 1);
            row.nodes.get(victim).crash();
            row.network.run(3 * SECOND);
            row.nodes.get(victim).start();
            row.awaitPaidPath();
        }
        assertTrue(row.browse(3 * SECOND, 1) > 2_500);
        for (int i = 1; i < 4; i++) {
            row.payments(i).redeem();
        }
        row.network.run(SECOND);
        assertEquals(0, row.hub.store.difference());
        assertNotNull(row.line(1, 0).hello());
        assertFalse(row.purses.get(3).balance() < 1_000_000_000);
    }
}

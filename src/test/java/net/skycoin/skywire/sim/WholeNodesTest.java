package net.skycoin.skywire.sim;

import static net.skycoin.skywire.sim.VirtualNetwork.MS;
import static net.skycoin.skywire.sim.VirtualNetwork.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.skycoin.skywire.bytes.BigEndian;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.sim.VirtualNetwork.Shape;
import net.skycoin.skywire.vpn.Uplink;
import net.skycoin.skywire.wire.NodeDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole nodes do the main job under a virtual clock: a router's packets reach the exit over relays
 * and come back.
 */
class WholeNodesTest {
    private static final Shape CLEAN = new Shape(5, 0, 0);
    private static final Shape ROUGH = new Shape(5, 10, 0.02);

    /**
     * Two rows of relays between a router and an exit: router - a1 - a2 - exit and router - b1 - b2
     * - exit; with triangles each row has a second way, a1 - a3 - exit and b1 - b3 - exit.
     */
    private static final class TwoRows {
        final VirtualNetwork network;
        final VirtualNode exit;
        final VirtualNode router;
        final List<VirtualNode> relays = new ArrayList<>();

        /** That the map holds when nobody is down. */
        private int edges;

        TwoRows(long seed, Shape shape) {
            this(seed, shape, false);
        }

        TwoRows(long seed, Shape shape, boolean triangles) {
            network = new VirtualNetwork(seed);
            exit = VirtualNode.exit(network, "exit", 1);
            router = VirtualNode.router(network, "router", 2, exit.key(), 2);
            for (String row : List.of("a", "b")) {
                VirtualNode first = VirtualNode.relay(network, row + "1", 10 + relays.size());
                VirtualNode second = VirtualNode.relay(network, row + "2", 11 + relays.size());
                relays.add(first);
                relays.add(second);
                join(router, first, shape);
                join(first, second, shape);
                join(second, exit, shape);
                if (triangles) {
                    VirtualNode third = VirtualNode.relay(network, row + "3", 10 + relays.size());
                    relays.add(third);
                    join(first, third, shape);
                    join(second, third, shape);
                    join(third, exit, shape);
                }
            }
            exit.start();
            relays.forEach(VirtualNode::start);
            router.start();
        }

        private void join(VirtualNode dialler, VirtualNode dialled, Shape shape) {
            network.join(dialler, dialled, shape);
            dialler.dials(dialled);
            edges += dialler == router ? 0 : 2;
        }

        void awaitTwoPaths() {
            assertTrue(
                    network.runUntil(() -> inUse().size() == 2, 30 * SECOND),
                    "two circuits in use within 30 s: " + router.uplink().trouble());
        }

        /** Two circuits that share no relay, and all that was down is on the router's map again. */
        void awaitWhole() {
            for (int tries = 0; usedRelays().size() < 4 || edgesSeen() < edges; tries++) {
                assertTrue(tries < 600, "two circuits that share no relay, and a whole map");
                network.run(100 * MS);
            }
        }

        private int edgesSeen() {
            int seen = 0;
            for (NodeDescriptor node : router.engine().map().descriptors()) {
                seen += router.engine().map().edges(node.key()).size();
            }
            return seen;
        }

        List<Uplink.Member> inUse() {
            return router.uplink().members().stream()
                    .filter(member -> member.stage().equals("in use"))
                    .toList();
        }

        /** The relays of the path that carries packets at the moment. */
        List<PublicKey> activeRelays() {
            return relaysOf(true);
        }

        /** The relays of the path that is kept ready. */
        List<PublicKey> standbyRelays() {
            return relaysOf(false);
        }

        private List<PublicKey> relaysOf(boolean active) {
            List<PublicKey> path =
                    inUse().stream()
                            .filter(member -> member.active() == active)
                            .findFirst()
                            .orElseThrow()
                            .circuit()
                            .path();
            return path.subList(0, path.size() - 1);
        }

        /** The relays of all circuits in use. */
        Set<PublicKey> usedRelays() {
            Set<PublicKey> used = new HashSet<>();
            for (Uplink.Member member : inUse()) {
                List<PublicKey> path = member.circuit().path();
                used.addAll(path.subList(0, path.size() - 1));
            }
            return used;
        }

        VirtualNode relay(PublicKey key) {
            return relays.stream().filter(node -> node.key().equals(key)).findFirst().orElseThrow();
        }

        /** Sends a packet each 10 ms. */
        void sendFor(long durationMs) {
            for (long sentMs = 0; sentMs < durationMs; sentMs += 10) {
                router.sendPayload(new byte[100]);
                network.run(10 * MS);
            }
        }

        /** Sends numbered packets, one each 10 ms, and says how many of them came back. */
        int exchange(int count) {
            int before = router.echoes().size();
            for (int i = 0; i < count; i++) {
                byte[] payload = new byte[200];
                BigEndian.putInt(payload, 0, i);
                router.sendPayload(payload);
                network.run(10 * MS);
            }
            network.run(SECOND);
            return router.echoes().size() - before;
        }
    }

    @Test
    void packetsReachTheExitAndComeBack() {
        TwoRows world = new TwoRows(1, CLEAN);
        world.awaitTwoPaths();

        assertEquals(200, world.exchange(200));
    }

    @Test
    void theStandbyUsesOtherRelays() {
        TwoRows world = new TwoRows(2, CLEAN);
        world.awaitTwoPaths();

        Set<PublicKey> used = new HashSet<>();
        for (Uplink.Member member : world.inUse()) {
            List<PublicKey> path = member.circuit().path();
            path.subList(0, path.size() - 1)
                    .forEach(key -> assertTrue(used.add(key), "a relay is shared"));
        }
        assertEquals(4, used.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aRelaysDeathCostsLessThanASecond(int position) {
        TwoRows world = new TwoRows(3 + position, CLEAN);
        world.awaitTwoPaths();
        world.exchange(100);

        world.relay(world.activeRelays().get(position)).crash();
        int back = world.exchange(300);

        assertTrue(back >= 200, back + " of 300 packets came back");
        assertEquals(0, world.router.disconnects());
    }

    @Test
    void aCutLinkInTheMiddleCostsLessThanASecond() {
        TwoRows world = new TwoRows(5, CLEAN);
        world.awaitTwoPaths();
        world.exchange(100);

        List<PublicKey> path = world.activeRelays();
        world.network.cut(world.relay(path.get(0)), world.relay(path.get(1)), true);
        int back = world.exchange(300);

        assertTrue(back >= 200, back + " of 300 packets came back");
    }

    @Test
    void aRestartedRelayIsUsedAgain() {
        TwoRows world = new TwoRows(6, CLEAN);
        world.awaitTwoPaths();
        VirtualNode victim = world.relay(world.activeRelays().get(1));

        victim.crash();
        world.exchange(300);
        victim.start();
        world.network.run(60 * SECOND);

        world.awaitTwoPaths();
        assertEquals(100, world.exchange(100));
    }

    @Test
    void aStandbyThatHasToShareRelaysIsReplacedOnceItNeedNot() {
        TwoRows world = new TwoRows(13, CLEAN);
        world.awaitTwoPaths();
        VirtualNode victim = world.relay(world.activeRelays().get(0));

        victim.crash();
        world.exchange(300);
        world.awaitTwoPaths();
        assertEquals(2, world.usedRelays().size());

        victim.start();
        assertTrue(
                world.network.runUntil(() -> world.usedRelays().size() == 4, 20 * SECOND),
                "both rows are in use again");
        assertEquals(100, world.exchange(100));
        world.network.run(5 * SECOND);
        assertEquals(2, world.router.uplink().members().size());
        assertEquals(0, world.router.disconnects());
    }

    /** Again and again, so that what the deaths leave behind in the map counts, too. */
    @ParameterizedTest
    @ValueSource(ints = {14, 40, 48})
    void theStandbyBuiltAfterADeathIsAsGood(int seed) {
        TwoRows world = new TwoRows(seed, CLEAN, true);
        for (int repetition = 0; repetition < 8; repetition++) {
            world.awaitWhole();
            VirtualNode ofStandby = world.relay(world.standbyRelays().getLast());
            ofStandby.crash();
            world.exchange(300);
            VirtualNode ofActive = world.relay(world.activeRelays().get(repetition % 2));
            ofActive.crash();
            int back = world.exchange(300);
            String what = ofStandby + ", then " + ofActive + ", repetition " + repetition;
            assertEquals(0, world.router.disconnects(), what);
            assertTrue(back >= 270, back + " of 300 packets came back: " + what);
            ofStandby.start();
            ofActive.start();
            world.network.run(10 * SECOND);
        }
    }

    /**
     * The second death comes before the first one's consequences are dealt with, or was even
     * noticed: nothing stands for a moment, and the way that is left is found quickly.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 100, 400, 700, 1200})
    void bothPathsDeathsCostLittleWhereThereIsAThird(int betweenMs) {
        TwoRows world = new TwoRows(40 + betweenMs, CLEAN, true);
        for (int repetition = 0; repetition < 4; repetition++) {
            world.awaitWhole();
            world.exchange(100);
            VirtualNode ofStandby = world.relay(world.standbyRelays().getLast());
            VirtualNode ofActive = world.relay(world.activeRelays().get(repetition % 2));
            ofStandby.crash();
            world.sendFor(betweenMs);
            ofActive.crash();
            world.network.run(20 * MS);
            int before = world.router.echoes().size();
            long silentMs = 0;
            while (silentMs < 20_000 && world.router.echoes().size() == before) {
                world.sendFor(10);
                silentMs += 10;
            }
            assertTrue(
                    silentMs < 800,
                    silentMs + " ms of silence: " + ofStandby + ", then " + ofActive);
            ofStandby.start();
            ofActive.start();
            world.network.run(10 * SECOND);
        }
        assertEquals(2, world.router.uplink().members().size());
    }

    @Test
    void lossAndReorderingAreSurvived() {
        TwoRows world = new TwoRows(7, ROUGH);
        world.awaitTwoPaths();

        int back = world.exchange(500);

        // Six lossy wires there and back: 0.98^6 = 0.886.
        assertTrue(back > 400, back + " of 500 packets came back");
    }

    @Test
    void circuitsAreReplacedBeforeTheyExpireAndNothingIsLost() {
        TwoRows world = new TwoRows(8, CLEAN);
        world.awaitTwoPaths();
        long first = world.inUse().getFirst().circuit().id();

        int sent = 0;
        int before = world.router.echoes().size();
        for (int second = 0; second < 1500; second++) {
            world.router.sendPayload(new byte[100]);
            sent++;
            world.network.run(SECOND);
        }

        assertEquals(sent, world.router.echoes().size() - before);
        assertEquals(0, world.router.disconnects());
        assertFalse(world.inUse().stream().anyMatch(member -> member.circuit().id() == first));
    }

    @Test
    void withoutTheExitTheRouterSaysSo() {
        TwoRows world = new TwoRows(9, CLEAN);
        world.awaitTwoPaths();
        world.exchange(50);

        world.exit.crash();
        world.exchange(200);
        assertFalse(world.router.isConnected());

        world.exit.start();
        assertTrue(world.network.runUntil(world.router::isConnected, 60 * SECOND));
        world.awaitTwoPaths();
        assertEquals(50, world.exchange(50));
    }

    @Test
    void theNextExitTakesOverWithinFiveSeconds() {
        VirtualNetwork network = new VirtualNetwork(15);
        VirtualNode preferred = VirtualNode.exit(network, "exit1", 1);
        VirtualNode other = VirtualNode.exit(network, "exit2", 3);
        VirtualNode router =
                VirtualNode.router(network, "router", 2, List.of(preferred.key(), other.key()), 1);
        for (int i = 0; i < 2; i++) {
            VirtualNode relay = VirtualNode.relay(network, "r" + i, 10 + i);
            for (VirtualNode end : List.of(preferred, other, router)) {
                network.join(end, relay, CLEAN);
                end.dials(relay);
            }
            relay.start();
        }
        List.of(preferred, other, router).forEach(VirtualNode::start);
        assertTrue(network.runUntil(router::isConnected, 20 * SECOND));
        assertEquals(preferred.key(), router.uplink().exit());
        network.run(20 * SECOND);

        preferred.crash();
        assertTrue(network.runUntil(() -> router.uplink().exit().equals(other.key()), 5 * SECOND));
        assertTrue(network.runUntil(router::isConnected, SECOND));
        preferred.start();
        network.run(60 * SECOND);
        assertEquals(other.key(), router.uplink().exit(), "a lease that works is kept");

        other.crash();
        assertTrue(
                network.runUntil(
                        () ->
                                router.uplink().exit().equals(preferred.key())
                                        && router.isConnected(),
                        5 * SECOND));
    }

    /** Both relays go silent: no exit is to blame, and the lease survives. */
    @Test
    void anOutageOfTheOwnLinksKeepsTheExit() {
        VirtualNetwork network = new VirtualNetwork(16);
        VirtualNode preferred = VirtualNode.exit(network, "exit1", 1);
        VirtualNode other = VirtualNode.exit(network, "exit2", 3);
        VirtualNode router =
                VirtualNode.router(network, "router", 2, List.of(preferred.key(), other.key()), 1);
        VirtualNode relay = VirtualNode.relay(network, "r", 10);
        for (VirtualNode end : List.of(preferred, other, router)) {
            network.join(end, relay, CLEAN);
            end.dials(relay);
        }
        List.of(relay, preferred, other, router).forEach(VirtualNode::start);
        assertTrue(network.runUntil(router::isConnected, 20 * SECOND));
        network.run(5 * SECOND);

        network.cut(router, relay, true);
        network.run(10 * SECOND);
        assertFalse(router.isConnected());
        network.cut(router, relay, false);

        assertTrue(network.runUntil(router::isConnected, 20 * SECOND));
        assertEquals(preferred.key(), router.uplink().exit());
    }

    @Test
    void aRelayKnowsItsTwoNeighboursAndTheExitNotTheRouter() {
        TwoRows world = new TwoRows(10, CLEAN);
        world.awaitTwoPaths();

        for (VirtualNode relay : world.relays) {
            relay.engine()
                    .circuits()
                    .describe()
                    .relayed()
                    .forEach(
                            circuit ->
                                    assertFalse(
                                            circuit.previous().equals(world.router.key())
                                                    && circuit.next().equals(world.exit.key()),
                                            "a relay between router and exit sees both"));
        }
        world.exit
                .engine()
                .circuits()
                .describe()
                .inbound()
                .forEach(circuit -> assertFalse(circuit.previous().equals(world.router.key())));
        String exitMap = world.exit.engine().map().descriptors().toString();
        assertFalse(exitMap.contains(Hex.encode(world.router.key().toBytes())));
        assertEquals(null, world.exit.engine().map().descriptor(world.router.key()));
    }

    @Test
    void noPacketBufferIsLost() {
        TwoRows world = new TwoRows(11, ROUGH);
        world.awaitTwoPaths();
        world.exchange(300);
        world.relay(world.activeRelays().get(0)).crash();
        world.exchange(100);
        world.network.run(20 * SECOND);

        world.router.assertNoLeak();
        world.exit.assertNoLeak();
    }

    @Test
    void theSameSeedGivesTheSameTrace() {
        assertEquals(traceOf(12), traceOf(12));
    }

    private static String traceOf(long seed) {
        TwoRows world = new TwoRows(seed, ROUGH);
        world.awaitTwoPaths();
        world.exchange(100);
        world.relay(world.activeRelays().get(0)).crash();
        world.exchange(100);
        return world.network.trace();
    }
}

package net.skycoin.skywire.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.LinkStates;
import net.skycoin.skywire.wire.NodeDescriptor;
import net.skycoin.skywire.wire.RecordId;
import net.skycoin.skywire.wire.RecordVersion;
import org.junit.jupiter.api.Test;

/** Whole networks of maps in virtual time. */
class MapConvergenceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLISECOND = 1_000_000L;

    private final Timers timers = new Timers(0);
    private final List<MapNode> nodes = new ArrayList<>();
    private final List<MapNode.Wire> wires = new ArrayList<>();
    private Random random = new Random(0);

    /** A random connected graph, the nodes' descriptors published. */
    private void build(long seed, int size, int moreLinks, double loss) {
        System.out.println("MapConvergenceTest seed " + seed);
        random = new Random(seed);
        for (int i = 0; i < size; i++) {
            nodes.add(new MapNode(PrivateKey.generate(random), timers, MapNode.relay(1200)));
            if (i > 0) {
                join(random.nextInt(i), i, loss);
            }
        }
        for (int i = 0; i < moreLinks; i++) {
            int a = random.nextInt(size);
            int b = random.nextInt(size);
            if (a != b && !nodes.get(a).links.containsKey(nodes.get(b).key())) {
                join(a, b, loss);
            }
        }
        for (MapNode node : nodes) {
            node.own.onionKeyChanged(node.key());
        }
    }

    private MapNode.Wire join(int a, int b, double loss) {
        MapNode.Wire wire =
                new MapNode.Wire(nodes.get(a), nodes.get(b), random, loss, 300 * MILLISECOND);
        wires.add(wire);
        wire.up();
        return wire;
    }

    private void pass(long ns) {
        timers.advance(timers.nowNs() + ns);
    }

    private static Map<RecordId, RecordVersion> versions(MapNode node) {
        Map<RecordId, RecordVersion> versions = new TreeMap<>();
        for (MapEntry entry : node.map.entries()) {
            versions.put(entry.id(), entry.record().version());
        }
        return versions;
    }

    private void assertConverged() {
        Map<RecordId, RecordVersion> first = versions(nodes.getFirst());
        assertEquals(2 * nodes.size(), first.size());
        for (MapNode node : nodes) {
            assertEquals(first, versions(node));
        }
        for (MapNode node : nodes) {
            LinkStates states = nodes.getFirst().map.linkStates(node.key());
            assertNotNull(states);
            long published =
                    node.links.keySet().stream()
                            .filter(key -> nodes.stream().anyMatch(n -> n.key().equals(key)))
                            .count();
            assertEquals(published, states.neighbours().size());
            assertEquals(published, nodes.getFirst().map.edges(node.key()).size());
        }
    }

    @Test
    void mapsOfARandomNetworkBecomeEqual() {
        build(11, 30, 40, 0);
        pass(20 * SECOND);
        assertConverged();
        long records = 0;
        for (MapNode node : nodes) {
            MapExchangeStatistics statistics = node.exchange.statistics();
            records += statistics.stored();
            assertEquals(0, statistics.forged() + statistics.limited() + statistics.unrequested());
            assertEquals(0, statistics.notNewer(), "nothing travels twice to one node");
        }
        System.out.println(
                records
                        + " records stored, "
                        + wires.stream().mapToLong(wire -> wire.bytes).sum()
                        + " bytes in "
                        + wires.stream().mapToLong(wire -> wire.messages).sum()
                        + " messages over "
                        + wires.size()
                        + " links");
    }

    @Test
    void sameSeedGivesTheSameRun() {
        build(12, 15, 10, 0.1);
        pass(30 * SECOND);
        long bytes = wires.stream().mapToLong(wire -> wire.bytes).sum();
        MapConvergenceTest other = new MapConvergenceTest();
        other.build(12, 15, 10, 0.1);
        other.pass(30 * SECOND);
        assertEquals(bytes, other.wires.stream().mapToLong(wire -> wire.bytes).sum());
        assertEquals(versions(nodes.getLast()), versions(other.nodes.getLast()));
    }

    @Test
    void renewalMakesUpForLostMessages() {
        build(13, 20, 20, 0.2);
        pass(20 * SECOND);
        // Links promise to lose nothing. Once they keep it, the next renewal fills all gaps.
        wires.forEach(wire -> wire.loss = 0);
        pass(620 * SECOND);
        assertConverged();
    }

    @Test
    void linksThatComeAndGoAreLearntEverywhere() {
        build(14, 20, 20, 0);
        pass(20 * SECOND);
        for (int i = 0; i < 10; i++) {
            MapNode.Wire wire = wires.get(19 + random.nextInt(wires.size() - 19));
            wire.down();
            pass(random.nextLong(3 * SECOND));
            wire.up();
            pass(random.nextLong(20 * SECOND));
        }
        wires.getLast().down();
        pass(100 * SECOND);
        assertConverged();
    }

    @Test
    void partsOfASplitNetworkMeetAgain() {
        build(15, 16, 0, 0);
        pass(20 * SECOND);
        MapNode.Wire bridge = wires.get(3);
        bridge.down();
        pass(1300 * SECOND);
        assertTrue(nodes.getFirst().map.size() < 32, "the other part was forgotten");
        bridge.up();
        pass(20 * SECOND);
        assertConverged();
    }

    @Test
    void restartedNodeIsBelievedByItsBootCounter() {
        build(16, 8, 4, 0);
        pass(20 * SECOND);
        MapNode victim = nodes.get(1);
        PublicKey newOnion = PrivateKey.generate(random).publicKey();
        restart(victim, 2);
        victim.own.onionKeyChanged(newOnion);
        pass(20 * SECOND);
        assertConverged();
        for (MapNode node : nodes) {
            NodeDescriptor descriptor = node.map.descriptor(victim.key());
            assertNotNull(descriptor);
            assertEquals(newOnion, descriptor.onionKey());
            assertEquals(2, descriptor.version().bootCounter());
        }
    }

    @Test
    void nodeThatLostItsBootCounterOutbidsItsFormerSelf() {
        build(17, 8, 4, 0);
        pass(20 * SECOND);
        MapNode victim = nodes.get(1);
        PublicKey newOnion = PrivateKey.generate(random).publicKey();
        restart(victim, 0);
        victim.own.onionKeyChanged(newOnion);
        pass(20 * SECOND);
        assertConverged();
        for (MapNode node : nodes) {
            NodeDescriptor descriptor = node.map.descriptor(victim.key());
            assertNotNull(descriptor);
            assertEquals(newOnion, descriptor.onionKey());
        }
    }

    private void restart(MapNode victim, long bootCounter) {
        List<MapNode.Wire> own = new ArrayList<>();
        for (MapNode.Wire wire : wires) {
            if (wire.joins(victim)) {
                own.add(wire);
                wire.down();
            }
        }
        victim.restart(MapNode.relay(1200), bootCounter);
        own.forEach(MapNode.Wire::up);
    }

    @Test
    void deadNodeIsForgottenEverywhereAtAboutTheSameTime() {
        build(18, 12, 8, 0);
        pass(20 * SECOND);
        MapNode dead = nodes.getLast();
        dead.own.close();
        wires.stream().filter(wire -> wire.joins(dead)).forEach(MapNode.Wire::down);
        nodes.remove(dead);
        pass(1200 * SECOND - 30 * SECOND);
        pass(30 * SECOND);
        for (MapNode node : nodes) {
            assertNull(node.map.descriptor(dead.key()), "kept alive by going round in circles");
        }
    }

    @Test
    void nodeThatPublishesNothingStillLearnsTheMap() {
        build(19, 6, 3, 0);
        MapNode router = new MapNode(PrivateKey.generate(random), timers, MapNode.silent());
        MapNode.Wire wire = new MapNode.Wire(router, nodes.getFirst(), random, 0, 50 * MILLISECOND);
        wire.up();
        pass(20 * SECOND);
        assertConverged();
        assertEquals(versions(nodes.getFirst()), versions(router));
        assertNull(nodes.getFirst().map.descriptor(router.key()));
    }
}

package net.skycoin.skywire.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.topology.NetworkMap.Verdict;
import net.skycoin.skywire.wire.LinkStates;
import net.skycoin.skywire.wire.LinkStates.Neighbour;
import net.skycoin.skywire.wire.NodeDescriptor;
import net.skycoin.skywire.wire.RecordId;
import net.skycoin.skywire.wire.RecordKind;
import net.skycoin.skywire.wire.RecordVersion;
import org.junit.jupiter.api.Test;

class NetworkMapTest {
    private static final long SECOND = 1_000_000_000L;

    private final Random random = new Random(1);
    private final Timers timers = new Timers(0);
    private final PrivateKey here = PrivateKey.generate(random);
    private final PrivateKey a = PrivateKey.generate(random);
    private final PrivateKey b = PrivateKey.generate(random);
    private final NetworkMap map = map(MapLimits.DEFAULT);

    private NetworkMap map(MapLimits limits) {
        return new NetworkMap(here.publicKey(), limits, timers);
    }

    private static NodeDescriptor descriptor(PrivateKey node, long boot, long sequence, long life) {
        return NodeDescriptor.sign(
                new RecordVersion(boot, sequence),
                life,
                MapNode.relay(0).content(node.publicKey()),
                node);
    }

    private static LinkStates linkStates(PrivateKey node, Neighbour... neighbours) {
        return LinkStates.sign(new RecordVersion(1, 1), 1200, List.of(neighbours), node);
    }

    private static Neighbour to(PrivateKey node, int delayCode, int capacityCode, int datagram) {
        return new Neighbour(
                node.publicKey(), delayCode, capacityCode, datagram, new NanoSky(delayCode));
    }

    private Verdict put(NodeDescriptor descriptor, long ageSeconds) {
        return map.put(descriptor, ageSeconds, b.publicKey());
    }

    private long ageOf(PrivateKey node) {
        MapEntry entry = map.entry(new RecordId(node.publicKey(), RecordKind.DESCRIPTOR));
        assertNotNull(entry);
        return entry.ageSeconds(timers.nowNs());
    }

    @Test
    void onlyGreaterVersionsReplace() {
        assertEquals(Verdict.STORED, put(descriptor(a, 2, 5, 100), 0));
        assertEquals(Verdict.NOT_NEWER, put(descriptor(a, 2, 5, 999), 0), "contradicts the first");
        assertEquals(Verdict.NOT_NEWER, put(descriptor(a, 2, 4, 100), 0));
        assertEquals(Verdict.NOT_NEWER, put(descriptor(a, 1, 9, 100), 0));
        assertEquals(Verdict.STORED, put(descriptor(a, 2, 6, 100), 0));
        assertEquals(Verdict.STORED, put(descriptor(a, 3, 0, 100), 0), "a restart");
        assertEquals(1, map.size());
        assertEquals(new RecordVersion(3, 0), map.descriptors().getFirst().version());
    }

    @Test
    void recordIsForgottenPastItsLifetime() {
        assertEquals(Verdict.EXPIRED, put(descriptor(a, 1, 1, 100), 100));
        assertEquals(Verdict.EXPIRED, put(descriptor(a, 1, 1, 0), 0));
        assertEquals(Verdict.STORED, put(descriptor(a, 1, 1, 100), 40));
        timers.advance(60 * SECOND - 1);
        assertNotNull(map.descriptor(a.publicKey()));
        timers.advance(60 * SECOND);
        assertNull(map.descriptor(a.publicKey()));
        assertEquals(1, map.statistics().expired());
        assertEquals(0, map.statistics().bytes());
    }

    @Test
    void noLifetimeExceedsADay() {
        put(descriptor(a, 1, 1, 0xffff_ffffL), 0);
        put(descriptor(b, 1, 1, 0xffff_ffffL), 80_000);
        timers.advance(6400 * SECOND);
        assertNotNull(map.descriptor(a.publicKey()));
        assertNull(map.descriptor(b.publicKey()));
        timers.advance(86_400 * SECOND);
        assertEquals(0, map.size());
    }

    @Test
    void ageNeverShrinksOnItsWay() {
        put(descriptor(a, 1, 1, 1000), 7);
        assertEquals(7, ageOf(a));
        timers.advance(1);
        assertEquals(8, ageOf(a), "rounded up");
        timers.advance(SECOND);
        assertEquals(8, ageOf(a));
        timers.advance(SECOND + 1);
        assertEquals(9, ageOf(a));
    }

    @Test
    void edgeCountsWhenBothEndsListItAndDescribeThemselves() {
        map.put(linkStates(a, to(b, 4, 10, 1472)), 0, b.publicKey());
        map.put(descriptor(a, 1, 1, 1200), 0, b.publicKey());
        assertTrue(map.edges(a.publicKey()).isEmpty());
        map.put(linkStates(b, to(a, 8, 7, 1372)), 0, b.publicKey());
        assertTrue(map.edges(a.publicKey()).isEmpty(), "b has no descriptor");
        map.put(descriptor(b, 1, 1, 1200), 0, b.publicKey());
        Edge edge = map.edges(a.publicKey()).getFirst();
        // Of two claims the worse counts; the price is the sender's.
        assertEquals(
                new Edge(a.publicKey(), b.publicKey(), 4_000_000, 8_192_000, 1372, new NanoSky(4)),
                edge);
        assertEquals(new NanoSky(8), map.edges(b.publicKey()).getFirst().price());
    }

    @Test
    void unknownFigureGivesWayToTheOtherEnds() {
        map.put(linkStates(a, to(b, 255, 255, 1472)), 0, b.publicKey());
        map.put(linkStates(b, to(a, 0, 3, 1472)), 0, b.publicKey());
        map.put(descriptor(a, 1, 1, 1200), 0, b.publicKey());
        map.put(descriptor(b, 1, 1, 1200), 0, b.publicKey());
        assertEquals(1_000_000, map.edges(a.publicKey()).getFirst().delayNs());
        assertEquals(512_000, map.edges(a.publicKey()).getFirst().capacityBitsPerSecond());
    }

    @Test
    void fullMapPartsWithStrangersFirstThenWithTheFarThenWithTheOldest() {
        NetworkMap small = map(new MapLimits(20, 1 << 20));
        small.neighbourUp(a.publicKey());
        // A chain of seven nodes that begins at our neighbour a: 14 records.
        List<PrivateKey> chain = new ArrayList<>(List.of(a));
        for (int i = 1; i < 7; i++) {
            chain.add(PrivateKey.generate(random));
        }
        for (int i = 0; i < chain.size(); i++) {
            List<Neighbour> neighbours = new ArrayList<>();
            if (i > 0) {
                neighbours.add(to(chain.get(i - 1), 1, 1, 1400));
            }
            if (i + 1 < chain.size()) {
                neighbours.add(to(chain.get(i + 1), 1, 1, 1400));
            }
            small.put(
                    linkStates(chain.get(i), neighbours.toArray(new Neighbour[0])),
                    0,
                    a.publicKey());
            small.put(descriptor(chain.get(i), 1, 1, 1200), 0, a.publicKey());
        }
        List<PrivateKey> strangers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            strangers.add(PrivateKey.generate(random));
            small.put(descriptor(strangers.getLast(), 1, 1, 1200), 0, a.publicKey());
            assertTrue(small.size() <= 20);
        }
        for (PrivateKey node : chain) {
            assertNotNull(small.descriptor(node.publicKey()));
        }
        assertNull(small.descriptor(strangers.getFirst().publicKey()));
        assertNotNull(small.descriptor(strangers.getLast().publicKey()));

        // Without room for all of the chain its far end goes.
        NetworkMap tiny = map(new MapLimits(9, 1 << 20));
        tiny.neighbourUp(a.publicKey());
        for (MapEntry entry : small.entries()) {
            tiny.put(entry.record(), 0, a.publicKey());
        }
        for (PrivateKey node : chain.reversed()) {
            tiny.put(descriptor(node, 2, 1, 1200), 0, a.publicKey());
        }
        assertNotNull(tiny.descriptor(a.publicKey()));
        assertTrue(tiny.statistics().pruned() > 0);
        assertTrue(tiny.size() <= 9);
    }

    /** A neighbour that invents a whole network behind itself keeps no more than its share. */
    @Test
    void neighboursShareTheMap() {
        NetworkMap small = map(new MapLimits(120, 1 << 20));
        PrivateKey liar = PrivateKey.generate(random);
        small.neighbourUp(a.publicKey());
        small.neighbourUp(liar.publicKey());
        List<PrivateKey> honest = star(small, a, 20, 3);
        star(small, liar, 200, 1);
        for (PrivateKey node : honest) {
            assertNotNull(small.descriptor(node.publicKey()));
            assertNotNull(small.linkStates(node.publicKey()));
        }
        assertTrue(small.size() <= 120);
    }

    /** Nodes behind {@code centre}, in chains of this length, all told by it. */
    private List<PrivateKey> star(NetworkMap into, PrivateKey centre, int count, int chain) {
        List<PrivateKey> nodes = new ArrayList<>();
        Map<PrivateKey, List<Neighbour>> links = new LinkedHashMap<>();
        links.put(centre, new ArrayList<>());
        for (int i = 0; i < count; i++) {
            PrivateKey before = i % chain == 0 ? centre : nodes.getLast();
            nodes.add(PrivateKey.generate(random));
            links.computeIfAbsent(before, _ -> new ArrayList<>())
                    .add(to(nodes.getLast(), 1, 1, 1400));
            links.put(nodes.getLast(), new ArrayList<>(List.of(to(before, 1, 1, 1400))));
        }
        nodes.add(centre);
        for (PrivateKey node : nodes) {
            into.put(descriptor(node, 1, 1, 1200), 0, centre.publicKey());
            Neighbour[] list = links.getOrDefault(node, List.of()).toArray(new Neighbour[0]);
            into.put(linkStates(node, list), 0, centre.publicKey());
        }
        return nodes;
    }

    @Test
    void bytesAreBoundedToo() {
        NetworkMap small = map(new MapLimits(1000, 2000));
        for (int i = 0; i < 100; i++) {
            small.put(descriptor(PrivateKey.generate(random), 1, 1, 1200), 0, a.publicKey());
            assertTrue(small.statistics().bytes() <= 2000);
        }
        assertTrue(small.size() > 5);
    }

    @Test
    void listenerHearsOnceOfManyChanges() {
        int[] calls = {0};
        map.addChangeListener(() -> calls[0]++);
        long before = map.generation();
        put(descriptor(a, 1, 1, 1200), 0);
        put(descriptor(b, 1, 1, 1200), 0);
        assertTrue(map.generation() > before);
        before = map.generation();
        put(descriptor(b, 1, 2, 1200), 0);
        assertEquals(before, map.generation(), "a renewal moves no edge");
        assertEquals(0, calls[0]);
        timers.advance(NetworkMap.COALESCE_NS);
        assertEquals(1, calls[0]);
        timers.advance(10 * SECOND);
        assertEquals(1, calls[0]);
        put(descriptor(a, 1, 1, 1200), 0);
        timers.advance(20 * SECOND);
        assertEquals(1, calls[0], "nothing changed");
    }

    @Test
    void agreesWithAPlainModelUnderRandomPuts() {
        List<PrivateKey> keys = List.of(here, a, b);
        List<NodeDescriptor> records = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            records.add(
                    descriptor(
                            keys.get(random.nextInt(3)),
                            random.nextInt(3),
                            random.nextInt(4),
                            1 + random.nextInt(50)));
        }
        record Held(NodeDescriptor record, long diesNs) {}
        Set<PublicKey> all = Set.of(here.publicKey(), a.publicKey(), b.publicKey());
        Map<PublicKey, Held> model = new LinkedHashMap<>();
        for (int step = 0; step < 3000; step++) {
            timers.advance(timers.nowNs() + random.nextLong(2 * SECOND));
            model.values().removeIf(held -> held.diesNs <= timers.nowNs());
            NodeDescriptor record = records.get(random.nextInt(records.size()));
            long age = random.nextInt(20);
            Held held = model.get(record.key());
            boolean newer = held == null || record.version().isNewerThan(held.record.version());
            boolean alive = age < record.lifetimeSeconds();
            if (newer && alive) {
                long diesNs = timers.nowNs() + ((record.lifetimeSeconds() - age) * SECOND);
                model.put(record.key(), new Held(record, diesNs));
            }
            assertEquals(newer && alive, put(record, age) == Verdict.STORED);
            for (PublicKey key : all) {
                Held expected = model.get(key);
                assertEquals(expected == null ? null : expected.record, map.descriptor(key));
            }
        }
        assertFalse(map.statistics().expired() == 0);
    }
}

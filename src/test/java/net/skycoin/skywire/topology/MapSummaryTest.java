package net.skycoin.skywire.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.wire.MapRecord;
import net.skycoin.skywire.wire.MapSummary;
import net.skycoin.skywire.wire.NodeDescriptor;
import net.skycoin.skywire.wire.RecordKind;
import net.skycoin.skywire.wire.RecordVersion;
import org.junit.jupiter.api.Test;

/** Large maps are told by summaries, and what differs is asked for by buckets. */
class MapSummaryTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int RECORDS = 600;

    private final Random random = new Random(3);
    private final Timers timers = new Timers(0);
    private final List<PrivateKey> authors = new ArrayList<>();
    private final List<NodeDescriptor> records = new ArrayList<>();
    private final MapNode full = node();
    private final MapNode fresh = node();

    MapSummaryTest() {
        for (int i = 0; i < RECORDS; i++) {
            authors.add(PrivateKey.generate(random));
            records.add(descriptor(authors.getLast(), 1));
        }
    }

    private MapNode node() {
        return new MapNode(PrivateKey.generate(random), timers, MapNode.silent());
    }

    private static NodeDescriptor descriptor(PrivateKey author, long sequence) {
        return NodeDescriptor.sign(
                new RecordVersion(1, sequence),
                3600,
                MapNode.relay(0).content(author.publicKey()),
                author);
    }

    private void fill(MapNode node, int from, int to) {
        for (NodeDescriptor record : records.subList(from, to)) {
            node.map.put(record, 0, node.key());
        }
    }

    private MapNode.Wire join(MapNode a, MapNode b) {
        MapNode.Wire wire = new MapNode.Wire(a, b, random, 0, 50_000_000);
        wire.up();
        return wire;
    }

    private void pass(long seconds) {
        timers.advance(timers.nowNs() + seconds * SECOND);
    }

    @Test
    void aFirstMapCostsLittleMoreThanItsRecords() {
        fill(full, 0, RECORDS);
        MapNode.Wire wire = join(full, fresh);
        pass(30);
        assertEquals(RECORDS, fresh.map.size());
        long content = records.stream().mapToLong(MapRecord::length).sum();
        long summary = new MapSummary(0, 0).emit().length;
        assertTrue(wire.bytes < content + RECORDS * 10L + 4 * summary, wire.bytes + " bytes");
        assertEquals(0, fresh.exchange.statistics().unrequested());
        assertEquals(0, fresh.exchange.statistics().notNewer());
    }

    @Test
    void twoLargeMapsExchangeOnlyWhatDiffers() {
        fill(full, 0, RECORDS);
        fill(fresh, 10, RECORDS);
        fresh.map.put(descriptor(authors.get(RECORDS - 1), 2), 0, fresh.key());
        MapNode.Wire wire = join(full, fresh);
        pass(30);
        assertEquals(RECORDS, fresh.map.size());
        NodeDescriptor newer = full.map.descriptor(authors.getLast().publicKey());
        assertNotNull(newer);
        assertEquals(2, newer.version().sequence());
        assertTrue(wire.bytes < 40_000, wire.bytes + " bytes");
    }

    @Test
    void ofSeveralNeighboursOneTellsAndTheOthersAgree() {
        MapNode other = node();
        MapNode behind = node();
        fill(full, 0, RECORDS);
        fill(other, 0, RECORDS);
        MapNode.Wire first = join(full, fresh);
        MapNode.Wire second = join(other, fresh);
        MapNode.Wire third = join(fresh, behind);
        pass(60);
        assertEquals(RECORDS, fresh.map.size());
        assertEquals(RECORDS, behind.map.size(), "hears by a summary what came at once");
        long content = records.stream().mapToLong(MapRecord::length).sum();
        long least = Math.min(first.bytes, second.bytes);
        assertTrue(least < content / 4, least + " bytes over the link that was not needed");
        assertTrue(third.bytes < content * 3 / 2, third.bytes + " bytes further on");
        // And afterwards single changes are told as ever.
        full.map.put(descriptor(authors.getFirst(), 5), 0, full.key());
        pass(5);
        NodeDescriptor newest = behind.map.descriptor(authors.getFirst().publicKey());
        assertNotNull(newest);
        assertEquals(5, newest.version().sequence());
    }

    @Test
    void whoTellsOfRecordsAndKeepsThemBackHoldsNobodyUp() {
        List<byte[]> sent = new ArrayList<>();
        PrivateKey liar = PrivateKey.generate(random);
        MapPeer peer =
                new MapPeer() {
                    @Override
                    public net.skycoin.skywire.crypto.PublicKey key() {
                        return liar.publicKey();
                    }

                    @Override
                    public boolean send(byte[] message) {
                        sent.add(message);
                        return true;
                    }
                };
        fresh.exchange.linkUp(peer);
        MapSummary lies = new MapSummary(1, 2);
        for (int i = 0; i < 20_000; i++) {
            PrivateKey author = authors.get(i % RECORDS);
            lies.add(author.publicKey(), RecordKind.DESCRIPTOR, new RecordVersion(1, i));
        }
        fresh.exchange.received(peer, lies.emit());
        fill(full, 0, RECORDS);
        pass(1);
        join(full, fresh);
        pass(45);
        assertEquals(RECORDS, fresh.map.size());
        assertTrue(sent.size() < 50, sent.size() + " requests");
    }

    @Test
    void aSummaryIsReadAsItWasWrittenAndDependsOnItsKey() {
        MapSummary one = new MapSummary(1, 2);
        MapSummary other = new MapSummary(1, 3);
        NodeDescriptor record = records.getFirst();
        one.add(record.key(), record.kind(), record.version());
        other.add(record.key(), record.kind(), record.version());
        int bucket = MapSummary.bucket(record.key());
        MapSummary read = MapSummary.parse(one.emit());
        assertNotNull(read);
        assertEquals(1, read.count(bucket));
        assertTrue(read.agrees(one, bucket));
        assertTrue(!read.agrees(other, bucket));
        assertNull(MapSummary.parse(new byte[] {MapSummary.TYPE}));
    }
}

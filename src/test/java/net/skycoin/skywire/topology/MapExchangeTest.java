package net.skycoin.skywire.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.MapRecord;
import net.skycoin.skywire.wire.MapRecords;
import net.skycoin.skywire.wire.MapRequest;
import net.skycoin.skywire.wire.MapVersions;
import net.skycoin.skywire.wire.NodeDescriptor;
import net.skycoin.skywire.wire.RecordId;
import net.skycoin.skywire.wire.RecordKind;
import net.skycoin.skywire.wire.RecordVersion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One node and neighbours that say whatever the test makes them say. */
class MapExchangeTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLISECOND = 1_000_000L;

    private final Random random = new Random(2);
    private final Timers timers = new Timers(5 * SECOND);
    private final PrivateKey here = PrivateKey.generate(random);
    private final PrivateKey author = PrivateKey.generate(random);
    private final NetworkMap map = new NetworkMap(here.publicKey(), MapLimits.DEFAULT, timers);
    private final List<MapRecord> ownSeen = new ArrayList<>();
    private final MapExchange exchange = new MapExchange(map, random, timers, ownSeen::add);
    private final Peer peer = new Peer();
    private final Peer other = new Peer();

    private final class Peer implements MapPeer {
        private final PublicKey key = PrivateKey.generate(random).publicKey();
        private final List<byte[]> sent = new ArrayList<>();
        private boolean full;

        @Override
        public PublicKey key() {
            return key;
        }

        @Override
        public boolean send(byte[] message) {
            if (!full) {
                assertTrue(message.length <= 32_768);
                sent.add(message);
            }
            return !full;
        }

        void says(byte[] message) {
            exchange.received(this, message);
        }

        void offers(MapRecord... records) {
            List<MapVersions.Entry> entries = new ArrayList<>();
            for (MapRecord record : records) {
                entries.add(new MapVersions.Entry(record.id(), record.version(), 0));
            }
            says(new MapVersions(entries).emit());
            pass(10 * MILLISECOND);
        }

        void gives(MapRecord record, long ageSeconds) {
            gives(record.kind(), ageSeconds, record.emit());
        }

        void gives(RecordKind kind, long ageSeconds, byte[] record) {
            says(new MapRecords(List.of(new MapRecords.Entry(kind, ageSeconds, record))).emit());
        }

        List<RecordId> requested() {
            List<RecordId> ids = new ArrayList<>();
            for (byte[] message : sent) {
                MapRequest request = MapRequest.parse(message);
                if (request != null) {
                    ids.addAll(request.ids());
                }
            }
            return ids;
        }

        List<MapVersions.Entry> announced() {
            List<MapVersions.Entry> entries = new ArrayList<>();
            for (byte[] message : sent) {
                MapVersions versions = MapVersions.parse(message);
                if (versions != null) {
                    entries.addAll(versions.entries());
                }
            }
            return entries;
        }

        MapRecords.@Nullable Entry answered() {
            for (byte[] message : sent) {
                MapRecords records = MapRecords.parse(message);
                if (records != null) {
                    return records.entries().getFirst();
                }
            }
            return null;
        }
    }

    private NodeDescriptor descriptor(PrivateKey node, long boot, long sequence) {
        return NodeDescriptor.sign(
                new RecordVersion(boot, sequence),
                1200,
                MapNode.relay(0).content(node.publicKey()),
                node);
    }

    private void pass(long ns) {
        timers.advance(timers.nowNs() + ns);
    }

    @BeforeEach
    void join() {
        exchange.linkUp(peer);
        exchange.linkUp(other);
    }

    @Test
    void pullsWhatItLacksAndTellsTheOthersOnly() {
        NodeDescriptor record = descriptor(author, 1, 1);
        peer.offers(record);
        assertEquals(List.of(record.id()), peer.requested());
        peer.gives(record, 3);
        assertEquals(record, map.descriptor(author.publicKey()));
        pass(MapSession.COALESCE_NS);
        assertEquals(1, other.announced().size());
        assertEquals(3 + 1, other.announced().getFirst().ageSeconds(), "200 ms round up");
        assertTrue(peer.announced().isEmpty(), "it came from there");
        other.says(new MapRequest(List.of(record.id())).emit());
        pass(10 * MILLISECOND);
        MapRecords.Entry answer = other.answered();
        assertNotNull(answer);
        assertEquals(record, NodeDescriptor.parse(answer.record()));
        assertEquals(4, answer.ageSeconds());
        pass(3600 * SECOND);
        assertEquals(1, other.announced().size(), "told once");
        assertEquals(1, exchange.statistics().stored());
    }

    @Test
    void changesAreAnnouncedTogether() {
        for (int i = 0; i < 10; i++) {
            map.put(descriptor(PrivateKey.generate(random), 1, 1), 0, here.publicKey());
            pass(10 * MILLISECOND);
        }
        assertTrue(peer.sent.isEmpty());
        pass(100 * MILLISECOND);
        assertEquals(1, peer.sent.size());
        assertEquals(10, peer.announced().size());
    }

    @Test
    void newNeighbourIsToldEverythingAlsoWhatItSentBefore() {
        NodeDescriptor record = descriptor(author, 1, 1);
        peer.offers(record);
        peer.gives(record, 0);
        exchange.linkDown(peer);
        peer.sent.clear();
        exchange.linkUp(peer);
        assertEquals(1, peer.announced().size());
    }

    @Test
    void asksOneNeighbourAtATimeAndTheNextWhenThatFails() {
        NodeDescriptor record = descriptor(author, 1, 1);
        peer.offers(record);
        other.offers(record);
        assertEquals(1, peer.requested().size());
        assertEquals(0, other.requested().size());
        pass(MapSession.PULL_TIMEOUT_NS + SECOND);
        assertEquals(1, peer.requested().size() - 1 + other.requested().size());
        exchange.linkDown(peer);
        pass(SECOND);
        assertEquals(1, other.requested().size());
        other.gives(record, 0);
        assertNotNull(map.descriptor(author.publicKey()));
    }

    @Test
    void givesUpOnAnOfferThatIsNeverKept() {
        peer.offers(descriptor(author, 1, 1));
        pass(600 * SECOND);
        assertEquals(3, peer.requested().size());
        assertEquals(3, exchange.statistics().unanswered());
        assertEquals(Timers.NEVER, timers.nextDeadlineNs(), "idle");
    }

    @Test
    void forgedRecordIsRefusedAndTheTrueOneStillTaken() {
        NodeDescriptor record = descriptor(author, 1, 1);
        byte[] forged = record.emit();
        forged[80] ^= 1; // in the capabilities
        peer.offers(record);
        other.offers(record);
        peer.gives(record.kind(), 0, forged);
        assertEquals(1, exchange.statistics().forged());
        assertNull(map.descriptor(author.publicKey()));
        pass(SECOND);
        other.gives(record, 0);
        assertNotNull(map.descriptor(author.publicKey()));
    }

    @Test
    void olderUnrequestedExpiredAndMalformedRecordsAreRefused() {
        NodeDescriptor first = descriptor(author, 1, 1);
        NodeDescriptor second = descriptor(author, 1, 2);
        peer.gives(first, 0);
        assertEquals(1, exchange.statistics().unrequested());
        peer.offers(second);
        peer.gives(first, 0);
        assertEquals(1, exchange.statistics().stored(), "older than offered, yet news");
        peer.offers(second);
        peer.gives(first, 0);
        assertEquals(1, exchange.statistics().notNewer());
        peer.offers(second);
        peer.gives(second, 1200);
        assertEquals(1, exchange.statistics().expired());
        peer.offers(second);
        peer.gives(second.kind(), 0, new byte[200]);
        assertEquals(1, exchange.statistics().malformed());
        peer.says(new byte[] {32, 0});
        peer.says(new byte[0]);
        assertEquals(3, exchange.statistics().malformed());
        assertEquals(first, map.descriptor(author.publicKey()));
    }

    @Test
    void fullLinkDelaysAndLosesNothing() {
        NodeDescriptor record = descriptor(author, 1, 1);
        peer.full = true;
        other.full = true;
        peer.offers(record);
        pass(SECOND);
        peer.full = false;
        pass(SECOND);
        assertEquals(1, peer.requested().size());
        peer.gives(record, 0);
        pass(SECOND);
        other.full = false;
        pass(SECOND);
        assertEquals(1, other.announced().size());
        other.full = true;
        other.says(new MapRequest(List.of(record.id())).emit());
        assertNull(other.answered());
        other.full = false;
        pass(SECOND);
        assertNotNull(other.answered());
    }

    @Test
    void recordOfOurOwnKeyGoesToItsOwnerAndNeverIntoTheMap() {
        NodeDescriptor foreign = descriptor(here, 9, 1);
        map.put(descriptor(here, 2, 1), 0, here.publicKey());
        peer.offers(foreign);
        peer.gives(foreign, 0);
        assertEquals(List.of(foreign), ownSeen);
        NodeDescriptor kept = map.descriptor(here.publicKey());
        assertNotNull(kept);
        assertEquals(2, kept.version().bootCounter());
        // A claim alone, without a signature, has no effect.
        byte[] forged = descriptor(here, 10, 1).emit();
        forged[100] ^= 1;
        peer.offers(descriptor(here, 10, 1));
        peer.gives(foreign.kind(), 0, forged);
        assertEquals(1, ownSeen.size());
    }

    @Test
    void outputIsPaced() {
        for (int i = 0; i < 1500; i++) {
            map.put(descriptor(PrivateKey.generate(random), 1, 1), 0, here.publicKey());
        }
        pass(MapSession.COALESCE_NS);
        assertEquals(1, peer.sent.size(), "never two large messages in the link's queue");
        assertTrue(peer.sent.getFirst().length <= MapSession.MAX_MESSAGE_BYTES);
        pass(SECOND);
        assertEquals(1500, peer.announced().size());
        List<RecordId> ids = new ArrayList<>();
        peer.announced().forEach(entry -> ids.add(entry.id()));
        peer.sent.clear();
        peer.says(new MapRequest(ids.subList(0, 500)).emit());
        pass(300 * MILLISECOND);
        long early = peer.sent.stream().mapToInt(message -> message.length).sum();
        assertTrue(early <= 4 * MapSession.MAX_MESSAGE_BYTES, early + " bytes at once");
        pass(2 * SECOND);
        long records =
                peer.sent.stream()
                        .map(MapRecords::parse)
                        .filter(message -> message != null)
                        .mapToInt(message -> message.entries().size())
                        .sum();
        assertEquals(500, records);
    }

    @Test
    void neighbourThatOffersMoreThanThereIsRoomForIsAskedAgain() {
        List<NodeDescriptor> records = new ArrayList<>();
        for (int i = 0; i < MapSession.MAX_OFFERS + 100; i++) {
            records.add(descriptor(PrivateKey.generate(random), 1, 1));
        }
        for (int at = 0; at < records.size(); at += 300) {
            peer.offers(
                    records.subList(at, Math.min(at + 300, records.size()))
                            .toArray(new MapRecord[0]));
        }
        int rounds = 0;
        for (; map.size() < records.size() && rounds < 1000; rounds++) {
            List<byte[]> sent = List.copyOf(peer.sent);
            peer.sent.clear();
            for (byte[] message : sent) {
                answer(message, records);
            }
            pass(200 * MILLISECOND);
        }
        System.out.println("4,196 records pulled from one neighbour in " + rounds / 5 + " s");
        assertEquals(records.size(), map.size());
        assertEquals(0, exchange.statistics().limited());
    }

    private void answer(byte[] message, List<NodeDescriptor> records) {
        MapRequest request = MapRequest.parse(message);
        if (request == null) {
            return;
        }
        if (request.ids().isEmpty()) {
            peer.offers(
                    records.subList(MapSession.MAX_OFFERS - 50, records.size())
                            .toArray(new MapRecord[0]));
        }
        for (NodeDescriptor record : records) {
            if (request.ids().contains(record.id())) {
                peer.gives(record, 0);
            }
        }
    }

    @Test
    void requestForTheWholeListIsAnsweredButNotOften() {
        map.put(descriptor(author, 1, 1), 0, here.publicKey());
        pass(SECOND);
        byte[] relist = new MapRequest(List.of()).emit();
        assertEquals(1, peer.announced().size());
        peer.says(relist);
        peer.says(relist);
        assertEquals(2, peer.announced().size());
        assertEquals(1, exchange.statistics().limited());
        pass(5 * SECOND);
        peer.says(relist);
        assertEquals(3, peer.announced().size());
    }

    @Test
    void floodOfRecordsCostsBoundedWork() {
        byte[] record = descriptor(author, 1, 1).emit();
        for (int i = 0; i < 5000; i++) {
            peer.gives(RecordKind.DESCRIPTOR, 0, record);
        }
        MapExchangeStatistics statistics = exchange.statistics();
        assertTrue(statistics.unrequested() < 1000);
        assertEquals(5000, statistics.unrequested() + statistics.limited());
    }

    @Test
    void noiseChangesNothing() {
        long seed = 3;
        System.out.println("MapExchangeTest seed " + seed);
        Random noise = new Random(seed);
        map.put(descriptor(author, 1, 1), 0, here.publicKey());
        for (int i = 0; i < 3000; i++) {
            byte[] message = new byte[noise.nextInt(400)];
            noise.nextBytes(message);
            if (message.length > 3) {
                message[0] = (byte) (32 + noise.nextInt(3));
                message[1] = 0;
                message[2] = (byte) noise.nextInt(4);
            }
            peer.says(message);
            pass(MILLISECOND);
        }
        assertEquals(1, map.size());
        assertFalse(exchange.statistics().malformed() == 0);
    }
}

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
import net.skycoin.skywire.wire.LinkStates;
import net.skycoin.skywire.wire.LinkStates.Neighbour;
import net.skycoin.skywire.wire.NodeDescriptor;
import net.skycoin.skywire.wire.RecordVersion;
import org.junit.jupiter.api.Test;

class OwnRecordsTest {
    private static final long SECOND = 1_000_000_000L;

    private final Random random = new Random(4);
    private final Timers timers = new Timers(0);
    private final PrivateKey here = PrivateKey.generate(random);
    private final PrivateKey neighbour = PrivateKey.generate(random);
    private final PublicKey onion = PrivateKey.generate(random).publicKey();
    private final NetworkMap map = new NetworkMap(here.publicKey(), MapLimits.DEFAULT, timers);
    private final List<LocalLink> links = new ArrayList<>();
    private final OwnRecords own = own(MapNode.relay(1200));

    private OwnRecords own(PublicationSettings settings) {
        return new OwnRecords(settings, here, 7, map, timers, () -> links);
    }

    private void describeNeighbour(PrivateKey node) {
        map.put(
                NodeDescriptor.sign(
                        new RecordVersion(1, 1),
                        86_400,
                        MapNode.relay(0).content(node.publicKey()),
                        node),
                0,
                node.publicKey());
    }

    private void pass(long seconds) {
        timers.advance(timers.nowNs() + (seconds * SECOND));
    }

    private LinkStates linkStates() {
        LinkStates states = map.linkStates(here.publicKey());
        assertNotNull(states);
        return states;
    }

    private Neighbour listed() {
        return linkStates().neighbours().getFirst();
    }

    private NodeDescriptor descriptor() {
        NodeDescriptor descriptor = map.descriptor(here.publicKey());
        assertNotNull(descriptor);
        return descriptor;
    }

    private void link(long delayNs, long capacity, int datagram) {
        links.clear();
        links.add(new LocalLink(neighbour.publicKey(), delayNs, capacity, datagram));
        own.linksChanged();
    }

    @Test
    void newOnionKeyIsPublishedAtOnce() {
        own.onionKeyChanged(onion);
        assertEquals(onion, descriptor().onionKey());
        assertEquals(new RecordVersion(7, 1), descriptor().version());
        assertTrue(descriptor().verify());
        PublicKey next = PrivateKey.generate(random).publicKey();
        own.onionKeyChanged(next);
        assertEquals(next, descriptor().onionKey());
        assertEquals(new RecordVersion(7, 2), descriptor().version());
    }

    @Test
    void recordsAreRenewedAtHalfTheirLifetimeAndNeverLapse() {
        own.onionKeyChanged(onion);
        describeNeighbour(neighbour);
        link(1, 1, 1400);
        pass(5);
        for (int i = 0; i < 50; i++) {
            pass(300);
            descriptor();
            linkStates();
        }
        assertEquals(1 + 25, descriptor().version().sequence());
        assertEquals(1 + 25, linkStates().version().sequence());
        own.close();
        pass(1300);
        assertNull(map.descriptor(here.publicKey()));
    }

    @Test
    void linksAreListedOnceTheNeighbourIsDescribed() {
        link(4_000_000, 10_000_000, 1472);
        pass(10);
        assertNull(map.linkStates(here.publicKey()), "nothing to say yet");
        describeNeighbour(neighbour);
        pass(2);
        Neighbour listed = listed();
        assertEquals(neighbour.publicKey().shortId(), listed.id());
        assertEquals(8, listed.delayCode());
        assertEquals(7, listed.capacityCode());
        assertEquals(1472, listed.largestDatagram());
        assertTrue(linkStates().verify());
        links.clear();
        own.linksChanged();
        pass(2);
        assertTrue(linkStates().neighbours().isEmpty());
    }

    @Test
    void changesWithinASecondArePublishedTogether() {
        describeNeighbour(neighbour);
        link(-1, -1, 1232);
        List<PrivateKey> more = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            more.add(PrivateKey.generate(random));
            describeNeighbour(more.getLast());
            links.add(MapNode.link(more.getLast().publicKey()));
            own.linksChanged();
        }
        timers.advance(timers.nowNs() + SECOND - 1);
        assertNull(map.linkStates(here.publicKey()));
        pass(1);
        assertEquals(6, linkStates().neighbours().size());
        assertEquals(1, linkStates().version().sequence());
    }

    @Test
    void figuresChangeAtMostEveryTenMinutes() {
        describeNeighbour(neighbour);
        link(1_000_000, 64_000, 1232);
        pass(2);
        // A larger datagram shows at once, but brings no other news along.
        link(64_000_000, 640_000_000, 1472);
        pass(2);
        assertEquals(1472, listed().largestDatagram());
        assertEquals(0, listed().delayCode());
        assertEquals(0, listed().capacityCode());
        pass(700);
        assertEquals(24, listed().delayCode());
        assertEquals(13, listed().capacityCode());
    }

    @Test
    void firstMeasurementShowsAtOnce() {
        describeNeighbour(neighbour);
        link(-1, -1, 1472);
        pass(2);
        assertEquals(255, listed().delayCode());
        link(2_000_000, -1, 1472);
        pass(2);
        assertEquals(4, listed().delayCode());
    }

    @Test
    void flappingLinkIsHeldDown() {
        describeNeighbour(neighbour);
        for (int i = 0; i < 600; i++) {
            if (i % 2 == 0) {
                link(1, 1, 1472);
            } else {
                links.clear();
                own.linksChanged();
            }
            pass(1);
        }
        long allowance = HoldDown.BURST + 600_000_000_000L / HoldDown.REFILL_NS;
        assertTrue(linkStates().version().sequence() <= allowance, linkStates().toString());
        links.clear();
        own.linksChanged();
        pass(70);
        assertTrue(linkStates().neighbours().isEmpty());
        pass(70);
        link(1, 1, 1472);
        pass(1);
        assertFalse(linkStates().neighbours().isEmpty(), "quick again after a quiet minute");
    }

    @Test
    void nodeThatOnlyUsesTheMeshPublishesNothing() {
        OwnRecords silent = own(MapNode.silent());
        describeNeighbour(neighbour);
        links.add(MapNode.link(neighbour.publicKey()));
        own.close();
        silent.onionKeyChanged(onion);
        silent.linksChanged();
        pass(5000);
        assertNull(map.descriptor(here.publicKey()));
        assertNull(map.linkStates(here.publicKey()));
    }

    @Test
    void recordsOfAFormerLifeAreOutbid() {
        own.onionKeyChanged(onion);
        describeNeighbour(neighbour);
        link(1, 1, 1472);
        pass(2);
        RecordVersion ahead = new RecordVersion(12, 40);
        own.outbid(
                NodeDescriptor.sign(
                        ahead, 1200, MapNode.relay(0).content(neighbour.publicKey()), here));
        assertEquals(new RecordVersion(12, 41), descriptor().version());
        assertEquals(onion, descriptor().onionKey());
        own.outbid(LinkStates.sign(ahead, 1200, List.of(), here));
        assertEquals(new RecordVersion(12, 41), linkStates().version());
        assertEquals(1, linkStates().neighbours().size());
        // The last version of all cannot be outbid; that must not make a storm.
        own.outbid(
                LinkStates.sign(
                        new RecordVersion(0xffff_ffffL, 0xffff_ffffL), 1200, List.of(), here));
        assertEquals(0xffff_ffffL, linkStates().version().sequence());
    }
}

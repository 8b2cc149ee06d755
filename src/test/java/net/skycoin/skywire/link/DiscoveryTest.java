package net.skycoin.skywire.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.wire.Beacon;
import org.junit.jupiter.api.Test;

/** Beacons of friends and of others; what is dialled goes nowhere. */
class DiscoveryTest {
    private static final long SECOND = 1_000_000_000L;
    private static final List<Beacon.Place> PLACES = List.of(new Beacon.Place("udp", 7373));
    private static final InetAddress NEAR = InetAddress.ofLiteral("fe80::1");

    private final SplittableRandom random = new SplittableRandom(8);
    private final Timers timers = new Timers(0);
    private final List<Endpoint> dialled = new ArrayList<>();
    private final List<byte[]> sent = new ArrayList<>();
    private final PrivateKey own = PrivateKey.generate(random);
    private final Links links =
            new Links(
                    LinkSettings.DEFAULT,
                    own,
                    0,
                    random,
                    timers,
                    (to, batch) -> {
                        if (!dialled.contains(to)) {
                            dialled.add(to);
                        }
                        return batch.count();
                    },
                    new Nobody());
    private final Discovery discovery =
            new Discovery(links, own, LinkSettings.DEFAULT, PLACES, random, timers, sent::add);

    private static final class Nobody implements LinkListener {
        @Override
        public void linkUp(Link link) {}

        @Override
        public void linkSilent(Link link) {}

        @Override
        public void linkRecovered(Link link) {}

        @Override
        public void linkDown(Link link, String reason) {}

        @Override
        public void messageReceived(Link link, byte[] message) {}

        @Override
        public void cellReceived(Link link, byte[] array, int offset, int length) {}
    }

    private byte[] beacon() {
        return Beacon.sign(PLACES, PrivateKey.generate(random));
    }

    @Test
    void aBeaconIsWhatItWasSignedAs() {
        byte[] bytes = beacon();
        Beacon read = Beacon.parse(bytes);
        assertNotNull(read);
        assertEquals(PLACES, read.places());
        assertTrue(read.isSigned(bytes));
        for (int i = 0; i < bytes.length; i++) {
            byte[] spoilt = bytes.clone();
            spoilt[i] ^= 1;
            Beacon other = Beacon.parse(spoilt);
            assertTrue(other == null || !other.isSigned(spoilt), "byte " + i);
            assertNull(Beacon.parse(Arrays.copyOf(bytes, i)));
        }
    }

    @Test
    void whoIsHeardIsDialled() {
        discovery.start();
        discovery.received(NEAR, beacon());
        timers.advance(3 * SECOND);
        assertEquals(
                List.of("udp", 7373),
                List.of(dialled.getFirst().transport(), dialled.getFirst().address().getPort()));
        assertEquals(NEAR, dialled.getFirst().address().getAddress());
        assertTrue(sent.size() >= 2, "and hears us");
    }

    @Test
    void whoFallsSilentIsForgottenAndNoLongerDialled() {
        discovery.start();
        discovery.received(NEAR, beacon());
        timers.advance(30 * SECOND);
        assertEquals(0, discovery.found());
        dialled.clear();
        timers.advance(60 * SECOND);
        assertTrue(dialled.isEmpty());
    }

    @Test
    void aFloodCostsABoundedAmount() {
        discovery.start();
        byte[] forged = beacon();
        forged[forged.length - 1] ^= 1;
        List<byte[]> good = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            good.add(beacon());
        }
        for (int second = 1; second <= 10; second++) {
            for (int i = 0; i < 1000; i++) {
                forged[60]++;
                discovery.received(NEAR, forged);
                discovery.received(NEAR, good.get(i % good.size()));
            }
            timers.advance(second * SECOND);
        }
        assertTrue(discovery.found() <= Discovery.MOST_FOUND);
        assertTrue(discovery.forged() <= 20 + 10 * 10, discovery.forged() + " verified");
        assertTrue(discovery.limited() > 9_000);
        assertTrue(dialled.size() <= 120, dialled.size() + " dialled");
    }

    @Test
    void whatIsNoBeaconOrFromAfarIsIgnored() {
        discovery.received(InetAddress.ofLiteral("2001:db8::1"), beacon());
        discovery.received(NEAR, new byte[0]);
        discovery.received(NEAR, new byte[300]);
        discovery.received(NEAR, Beacon.sign(PLACES, own));
        assertEquals(3, discovery.malformed());
        assertEquals(0, discovery.found());
    }
}

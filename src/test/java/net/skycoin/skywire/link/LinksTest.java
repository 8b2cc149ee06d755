package net.skycoin.skywire.link;

import static net.skycoin.skywire.link.TestNetwork.MS;
import static net.skycoin.skywire.link.TestNetwork.SECOND;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import net.skycoin.skywire.bytes.PacketBatch;
import net.skycoin.skywire.link.TestNetwork.Datagram;
import net.skycoin.skywire.link.TestNetwork.Node;
import net.skycoin.skywire.wire.LinkHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole {@link Links} joined by a {@link TestNetwork}. */
class LinksTest {
    private final TestNetwork network = new TestNetwork(7373);
    private final List<Node> pair = network.pair();

    /** The node with the lower key. */
    private final Node a = pair.get(0);

    private final Node b = pair.get(1);

    @AfterEach
    void noPacketLeaks() {
        network.closeAll();
    }

    private void connect() {
        a.dial(b);
        network.run(3 * SECOND);
        assertEquals(List.of("up B"), a.events);
        assertEquals(List.of("up A"), b.events);
    }

    private static byte[] message(int number, int length) {
        byte[] message = new byte[length];
        new SplittableRandom(number).nextBytes(message);
        message[0] = 16;
        message[1] = (byte) (number >> 8);
        message[2] = (byte) number;
        return message;
    }

    private static double milliseconds(long ns) {
        return ns / 1e6;
    }

    @Test
    void dialledLinkCarriesMessagesAndCellsBothWays() {
        connect();
        Link there = a.onlyLink();
        Link back = b.onlyLink();
        assertTrue(there.initiator());
        assertFalse(back.initiator());

        assertTrue(there.send(message(1, 100)));
        assertTrue(back.send(message(2, 100)));
        a.sendCell(there, 11, 1000);
        b.sendCell(back, 12, 1000);
        network.run(100 * MS);

        assertArrayEquals(message(1, 100), b.messages.getFirst());
        assertArrayEquals(message(2, 100), a.messages.getFirst());
        assertEquals(List.of(11), b.cells);
        assertEquals(List.of(12), a.cells);
    }

    @Test
    void timersSendWithoutWaitingForInput() {
        connect();
        a.timers.after(MS, () -> a.onlyLink().send(message(1, 100)));
        network.run(20 * MS);
        assertEquals(1, b.messages.size());
    }

    @Test
    void responderIsUpOnlyAfterTheFirstSealedPacket() {
        network.cut = datagram -> LinkHeader.isSealed(datagram.type());
        a.dial(b);
        network.run(SECOND / 2);
        assertEquals(List.of("up B"), a.events);
        assertEquals(List.of(), b.events);
        network.run(10 * SECOND);
        assertEquals(List.of(), b.events);
        assertTrue(b.links.statistics().halfOpenDropped() > 0);
    }

    @Test
    void lostHandshakePacketsAreRepeated() {
        network.loss = 0.5;
        a.dial(b);
        network.run(5 * SECOND);
        network.loss = 0;
        network.run(2 * SECOND);
        assertTrue(a.onlyLink().usable());
        assertTrue(b.onlyLink().usable());
    }

    @Test
    void bothDialAtOnceAndKeepTheLinkOfTheLowerKey() {
        a.dial(b);
        b.dial(a);
        network.run(3 * SECOND);
        assertTrue(a.onlyLink().initiator());
        assertFalse(b.onlyLink().initiator());
        a.onlyLink().send(message(1, 100));
        b.onlyLink().send(message(2, 100));
        network.run(20 * SECOND);
        assertEquals(1, a.messages.size());
        assertEquals(1, b.messages.size());
        assertTrue(a.onlyLink().initiator());
    }

    @Test
    void bothDialAtOnceWhateverTheTiming() {
        for (long lagMs = 0; lagMs <= 45; lagMs += 3) {
            TestNetwork other = new TestNetwork(lagMs);
            List<Node> both = other.pair();
            boolean swap = lagMs % 2 == 0;
            Node first = both.get(swap ? 1 : 0);
            Node second = both.get(swap ? 0 : 1);
            first.dial(second);
            other.run(lagMs * MS);
            second.dial(first);
            other.run(2 * SECOND);
            assertEquals(first.onlyLink().initiator(), !second.onlyLink().initiator());
            first.onlyLink().send(message(1, 50));
            second.onlyLink().send(message(2, 50));
            other.run(SECOND);
            assertEquals(1, first.messages.size());
            assertEquals(1, second.messages.size());
            other.closeAll();
        }
    }

    @Test
    void restartedDiallerReplacesItsOldLinkAtOnce() {
        connect();
        Link old = b.onlyLink();
        a.restart();
        a.events.clear();
        a.dial(b);
        network.run(SECOND);
        assertNotEquals(old.id(), b.onlyLink().id());
        assertEquals(List.of("up A", "up A", "down A: replaced by a newer link"), b.events);
        assertEquals(List.of("up B"), a.events);
    }

    @Test
    void restartedPeerIsFoundAgainByTrafficWithinTwoSeconds() {
        connect();
        Link old = a.onlyLink();
        b.restart();
        b.events.clear();
        a.stream(old, 10 * MS, 2 * SECOND, 500);
        assertEquals(List.of("up A"), b.events);
        assertEquals(
                List.of("up B", "silent B", "up B", "down B: replaced by a newer link"), a.events);
    }

    @Test
    void linkFollowsThePeerToAnotherAddress() {
        connect();
        Link there = a.onlyLink();
        b.moveTo("10.0.0.99");
        b.onlyLink().send(message(1, 100));
        network.run(SECOND);
        assertEquals(b.address, there.endpoint());
        there.send(message(2, 100));
        network.run(SECOND);
        assertEquals(1, a.messages.size());
        assertEquals(1, b.messages.size());
        assertSame(there, a.onlyLink());
        assertEquals(1, a.links.statistics().roamed());
    }

    @Test
    void replayedPacketFromElsewhereMovesNothing() {
        connect();
        network.capturing = true;
        b.onlyLink().send(message(1, 100));
        network.run(SECOND);
        Datagram sealed = network.firstCaptured(LinkHeader.CONTROL);
        assertNotNull(sealed);
        network.inject(TestNetwork.at("10.6.6.6"), a.address, sealed.bytes());
        network.inject(TestNetwork.at("10.6.6.6"), b.address, sealed.bytes());
        network.run(SECOND);
        assertEquals(b.address, a.onlyLink().endpoint());
        assertEquals(a.address, b.onlyLink().endpoint());
        assertTrue(a.links.statistics().replayed() + b.links.statistics().replayed() > 0);
    }

    @Test
    void silenceIsNoticedInTimeUnderTraffic() {
        for (long delayMs : new long[] {1, 20, 70, 90, 150}) {
            TestNetwork other = new TestNetwork(delayMs);
            other.delayNs = delayMs * MS;
            List<Node> both = other.pair();
            Node left = both.get(0);
            left.dial(both.get(1));
            other.run(3 * SECOND);
            Link link = left.onlyLink();
            left.stream(link, 10 * MS, 2 * SECOND, 800);
            assertEquals(List.of("up B"), left.events);

            long cutAtNs = other.nowNs();
            other.cut = _ -> true;
            left.stream(link, 10 * MS, SECOND, 800);
            assertEquals(List.of("up B", "silent B"), left.events);
            long tookMs = (left.lastEventNs - cutAtNs) / MS;
            long limitMs = Math.min(800, Math.max(8 * delayMs, 500));
            // What was under way when the cut came may still arrive, and answers to it.
            assertTrue(
                    tookMs >= limitMs - 100 && tookMs <= limitMs + 2 * delayMs + 20,
                    "delay " + delayMs + " ms: silent after " + tookMs + " ms");
            assertFalse(link.usable());
            other.closeAll();
        }
    }

    @Test
    void thereIsNoSilenceWithoutTrafficNorUnderLossyTraffic() {
        connect();
        network.run(600 * SECOND);
        network.loss = 0.2;
        a.stream(a.onlyLink(), 20 * MS, 60 * SECOND, 800);
        assertEquals(List.of("up B"), a.events);
        assertEquals(List.of("up A"), b.events);
    }

    @Test
    void idlePeerThatIsGoneIsFoundOutByTheKeepAlive() {
        connect();
        network.cut = _ -> true;
        network.run(18 * SECOND);
        assertEquals(List.of("up B", "silent B", "down B: no answer for 5 s"), a.events);
    }

    @Test
    void silentLinkRecoversInPlace() {
        connect();
        Link link = a.onlyLink();
        network.cut = _ -> true;
        a.stream(link, 20 * MS, 2 * SECOND, 800);
        network.cut = _ -> false;
        network.run(300 * MS);
        assertEquals(List.of("up B", "silent B", "recovered B"), a.events);
        network.run(20 * SECOND);
        assertSame(link, a.onlyLink());
        assertEquals(List.of("up A"), b.events);
    }

    @Test
    void handshakeWithTheSameDaemonDoesNotReplaceASilentLink() {
        connect();
        Link link = a.onlyLink();
        network.cut = datagram -> LinkHeader.isSealed(datagram.type());
        a.stream(link, 20 * MS, 2 * SECOND, 800);
        assertTrue(b.links.statistics().initsReceived() > 1);
        network.cut = _ -> false;
        network.run(300 * MS);
        assertEquals(List.of("up B", "silent B", "recovered B"), a.events);
        assertSame(link, a.onlyLink());
    }

    @Test
    void lostLinkIsDialledAgain() {
        connect();
        network.cut = _ -> true;
        a.stream(a.onlyLink(), 20 * MS, 7 * SECOND, 800);
        assertEquals(List.of("up B", "silent B", "down B: no answer for 5 s"), a.events);
        assertEquals(List.of(), a.links.links());
        network.cut = _ -> false;
        network.run(30 * SECOND);
        assertTrue(a.onlyLink().usable());
        assertTrue(b.onlyLink().usable());
    }

    @Test
    void frozenNodeDoesNotBlameItsPeer() {
        connect();
        Link link = a.onlyLink();
        a.stream(link, 10 * MS, SECOND, 800);
        a.sendCell(link, 1, 800);
        a.links.flush();
        a.frozen = true;
        network.run(3 * SECOND);
        a.thaw();
        a.stream(link, 10 * MS, 2 * SECOND, 800);
        assertEquals(List.of("up B"), a.events);
        assertEquals(List.of("up A"), b.events);
    }

    @Test
    void messagesArriveOnceThroughLossReorderingAndDuplication() {
        connect();
        network.loss = 0.2;
        network.duplicates = 0.1;
        network.jitterNs = 20 * MS;
        Link there = a.onlyLink();
        int sent = 0;
        for (int round = 0; round < 1000 && sent < 300; round++) {
            while (sent < 300 && there.send(message(sent, 20 + (sent * 37) % 3000))) {
                sent++;
            }
            network.run(10 * MS);
        }
        network.run(5 * SECOND);
        Set<Integer> numbers = new TreeSet<>();
        for (byte[] message : b.messages) {
            int number = ((message[1] & 0xff) << 8) | (message[2] & 0xff);
            assertArrayEquals(message(number, 20 + (number * 37) % 3000), message);
            assertTrue(numbers.add(number), "message " + number + " came twice");
        }
        assertEquals(300, numbers.size());
    }

    @Test
    void longMessageTravelsInFragments() {
        connect();
        byte[] message = message(1, 20_000);
        assertTrue(a.onlyLink().send(message));
        network.run(SECOND);
        assertArrayEquals(message, b.messages.getFirst());
        assertTrue(a.onlyLink().send(message(2, 32_768)));
        network.run(SECOND);
        assertArrayEquals(message(2, 32_768), b.messages.get(1));
    }

    @Test
    void unsentMessagesAreBounded() {
        connect();
        network.cut = _ -> true;
        int queued = 0;
        while (queued < 1000 && a.onlyLink().send(message(queued, 1000))) {
            queued++;
        }
        assertEquals(65, queued);
    }

    @Test
    void rekeysUnderTrafficLoseNothing() {
        connect();
        network.capturing = true;
        a.stream(a.onlyLink(), 25 * MS, 260 * SECOND, 100);
        network.run(SECOND);
        assertEquals(260 * 40, b.cells.size());
        int epochs = 0;
        for (Datagram datagram : network.captured) {
            if (LinkHeader.isSealed(datagram.type())) {
                epochs = Math.max(epochs, datagram.epoch());
            }
        }
        assertEquals(2, epochs);
        assertEquals(List.of("up B"), a.events);
        assertEquals(0, b.links.statistics().expired());
    }

    @Test
    void idleLinkLivesOnThroughRekeysOfALossyNetwork() {
        connect();
        network.loss = 0.2;
        network.run(1000 * SECOND);
        assertEquals(List.of("up B"), a.events);
        assertEquals(List.of("up A"), b.events);
    }

    @Test
    void probesFindTheLargestDatagram() {
        network.mtu = 1400;
        connect();
        assertEquals(1372 - 32, a.onlyLink().maxCell());
        assertEquals(1372 - 32, b.onlyLink().maxCell());
    }

    @Test
    void probesStartFromTheSureSizeAndAreSentAgainWhenLost() {
        network.loss = 0.2;
        a.dial(b);
        network.run(SECOND / 50);
        for (int i = 0; i < 100 && a.links.links().isEmpty(); i++) {
            network.run(5 * MS);
        }
        assertEquals(1232 - 32, a.onlyLink().maxCell());
        network.run(3 * SECOND);
        assertEquals(1472 - 32, a.onlyLink().maxCell());
    }

    @Test
    void vanishingLargeCellsLowerTheMtu() {
        connect();
        assertEquals(1472 - 32, a.onlyLink().maxCell());
        network.mtu = 1420;
        a.stream(a.onlyLink(), 10 * MS, 6 * SECOND, 1440);
        assertEquals(1392 - 32, a.onlyLink().maxCell());
        assertEquals(List.of("up B"), a.events);
    }

    @Test
    void ipv6HasAGridOfItsOwn() {
        Node c = network.node("C", "2001:2::1");
        Node d = network.node("D", "2001:2::2");
        c.dial(d);
        network.run(3 * SECOND);
        assertEquals(1452 - 32, c.onlyLink().maxCell());
    }

    @Test
    void peerWithAnotherKeyIsNotLinked() {
        Node c = network.node("C", "10.0.0.3");
        a.links.dial(c.publicKey(), b.address);
        network.run(5 * SECOND);
        assertEquals(List.of(), a.events);
        assertEquals(List.of(), b.events);
        assertTrue(b.links.statistics().wrongMac1() > 0);
    }

    @Test
    void replayedInitChangesNothing() {
        network.capturing = true;
        connect();
        Link before = b.onlyLink();
        Datagram init = network.firstCaptured(LinkHeader.HANDSHAKE_INIT);
        assertNotNull(init);
        network.inject(a.address, b.address, init.bytes());
        network.inject(TestNetwork.at("10.6.6.6"), b.address, init.bytes());
        network.run(10 * SECOND);
        assertSame(before, b.onlyLink());
        assertEquals(List.of("up A"), b.events);
        assertEquals(2, b.links.statistics().halfOpenDropped());
        a.onlyLink().send(message(1, 100));
        network.run(SECOND);
        assertEquals(1, b.messages.size());
    }

    @Test
    void onlyAllowedKeysMayLink() {
        Node c =
                network.node(
                        "C", "10.0.0.3", LinkSettings.DEFAULT.withAllow(Set.of(a.publicKey())));
        a.dial(c);
        b.dial(c);
        network.run(3 * SECOND);
        assertEquals(List.of("up A"), c.events);
        assertEquals(List.of(), b.events);
        assertTrue(c.links.statistics().notAllowed() > 0);
    }

    @Test
    void strangersAreRefusedWhenThereAreTooManyLinks() {
        Node c = network.node("C", "10.0.0.3", LinkSettings.DEFAULT.withMaximumLinks(1));
        a.dial(c);
        network.run(SECOND);
        b.dial(c);
        network.run(3 * SECOND);
        assertEquals(List.of("up A"), c.events);
        assertTrue(c.links.statistics().overLimit() > 0);
    }

    @Test
    void underLoadOnlyProvenAddressesAreServed() {
        Node c = network.node("C", "10.0.0.3", LinkSettings.DEFAULT.withHandshakesPerSecond(1));
        a.dial(c);
        b.dial(c);
        network.run(3 * SECOND);
        assertTrue(c.links.statistics().cookiesSent() > 0);
        assertEquals(2, c.links.links().size());
        assertEquals(0, a.links.statistics().cookiesRefused());
    }

    @Test
    void closingTellsThePeer() {
        connect();
        b.links.close();
        network.run(100 * MS);
        assertEquals(List.of("up B", "down B: closed by the peer: shutting down"), a.events);
    }

    @Test
    void hangingUpEndsLinkAndDialling() {
        connect();
        a.links.hangUp(b.publicKey());
        network.run(60 * SECOND);
        assertEquals(List.of("up B", "down B: hung up"), a.events);
        assertEquals(List.of("up A", "down A: closed by the peer: hung up"), b.events);
    }

    @Test
    void twoEndpointsOfOnePeerAreTwoLinks() {
        a.dial(b);
        a.links.dial(b.publicKey(), new Endpoint("other", b.address.address()));
        network.run(3 * SECOND);
        assertEquals(List.of("up B", "up B"), a.events);
        assertEquals(List.of("up A", "up A"), b.events);
        assertTrue(a.links.links().contains(a.links.best(b.publicKey())));
        assertNull(a.links.best(a.publicKey()));
    }

    @Test
    void blockedTransportLosesNothing() {
        connect();
        Link link = a.onlyLink();
        a.sendRoom = 10;
        for (int i = 0; i < 100; i++) {
            a.sendCell(link, i, 1000);
        }
        a.links.flush();
        network.run(50 * MS);
        assertEquals(10, b.cells.size());
        a.sendRoom = 20;
        a.links.writable();
        network.run(20 * MS);
        assertEquals(30, b.cells.size());
        a.sendRoom = Integer.MAX_VALUE;
        a.links.writable();
        network.run(50 * MS);
        assertEquals(100, b.cells.size());
        assertEquals(List.copyOf(new TreeSet<>(b.cells)), b.cells);
    }

    @Test
    void measuresDelayLossAndRate() {
        connect();
        network.delayNs = 30 * MS;
        network.loss = 0.1;
        a.stream(a.onlyLink(), MS, 10 * SECOND, 968);
        LinkStatistics out = a.onlyLink().statistics();
        LinkStatistics in = b.onlyLink().statistics();
        assertEquals(60.0, milliseconds(out.rttNs()), 3.0);
        assertEquals(0.1, out.lossOut(), 0.05);
        assertEquals(0.1, in.lossIn(), 0.05);
        assertEquals(7.2e6, out.rateOut(), 0.6e6);
        assertEquals(7.2e6, in.rateIn(), 0.6e6);
    }

    @Test
    void tellsTheTwoDirectionsOfAQueueApart() {
        connect();
        a.stream(a.onlyLink(), 20 * MS, 2 * SECOND, 500);
        assertEquals(10.0, milliseconds(a.onlyLink().statistics().delayOutNs()), 1.0);
        assertEquals(10.0, milliseconds(a.onlyLink().statistics().delayInNs()), 1.0);
        network.slower = datagram -> datagram.from().equals(a.address) ? 40 * MS : 0;
        a.stream(a.onlyLink(), 20 * MS, 2 * SECOND, 500);
        assertEquals(50.0, milliseconds(a.onlyLink().statistics().delayOutNs()), 1.0);
        assertEquals(10.0, milliseconds(a.onlyLink().statistics().delayInNs()), 1.0);
        assertEquals(20.0, milliseconds(a.onlyLink().statistics().minRttNs()), 1.0);
    }

    @Test
    void sameSeedGivesTheSameRun() {
        assertEquals(trace(5), trace(5));
        assertNotEquals(trace(5), trace(6));
    }

    private static String trace(long seed) {
        TestNetwork other = new TestNetwork(seed);
        other.capturing = true;
        other.loss = 0.1;
        other.jitterNs = 5 * MS;
        List<Node> both = other.pair();
        both.get(0).dial(both.get(1));
        both.get(1).dial(both.get(0));
        other.run(5 * SECOND);
        StringBuilder trace = new StringBuilder();
        for (Datagram datagram : other.captured) {
            trace.append(datagram.arrivalNs()).append(datagram.to());
            trace.append(java.util.Arrays.hashCode(datagram.bytes())).append('\n');
        }
        other.closeAll();
        return trace.toString();
    }

    @Test
    void survivesRandomAndMutatedPackets() {
        network.capturing = true;
        connect();
        a.onlyLink().send(message(1, 5000));
        network.run(SECOND);
        List<Datagram> samples = List.copyOf(network.captured);
        for (int i = 0; i < 3000; i++) {
            byte[] bytes;
            if (i % 4 == 0) {
                bytes = new byte[network.random.nextInt(200)];
                network.random.nextBytes(bytes);
                if (bytes.length > 0) {
                    bytes[0] = (byte) network.random.nextInt(7);
                }
            } else {
                bytes = samples.get(network.random.nextInt(samples.size())).bytes().clone();
                bytes[network.random.nextInt(bytes.length)] ^= (byte) (1 + i % 255);
            }
            PacketBatch batch = new PacketBatch();
            batch.append(bytes, 0, bytes.length);
            b.links.received(TestNetwork.at("10.9.9.9"), batch);
        }
        b.links.flush();
        network.run(10 * SECOND);
        assertEquals(List.of("up B"), a.events);
        assertEquals(List.of("up A"), b.events);
    }
}

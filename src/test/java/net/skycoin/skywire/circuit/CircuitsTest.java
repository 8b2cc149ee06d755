package net.skycoin.skywire.circuit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.skycoin.skywire.bytes.BigEndian;
import net.skycoin.skywire.bytes.Packet;
import net.skycoin.skywire.circuit.TestNetwork.Node;
import net.skycoin.skywire.circuit.TestNetwork.TestLink;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.Cell;
import net.skycoin.skywire.wire.CircuitReply;
import net.skycoin.skywire.wire.CircuitSetup;
import net.skycoin.skywire.wire.CircuitTeardown;
import net.skycoin.skywire.wire.FailureCode;
import net.skycoin.skywire.wire.HandshakePayload;
import net.skycoin.skywire.wire.LeaseRequest;
import net.skycoin.skywire.wire.Purpose;
import net.skycoin.skywire.wire.Use;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CircuitsTest {
    private TestNetwork network = new TestNetwork(0);

    @AfterEach
    void noPacketLeaks() {
        network.pool.assertNoneOutstanding();
    }

    private Node node(int i) {
        return network.nodes.get(i);
    }

    /** A chain of nodes with a circuit from the first to the last. */
    private OutboundCircuit established(long seed, int relays) {
        network = TestNetwork.chain(seed, relays + 2);
        OutboundCircuit circuit = node(0).open(network.path(relays + 1));
        network.run(500);
        assertEquals(List.of(circuit), node(0).heard.opened);
        return circuit;
    }

    private InboundCircuit accepted() {
        return network.nodes.getLast().heard.accepted.getLast();
    }

    private static byte[] text(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static boolean send(Circuit circuit, byte[] packet) {
        return circuit.send(7, 8, Cell.CLASS_DATA, 9, packet, 0, packet.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 7})
    void carriesPacketsBothWaysUnchanged(int relays) {
        OutboundCircuit out = established(relays + 1, relays);
        InboundCircuit in = accepted();
        assertTrue(out.isOpen() && in.isOpen());
        assertEquals(Purpose.EXIT, in.purpose());
        assertNull(in.caller());
        for (int length : new int[] {0, 1, 20, 576, 1392}) {
            assertTrue(send(out, text(length, length)));
            assertTrue(send(in, text(length, -length)));
            network.run(100);
            assertArrayEquals(
                    text(length, length), network.nodes.getLast().heard.packets.getLast());
            assertArrayEquals(text(length, -length), node(0).heard.packets.getLast());
        }
        assertEquals("7/8/0/9", node(0).heard.data.getLast());
        assertEquals(5, out.nextSequence());
        assertEquals(4, in.receivedSequence());
        assertEquals(out.traffic(), in.traffic());
        assertFalse(send(out, new byte[1393]));
    }

    @Test
    void setUpTakesOneRoundTripWhateverTheLength() {
        network = TestNetwork.chain(1, 9);
        node(0).open(network.path(8));
        network.run(8 * 2 * 5 - 1);
        assertTrue(node(0).heard.opened.isEmpty());
        network.run(1);
        assertEquals(1, node(0).heard.opened.size());
    }

    @Test
    void meshCircuitShowsTheCallersKey() {
        network = TestNetwork.chain(1, 3);
        PrivateKey throwAway = PrivateKey.generate(network.random);
        node(0).circuits.open(network.path(2), Purpose.MESH, 60, 1200);
        network.run(100);
        assertEquals(node(0).key(), accepted().caller());
        OutboundCircuit out = node(0).circuits.openAs(throwAway, network.path(2), 60, 1200);
        network.run(100);
        assertEquals(throwAway.publicKey(), accepted().caller());
        assertTrue(send(out, text(100, 1)));
        network.run(100);
        assertArrayEquals(text(100, 1), node(2).heard.packets.getFirst());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 0", "0, 1"})
    void worksWithAndWithoutAes(int first, int last) {
        network = new TestNetwork(1);
        Node a = network.add(TestNetwork.settings(), first * HandshakePayload.CAN_AES);
        Node b = network.add(TestNetwork.settings(), last * HandshakePayload.CAN_AES);
        network.connect(a, b);
        OutboundCircuit out = a.open(network.path(1));
        network.run(100);
        assertTrue(send(out, text(100, 1)) && send(accepted(), text(100, 2)));
        network.run(100);
        assertArrayEquals(text(100, 1), b.heard.packets.getFirst());
        assertArrayEquals(text(100, 2), a.heard.packets.getFirst());
    }

    @Test
    void messagesInsideTheCircuitArriveAsControlCells() {
        OutboundCircuit out = established(1, 2);
        assertTrue(out.send(new Use(Use.Direction.BOTH)));
        assertTrue(out.send(new LeaseRequest(new byte[32], LeaseRequest.WANTS_IPV4, 1392)));
        network.run(100);
        assertEquals(List.of("0/0/1/0", "0/0/1/0"), node(3).heard.data);
    }

    /** All 8-byte runs of a cell behind the header that the link itself would add. */
    private static Set<Long> runs(byte[] cell) {
        Set<Long> runs = new HashSet<>();
        for (int i = 0; i + 8 <= cell.length; i++) {
            runs.add(BigEndian.getLong(cell, i));
        }
        return runs;
    }

    @Test
    void oneCellSharesNothingBetweenTwoHops() {
        OutboundCircuit out = established(1, 3);
        assertTrue(send(out, new byte[1000]));
        assertTrue(send(accepted(), new byte[1000]));
        network.run(100);
        List<byte[]> forward = new ArrayList<>();
        List<byte[]> backward = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            forward.add(node(i).to(node(i + 1)).cells.getFirst());
            backward.add(node(i + 1).to(node(i)).cells.getFirst());
        }
        for (List<byte[]> seen : List.of(forward, backward)) {
            Set<Long> all = new HashSet<>();
            int count = 0;
            for (byte[] cell : seen) {
                assertEquals(1048, cell.length);
                all.addAll(runs(cell));
                count += runs(cell).size();
            }
            assertEquals(count, all.size());
        }
    }

    @Test
    void onionAndReplyShareNothingBetweenTwoHops() {
        established(1, 3);
        Set<Long> all = new HashSet<>();
        int count = 0;
        for (int i = 0; i < 4; i++) {
            byte[] onion = node(i).to(node(i + 1)).messages.getFirst();
            byte[] reply = node(i + 1).to(node(i)).messages.getFirst();
            // Type, id and the onion's version byte are not secret.
            for (byte[] message :
                    List.of(
                            Arrays.copyOfRange(onion, 6, onion.length),
                            Arrays.copyOfRange(reply, 9, reply.length))) {
                all.addAll(runs(message));
                count += runs(message).size();
            }
        }
        assertEquals(count, all.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void alteredCellDiesAtTheEndPoint(int link) {
        OutboundCircuit out = established(1, 3);
        TestLink wire = node(link).to(node(link + 1));
        // Id, N, flow, inner packet, tag.
        for (int at : new int[] {0, 4, 11, 12, 19, 20, 60, 147}) {
            wire.onCell =
                    cell -> {
                        cell[at] ^= 0x10;
                        return cell;
                    };
            assertTrue(send(out, text(100, at)));
            network.run(100);
            assertTrue(node(4).heard.packets.isEmpty());
        }
        wire.onCell = cell -> cell;
        assertEquals(7, node(4).circuits.statistics().forgedCells());
        assertEquals(1, node(link + 1).circuits.statistics().unknownCells());
        assertTrue(send(out, text(100, 1)));
        network.run(100);
        assertEquals(1, node(4).heard.packets.size());
    }

    @Test
    void alteredCellDiesAtTheInitiator() {
        established(1, 2);
        TestLink wire = node(3).to(node(2));
        wire.onCell =
                cell -> {
                    cell[40] ^= 1;
                    return cell;
                };
        assertTrue(send(accepted(), text(100, 1)));
        network.run(100);
        assertTrue(node(0).heard.packets.isEmpty());
        assertEquals(1, node(0).circuits.statistics().forgedCells());
    }

    @Test
    void replayedCellDiesAtTheRelay() {
        OutboundCircuit out = established(1, 2);
        InboundCircuit in = accepted();
        send(out, text(100, 1));
        send(in, text(100, 2));
        network.run(100);
        TestLink forward = node(0).to(node(1));
        TestLink backward = node(3).to(node(2));
        forward.deliverCell(forward.cells.getFirst());
        backward.deliverCell(backward.cells.getFirst());
        network.run(100);
        assertEquals(1, node(1).circuits.statistics().replayedCells());
        assertEquals(1, node(2).circuits.statistics().replayedCells());
        assertEquals(1, node(1).to(node(2)).cells.size());
        assertEquals(1, node(2).to(node(1)).cells.size());
    }

    @Test
    void replayedCellDiesAtTheEnds() {
        OutboundCircuit out = established(1, 1);
        send(out, text(100, 1));
        send(accepted(), text(100, 2));
        network.run(100);
        TestLink last = node(1).to(node(2));
        TestLink first = node(1).to(node(0));
        last.deliverCell(last.cells.getFirst());
        first.deliverCell(first.cells.getFirst());
        assertEquals(1, node(2).circuits.statistics().replayedCells());
        assertEquals(1, node(0).circuits.statistics().replayedCells());
        assertEquals(1, node(2).heard.packets.size());
    }

    @Test
    void cellOfAnotherLinkIsUnknown() {
        OutboundCircuit out = established(1, 2);
        send(out, text(100, 1));
        network.run(100);
        byte[] cell = node(0).to(node(1)).cells.getFirst();
        node(2).to(node(1)).deliverCell(cell);
        assertEquals(1, node(1).circuits.statistics().unknownCells());
    }

    @Test
    void replayedOnionIsDropped() {
        established(1, 2);
        TestLink wire = node(0).to(node(1));
        byte[] setup = wire.messages.getFirst();
        wire.deliverMessage(setup);
        network.run(100);
        assertEquals(1, node(1).circuits.statistics().replayedOnions());
        assertEquals(1, node(1).relayed());
    }

    @Test
    void retryAfterALostReplyIsANewOnion() {
        network = TestNetwork.chain(1, 3);
        node(1).to(node(0)).onMessage = _ -> null;
        node(0).open(network.path(2));
        network.run(2_990);
        assertTrue(node(0).heard.failures.isEmpty());
        network.run(20);
        assertEquals(List.of(FailureCode.NO_REPLY), node(0).heard.failures);
        node(1).to(node(0)).onMessage = message -> message;
        node(0).open(network.path(2));
        network.run(100);
        assertEquals(1, node(0).heard.opened.size());
    }

    @Test
    void lateReplyFreesTheCircuitEverywhere() {
        network = TestNetwork.chain(1, 4);
        TestLink slow = node(1).to(node(0));
        slow.onMessage =
                message -> {
                    network.timers.after(
                            3_500 * TestNetwork.MS, () -> slow.deliverMessage(message));
                    return null;
                };
        node(0).open(network.path(3));
        network.run(3_450);
        assertEquals(List.of(FailureCode.NO_REPLY), node(0).heard.failures);
        assertEquals(1, node(3).heard.accepted.size());
        network.run(200);
        assertEquals(0, node(1).relayed());
        assertEquals(0, node(2).relayed());
        assertEquals(accepted(), node(3).heard.closed.getFirst());
    }

    @Test
    void halfOpenRelayForgetsAfterFiveSeconds() {
        network = TestNetwork.chain(1, 4);
        node(2).to(node(1)).onMessage = _ -> null;
        node(0).open(network.path(3));
        network.run(4_990);
        assertEquals(1, node(1).relayed());
        network.run(30);
        assertEquals(0, node(1).relayed());
        assertEquals(1, node(1).circuits.statistics().halfOpenExpired());
        assertEquals(1, node(2).relayed());
    }

    /** Makes hop {@code culprit} of a path of four refuse, and checks who is told what. */
    private void assertRefused(int culprit, FailureCode code) {
        node(0).open(network.path(4));
        network.run(200);
        assertEquals(List.of(code), node(0).heard.failures);
        assertEquals(node(culprit).key(), node(0).heard.reporters.getFirst());
        for (int i = 1; i <= culprit; i++) {
            assertEquals(0, node(i).relayed(), "state left at " + i);
            for (byte[] message : node(i).to(node(i - 1)).messages) {
                assertEquals(913, message.length);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void missingNextNodeIsReportedByTheRelayBefore(int relay) {
        network = TestNetwork.chain(relay, 5);
        node(relay).to(node(relay + 1)).usable = false;
        assertRefused(relay, FailureCode.NEXT_NOT_LINKED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void fullHopIsReported(int hop) {
        network = new TestNetwork(hop);
        for (int i = 0; i < 5; i++) {
            CircuitSettings usual = TestNetwork.settings();
            CircuitSettings none = new CircuitSettings(true, usual.serves(), 0, 128, 40, 10, 3600);
            network.add(i == hop ? none : usual);
            if (i > 0) {
                network.connect(node(i - 1), node(i));
            }
        }
        assertRefused(hop, FailureCode.LIMIT_REACHED);
    }

    @Test
    void purposeThatIsNotServedIsRefused() {
        network = TestNetwork.chain(1, 4);
        Node end = network.add(CircuitSettings.of(true, Set.of(Purpose.MESH)));
        network.connect(node(3), end);
        assertRefused(4, FailureCode.NOT_SERVED);
    }

    @Test
    void nodeThatDoesNotRelayRefuses() {
        network = TestNetwork.chain(1, 2);
        network.add(CircuitSettings.of(false, Set.of(Purpose.EXIT)));
        network.connect(node(1), node(2));
        network.add(TestNetwork.settings());
        network.add(TestNetwork.settings());
        assertRefused(2, FailureCode.NOT_SERVED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void staleOnionKeyComesWithTheDescriptor(int hop) {
        network = TestNetwork.chain(hop, 5);
        List<Hop> path = new ArrayList<>(network.path(4));
        PrivateKey before = PrivateKey.generate(network.random);
        path.set(hop - 1, new Hop(node(hop).key(), before.publicKey()));
        node(0).open(path);
        network.run(200);
        assertEquals(List.of(FailureCode.STALE_ONION_KEY), node(0).heard.failures);
        assertEquals(node(hop).key(), node(0).heard.reporters.getFirst());
        assertArrayEquals(node(hop).descriptor, node(0).heard.descriptors.getFirst());
        assertEquals(913, node(1).to(node(0)).messages.getFirst().length);
        node(0).open(network.path(4));
        network.run(200);
        assertEquals(1, node(0).heard.opened.size());
    }

    @Test
    void relayDoesNotSendACircuitBackWhereItCameFrom() {
        network = TestNetwork.chain(1, 2);
        node(0).open(List.of(node(1).hop(), node(0).hop()));
        network.run(100);
        assertEquals(List.of(FailureCode.MALFORMED), node(0).heard.failures);
        assertEquals(node(1).key(), node(0).heard.reporters.getFirst());
    }

    @Test
    void wrongNodeKeyOfTheEndPointIsRefused() {
        network = TestNetwork.chain(1, 3);
        PrivateKey other = PrivateKey.generate(network.random);
        List<Hop> path = List.of(node(1).hop(), new Hop(node(2).key(), node(2).hop().onionKey()));
        node(1).links.put(other.publicKey(), node(1).to(node(2)));
        node(0).open(List.of(path.getFirst(), new Hop(other.publicKey(), path.get(1).onionKey())));
        network.run(100);
        assertEquals(1, node(0).heard.failures.size());
        assertTrue(node(2).heard.accepted.isEmpty());
    }

    @Test
    void unlinkedFirstHopFailsAfterOpenReturned() {
        network = TestNetwork.chain(1, 3);
        OutboundCircuit circuit = node(0).open(List.of(node(2).hop()));
        assertTrue(node(0).heard.failures.isEmpty());
        assertEquals(OutboundCircuit.State.BUILDING, circuit.state());
        network.run(0);
        assertEquals(List.of(FailureCode.NEXT_NOT_LINKED), node(0).heard.failures);
        assertNull(node(0).heard.reporters.getFirst());
        assertEquals(OutboundCircuit.State.CLOSED, circuit.state());
    }

    @Test
    void damagedReplyIsRecognised() {
        for (int at : new int[] {9, 12, 50, 100, 500, 912}) {
            network = TestNetwork.chain(at, 4);
            node(1).to(node(0)).onMessage =
                    message -> {
                        byte[] altered = message.clone();
                        altered[at] ^= 1;
                        return altered;
                    };
            node(0).open(network.path(3));
            network.run(200);
            assertTrue(node(0).heard.opened.isEmpty());
            assertEquals(List.of(FailureCode.FORGED), node(0).heard.failures);
        }
    }

    @Test
    void onionOutlivesOneRenewalOfTheKeyButNotTwo() {
        network = TestNetwork.chain(1, 3);
        List<Hop> path = network.path(2);
        network.run(3_600_000);
        assertNotEquals(path.getFirst().onionKey(), node(1).onionKeys.current());
        node(0).open(path);
        network.run(100);
        assertEquals(1, node(0).heard.opened.size());
        network.run(1_800_000);
        node(0).open(path);
        network.run(100);
        assertEquals(List.of(FailureCode.STALE_ONION_KEY), node(0).heard.failures);
    }

    @Test
    void everyNewOnionKeyIsAnnounced() {
        List<String> announced = new ArrayList<>();
        OnionKeys keys =
                new OnionKeys(network.random, network.timers, () -> announced.add("changed"));
        Set<PublicKey> seen = new HashSet<>(Set.of(keys.current()));
        for (int hour = 1; hour <= 3; hour++) {
            network.run(3_600_000);
            assertEquals(hour, announced.size());
            assertTrue(seen.add(keys.current()));
        }
        keys.close();
        network.run(7_200_000);
        assertEquals(3, announced.size());
    }

    @Test
    void fullReplayCacheRefuses() {
        network = TestNetwork.chain(1, 1);
        OnionKeys keys = new OnionKeys(network.random, network.timers, () -> {}, 0);
        List<Sphinx.HopSecret> secrets =
                Sphinx.secrets(PrivateKey.generate(network.random), List.of(keys.current()));
        OnionKeys.Opened opened =
                keys.open(
                        OutboundSetup.SPHINX,
                        OutboundSetup.SPHINX.wrap(secrets, List.of(new byte[40])));
        assertEquals(ReplayCache.Verdict.FULL, opened == null ? null : opened.verdict());
        keys.close();
    }

    @Test
    void closeByTheInitiatorReachesTheEndPoint() {
        OutboundCircuit out = established(1, 3);
        InboundCircuit in = accepted();
        out.close();
        out.close();
        network.run(100);
        assertEquals(List.of(Closing.own(FailureCode.CLOSED)), node(0).heard.closings);
        assertEquals(List.of(Closing.own(FailureCode.CLOSED)), node(4).heard.closings);
        assertFalse(in.isOpen() || send(in, new byte[1]) || send(out, new byte[1]));
        assertEquals(0, node(1).relayed() + node(2).relayed() + node(3).relayed());
    }

    @Test
    void closeByTheEndPointReachesTheInitiator() {
        OutboundCircuit out = established(1, 3);
        send(out, new byte[100]);
        network.run(100);
        accepted().close();
        network.run(100);
        Closing why = node(0).heard.closings.getFirst();
        assertEquals(new Closing(FailureCode.CLOSED, node(4).key(), 148, 0), why);
        assertEquals(0, node(1).relayed() + node(2).relayed() + node(3).relayed());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void lostLinkIsReportedWithCountsThatOthersCannotRead(int relay) {
        OutboundCircuit out = established(relay, 3);
        for (int i = 0; i < 3; i++) {
            send(out, new byte[52]);
        }
        send(accepted(), new byte[152]);
        network.run(100);
        network.cut(node(relay), node(relay + 1));
        network.run(100);
        Closing why = node(0).heard.closings.getFirst();
        assertEquals(new Closing(FailureCode.LINK_LOST, node(relay).key(), 300, 200), why);
        assertEquals(FailureCode.LINK_LOST, node(4).heard.closings.getFirst().code());
        assertEquals(0, node(1).relayed() + node(2).relayed() + node(3).relayed());
        assertFalse(out.isOpen());
        // The block on each link towards the initiator: no two share a run, none shows the counts.
        Set<Long> all = new HashSet<>();
        int count = 0;
        for (int i = relay; i > 0; i--) {
            byte[] teardown = node(i).to(node(i - 1)).messages.getLast();
            assertEquals(85, teardown.length);
            assertEquals(CircuitTeardown.MESSAGE_TYPE, teardown[0]);
            byte[] block = Arrays.copyOfRange(teardown, 5, teardown.length);
            all.addAll(runs(block));
            count += runs(block).size();
        }
        assertEquals(count, all.size());
        assertFalse(all.contains(300L) || all.contains(200L));
    }

    @Test
    void lostLinkDuringSetUpIsReported() {
        network = TestNetwork.chain(1, 4);
        node(0).open(network.path(3));
        network.run(12);
        network.cut(node(2), node(3));
        network.run(100);
        assertEquals(List.of(FailureCode.LINK_LOST), node(0).heard.failures);
        assertEquals(node(2).key(), node(0).heard.reporters.getFirst());
        node(0).open(network.path(2));
        network.cut(node(0), node(1));
        assertEquals(List.of(FailureCode.LINK_LOST, FailureCode.LINK_LOST), node(0).heard.failures);
        assertEquals(0, node(1).relayed() + node(2).relayed());
    }

    @Test
    void lifeEndsEverywhere() {
        OutboundCircuit out = established(1, 2);
        // The teardown is lost; relays and end point must end by themselves.
        node(0).to(node(1)).onMessage = _ -> null;
        network.run(600_000);
        assertFalse(out.isOpen());
        assertEquals(FailureCode.LIFETIME_OVER, node(0).heard.closings.getFirst().code());
        assertEquals(1, node(3).heard.closings.size());
        assertEquals(0, node(1).relayed() + node(2).relayed());
    }

    @Test
    void eachHopAnswersForItsCounts() {
        OutboundCircuit out = established(1, 2);
        send(out, new byte[52]);
        network.run(100);
        for (int hop = 0; hop < 3; hop++) {
            assertTrue(out.askStatus(hop));
            network.run(100);
            assertEquals(node(hop + 1).key(), node(0).heard.statusHops.get(hop));
            assertEquals(100, node(0).heard.statuses.get(hop).bytesForward());
        }
        assertTrue(out.isOpen());
        assertThrows(IndexOutOfBoundsException.class, () -> out.askStatus(3));
    }

    @Test
    void unreadableTeardownStillEndsTheCircuit() {
        OutboundCircuit out = established(1, 2);
        CircuitReply reply = CircuitReply.parse(node(1).to(node(0)).messages.getFirst());
        int id = reply == null ? 0 : reply.setupId();
        node(1).to(node(0)).deliverMessage(new CircuitTeardown(id, new byte[80]).emit());
        assertFalse(out.isOpen());
        assertEquals(FailureCode.FORGED, node(0).heard.closings.getFirst().code());
    }

    @Test
    void setUpsOfOneNeighbourAreLimitedInRateAndNumber() {
        network = new TestNetwork(1);
        Node a = network.add(TestNetwork.settings());
        CircuitSettings strict =
                new CircuitSettings(true, Set.of(Purpose.EXIT), 100, 3, 40, 10, 3600);
        Node b = network.add(strict);
        Node c = network.add(TestNetwork.settings());
        network.connect(a, b);
        network.connect(c, b);
        for (int i = 0; i < 40; i++) {
            a.open(List.of(b.hop()));
        }
        c.open(List.of(b.hop()));
        network.run(4_000);
        assertEquals(3, a.heard.opened.size());
        assertEquals(8, b.circuits.statistics().excessSetups());
        assertEquals(29, b.circuits.statistics().refusedSetups());
        assertEquals(1, c.heard.opened.size());
        a.heard.opened.getFirst().close();
        network.run(100);
        a.open(List.of(b.hop()));
        network.run(100);
        assertEquals(4, a.heard.opened.size());
        network.cut(a, b);
        assertEquals(1, b.circuits.describe().inbound().size());
    }

    @Test
    void exhaustedPacketPoolDropsAndRecovers() {
        OutboundCircuit out = established(1, 1);
        List<Packet> hoard = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            hoard.add(Objects.requireNonNull(network.pool.acquire()));
        }
        assertFalse(send(out, new byte[10]));
        hoard.getLast().release();
        assertTrue(send(out, new byte[10]));
        Packet spare = Objects.requireNonNull(network.pool.acquire());
        network.run(100);
        assertEquals(1, node(1).circuits.statistics().unbufferedCells());
        hoard.subList(0, 999).forEach(Packet::release);
        spare.release();
    }

    @Test
    void descriptionNamesOnlyWhatEachNodeKnows() {
        OutboundCircuit out = established(1, 2);
        send(out, new byte[52]);
        network.run(100);
        CircuitSnapshot.Outbound mine = node(0).circuits.describe().outbound().getFirst();
        assertEquals(List.of(node(1).key(), node(2).key(), node(3).key()), mine.path());
        assertEquals(OutboundCircuit.State.OPEN, mine.state());
        CircuitSnapshot.Relayed relayed = node(2).circuits.describe().relayed().getFirst();
        assertEquals(node(1).key(), relayed.previous());
        assertEquals(node(3).key(), relayed.next());
        assertTrue(relayed.open());
        assertEquals(new CircuitTraffic(1, 100, 0, 0), relayed.traffic());
        CircuitSnapshot.Inbound inbound = node(3).circuits.describe().inbound().getFirst();
        assertEquals(node(2).key(), inbound.previous());
        assertEquals(1, node(0).circuits.statistics().openedCircuits());
    }

    @Test
    void closingTheNodeEndsAllItsCircuits() {
        OutboundCircuit out = established(1, 3);
        node(2).circuits.close();
        network.run(100);
        assertFalse(out.isOpen() || accepted().isOpen());
        assertEquals(0, node(1).relayed() + node(2).relayed() + node(3).relayed());
    }

    @Test
    void refusesPathsThatCannotBe() {
        network = TestNetwork.chain(1, 2);
        assertThrows(IllegalArgumentException.class, () -> node(0).open(List.of()));
        List<Hop> nine = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            nine.add(node(1).hop());
        }
        assertThrows(IllegalArgumentException.class, () -> node(0).open(nine));
    }

    @Test
    void hostileMessagesAndCellsDoNoHarm() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        OutboundCircuit out = established(1, 2);
        send(out, text(300, 1));
        send(accepted(), text(300, 1));
        out.askStatus(1);
        network.run(100);
        List<TestLink> wires =
                List.of(
                        node(0).to(node(1)), node(1).to(node(0)),
                        node(2).to(node(1)), node(2).to(node(3)));
        List<List<byte[]>> messages =
                wires.stream().map(wire -> List.copyOf(wire.messages)).toList();
        List<List<byte[]>> cells = wires.stream().map(wire -> List.copyOf(wire.cells)).toList();
        try {
            for (int i = 0; i < 3_000; i++) {
                int at = random.nextInt(wires.size());
                TestLink wire = wires.get(at);
                wire.deliverMessage(mutated(messages.get(at), random));
                wire.deliverCell(mutated(cells.get(at), random));
                network.run(random.nextInt(30));
            }
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
        for (Node node : network.nodes) {
            CircuitSnapshot all = node.circuits.describe();
            assertTrue(all.relayed().size() + all.inbound().size() <= 2, "seed " + seed);
        }
    }

    /** One of the samples, with some bytes changed or another length, or random bytes. */
    private static byte[] mutated(List<byte[]> samples, Random random) {
        byte[] sample = samples.get(random.nextInt(samples.size())).clone();
        switch (random.nextInt(4)) {
            case 0 -> sample[random.nextInt(sample.length)] ^= (byte) (1 + random.nextInt(255));
            case 1 -> sample = Arrays.copyOf(sample, random.nextInt(2 * sample.length));
            case 2 -> {
                // Anything behind the type and the id.
                byte[] noise = new byte[sample.length - 5];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, sample, 5, noise.length);
            }
            default -> {
                sample = new byte[random.nextInt(100)];
                random.nextBytes(sample);
            }
        }
        return sample;
    }

    @Test
    void sameSeedMakesTheSameBytes() {
        established(42, 3);
        byte[] once = node(2).to(node(3)).messages.getFirst();
        established(42, 3);
        assertArrayEquals(once, node(2).to(node(3)).messages.getFirst());
        assertEquals(CircuitSetup.MESSAGE_TYPE, once[0]);
    }
}

package net.skycoin.skywire.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.skycoin.skywire.crypto.AeadAlgorithm;
import net.skycoin.skywire.crypto.MlKem768;
import net.skycoin.skywire.noise.Session.Reject;
import net.skycoin.skywire.wire.LinkHeader;
import net.skycoin.skywire.wire.RekeyInit;
import net.skycoin.skywire.wire.RekeyResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionTest {
    private static final long SECOND = 1_000_000_000L;

    private final Random random = new Random(11);
    private Session a = session(true, AeadAlgorithm.CHACHA20_POLY1305);
    private Session b = session(false, AeadAlgorithm.CHACHA20_POLY1305);

    @ParameterizedTest
    @EnumSource
    void packetsArriveBothWaysAndInPlace(AeadAlgorithm algorithm) {
        a = session(true, algorithm);
        b = session(false, algorithm);
        byte[] inPlace = new byte[100 + 1_400 + 100];
        byte[] plaintext = bytes(1_400);
        System.arraycopy(plaintext, 0, inPlace, 50 + Session.HEADER_LENGTH, 1_400);
        int length =
                a.seal(LinkHeader.CELL, inPlace, 50 + Session.HEADER_LENGTH, 1_400, inPlace, 50);
        assertEquals(1_400 + Session.OVERHEAD, length);
        assertEquals(LinkHeader.CELL, LinkHeader.type(inPlace, 50));
        assertEquals(1_400, b.open(inPlace, 50, length));
        assertArrayEquals(
                plaintext,
                Arrays.copyOfRange(
                        inPlace, 50 + Session.HEADER_LENGTH, 50 + Session.HEADER_LENGTH + 1_400));
        assertArrayEquals(bytes(3), open(a, seal(b, bytes(3))));
        assertArrayEquals(bytes(0), open(a, seal(b, bytes(0))));
    }

    @Test
    void headerIsAsInTheProtocol() {
        seal(a, bytes(5));
        byte[] packet = seal(a, bytes(5));
        assertArrayEquals(
                new byte[] {4, 0, 0, 5, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1},
                Arrays.copyOf(packet, Session.HEADER_LENGTH));
    }

    @Test
    void refusesAReplayOnly() {
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            packets.add(seal(a, bytes(i)));
        }
        for (int i : new int[] {3, 0, 9, 4}) {
            assertArrayEquals(bytes(i), open(b, packets.get(i)));
            assertEquals(Reject.REPLAYED, code(b, packets.get(i)));
        }
        assertEquals(4, b.receivedPackets());
        assertEquals(9, b.highestCounter());
        assertEquals(10, a.sentPackets());
        assertEquals(4, b.statistics().replayed());
    }

    @Test
    void aForgeryIsRefusedAndDoesNotHarmTheGenuinePacket() {
        byte[] packet = seal(a, bytes(40));
        for (int i = 0; i < packet.length; i++) {
            byte[] forged = packet.clone();
            forged[i] ^= (byte) (1 << random.nextInt(8));
            assertTrue(b.open(forged, 0, forged.length) < 0, "byte " + i);
        }
        assertTrue(b.statistics().forged() > 40);
        assertArrayEquals(bytes(40), open(b, packet));
        assertEquals(Reject.FORGED, code(a, seal(a, bytes(1), 1)));
    }

    @Test
    void neverThrowsAtJunk() {
        Random junk = new Random(5);
        byte[] genuine = seal(a, bytes(60));
        for (int i = 0; i < 20_000; i++) {
            byte[] packet = junk.nextBoolean() ? genuine.clone() : new byte[junk.nextInt(80)];
            int changes = junk.nextInt(1, 9);
            for (int n = 0; n < changes && packet.length > 0; n++) {
                packet[junk.nextInt(packet.length)] ^= (byte) junk.nextInt(1, 256);
            }
            int length = junk.nextInt(4) == 0 ? junk.nextInt(packet.length + 1) : packet.length;
            if (!Arrays.equals(packet, 0, length, genuine, 0, genuine.length)) {
                assertTrue(b.open(packet, 0, length) < 0);
            }
        }
        assertArrayEquals(bytes(60), open(b, genuine));
    }

    @Test
    void reorderingAcrossARekeyLosesNoPacket() {
        for (boolean initiatorStarts : new boolean[] {true, false}) {
            Session starter = initiatorStarts ? a : b;
            Session answerer = initiatorStarts ? b : a;
            byte[] lateFromStarter = seal(starter, bytes(1));
            byte[] lateFromAnswerer = seal(answerer, bytes(2));
            RekeyInit init = starter.startRekey(random, 0);
            RekeyResponse response = answer(answerer, init, 0);
            byte[] answererBeforeSwitch = seal(answerer, bytes(3));
            byte[] starterBeforeSwitch = seal(starter, bytes(4));
            assertTrue(starter.finishRekey(response, 0));
            byte[] firstOfNew = seal(starter, bytes(5));
            byte[] secondOfNew = seal(starter, bytes(6));
            assertArrayEquals(bytes(6), open(answerer, secondOfNew));
            byte[] answererAfterSwitch = seal(answerer, bytes(7));
            assertEquals(LinkHeader.epoch(firstOfNew, 0), LinkHeader.epoch(answererAfterSwitch, 0));
            assertArrayEquals(bytes(7), open(starter, answererAfterSwitch));
            assertArrayEquals(bytes(5), open(answerer, firstOfNew));
            assertArrayEquals(bytes(4), open(answerer, starterBeforeSwitch));
            assertArrayEquals(bytes(1), open(answerer, lateFromStarter));
            assertArrayEquals(bytes(3), open(starter, answererBeforeSwitch));
            assertArrayEquals(bytes(2), open(starter, lateFromAnswerer));
            assertEquals(Reject.REPLAYED, code(starter, lateFromAnswerer));
        }
    }

    @Test
    void randomLossAndReorderingOverManyRekeysLosesOnlyWhatWasLost() {
        long seed = 17;
        Random chance = new Random(seed);
        List<byte[]> inFlight = new ArrayList<>();
        int opened = 0;
        int delivered = 0;
        for (int i = 0; i < 6_000; i++) {
            long nowNs = i * SECOND;
            if (a.rekeyDue(nowNs)) {
                assertTrue(a.finishRekey(answer(b, a.startRekey(random, nowNs), nowNs), nowNs));
            }
            b.expired(nowNs);
            inFlight.add(seal(a, bytes(i % 50)));
            // At most 20 s late, within the overlap.
            while (inFlight.size() > 20 || (chance.nextInt(4) == 0 && !inFlight.isEmpty())) {
                byte[] packet = inFlight.remove(chance.nextInt(Math.min(3, inFlight.size())));
                if (chance.nextInt(10) != 0) {
                    delivered++;
                    opened += b.open(packet, 0, packet.length) >= 0 ? 1 : 0;
                }
            }
        }
        assertEquals(delivered, opened, "seed " + seed);
        assertEquals(6_000, a.sentPackets());
        assertEquals(opened, b.receivedPackets());
        assertEquals(6_000 / 120 - 1, b.highestEpoch());
    }

    @Test
    void whenBothStartAtOnceTheHandshakesInitiatorWins() {
        RekeyInit ofA = a.startRekey(random, 0);
        RekeyInit ofB = b.startRekey(random, 0);
        assertNull(a.answerRekey(ofB, random, 0));
        RekeyResponse response = answer(b, ofA, 0);
        assertTrue(a.finishRekey(response, 0));
        assertArrayEquals(bytes(9), open(b, seal(a, bytes(9))));
        assertArrayEquals(bytes(8), open(a, seal(b, bytes(8))));
        assertEquals(1, a.highestEpoch());
        // The loser's init arrives again, late: it means an epoch that has begun.
        assertNull(a.answerRekey(ofB, random, 0));
        assertFalse(b.finishRekey(response, 0));
    }

    @Test
    void responderGivesUpItsStartEvenWhenItsInitArrivesLate() {
        RekeyInit ofB = b.startRekey(random, 0);
        RekeyInit ofA = a.startRekey(random, 0);
        RekeyResponse response = answer(b, ofA, 0);
        assertTrue(a.finishRekey(response, 0));
        assertNull(a.answerRekey(ofB, random, 0));
        assertArrayEquals(bytes(9), open(b, seal(a, bytes(9))));
    }

    @Test
    void rekeyMessagesThatFitNothingAreRefused() {
        RekeyInit init = a.startRekey(random, 0);
        assertEquals(init, a.startRekey(random, 0));
        assertNull(b.answerRekey(new RekeyInit(2, init.fresh(), null), random, 0));
        assertNull(b.answerRekey(new RekeyInit(0, init.fresh(), null), random, 0));
        RekeyResponse response = answer(b, init, 0);
        assertNull(b.answerRekey(init, random, 0));
        assertThrows(IllegalStateException.class, () -> b.startRekey(random, 0));
        assertFalse(b.finishRekey(response, 0));
        assertFalse(a.finishRekey(new RekeyResponse(2, response.fresh(), null), 0));
        assertFalse(a.finishRekey(new RekeyResponse(1, response.fresh(), new byte[1088]), 0));
        assertTrue(a.finishRekey(response, 0));
        assertFalse(a.finishRekey(response, 0));
    }

    @Test
    void anUnknownEpochIsRefused() {
        byte[] packet = seal(a, bytes(1));
        packet[1] = 7;
        assertEquals(Reject.UNKNOWN_EPOCH, code(b, packet));
        assertEquals(1, b.statistics().unknownEpoch());
    }

    @Test
    void theOldEpochClosesAfterThirtySeconds() {
        byte[] early = seal(b, bytes(1));
        byte[] late = seal(b, bytes(1));
        long t = 120 * SECOND;
        assertTrue(a.finishRekey(answer(b, a.startRekey(random, t), t), t));
        assertFalse(a.expired(t + 30 * SECOND - 1));
        assertArrayEquals(bytes(1), open(a, early));
        assertFalse(a.expired(t + 30 * SECOND));
        assertEquals(Reject.UNKNOWN_EPOCH, code(a, late));
    }

    @Test
    void theOldEpochClosesWhenTheOneAfterNextBegins() {
        byte[] old = seal(b, bytes(1));
        for (int i = 0; i < 2; i++) {
            assertTrue(a.finishRekey(answer(b, a.startRekey(random, 0), 0), 0));
            assertArrayEquals(bytes(i), open(b, seal(a, bytes(i))));
        }
        assertEquals(Reject.UNKNOWN_EPOCH, code(a, old));
    }

    @Test
    void epochsCountModulo256() {
        for (int i = 1; i <= 600; i++) {
            Session starter = i % 3 == 0 ? b : a;
            Session answerer = i % 3 == 0 ? a : b;
            assertTrue(starter.finishRekey(answer(answerer, starter.startRekey(random, 0), 0), 0));
            byte[] packet = seal(starter, bytes(1));
            assertEquals(i & 0xff, LinkHeader.epoch(packet, 0));
            assertArrayEquals(bytes(1), open(answerer, packet));
            assertEquals(i & 0xff, answerer.highestEpoch());
        }
    }

    @Test
    void rekeyIsDueAfterTwoMinutesAndTheResponderWaitsALittleLonger() {
        assertFalse(a.rekeyDue(120 * SECOND - 1));
        assertTrue(a.rekeyDue(120 * SECOND));
        assertFalse(b.rekeyDue(124 * SECOND));
        assertTrue(b.rekeyDue(125 * SECOND));
        RekeyInit init = a.startRekey(random, 126 * SECOND);
        assertFalse(a.rekeyDue(126 * SECOND));
        RekeyResponse response = answer(b, init, 126 * SECOND);
        assertFalse(b.rekeyDue(127 * SECOND));
        assertTrue(a.finishRekey(response, 127 * SECOND));
        assertFalse(a.rekeyDue(127 * SECOND));
        assertTrue(a.rekeyDue(247 * SECOND));
    }

    @Test
    void anExpiredSessionSealsAndOpensNothing() {
        byte[] packet = seal(b, bytes(1));
        assertFalse(a.expired(180 * SECOND - 1));
        assertArrayEquals(bytes(1), open(a, packet));
        byte[] late = seal(b, bytes(1));
        assertTrue(a.expired(180 * SECOND));
        assertFalse(a.rekeyDue(180 * SECOND));
        assertEquals(Reject.EXPIRED, code(a, late));
        assertEquals(Session.NOT_SEALED, a.seal(LinkHeader.CELL, bytes(1), 0, 1, new byte[99], 0));
        assertNull(a.answerRekey(b.startRekey(random, 0), random, 180 * SECOND));
    }

    @Test
    void aRekeyProlongsTheSession() {
        long t = 179 * SECOND;
        assertFalse(a.expired(t));
        assertTrue(a.finishRekey(answer(b, a.startRekey(random, t), t), t));
        byte[] packet = seal(a, bytes(1));
        assertTrue(b.expired(t + SECOND), "b has not heard yet that its answer arrived");
        assertArrayEquals(bytes(1), open(b, packet));
        assertFalse(b.expired(t + 100 * SECOND));
        assertFalse(a.expired(t + 100 * SECOND));
    }

    @Test
    void aReportsCounterMeansPacketsSentInAllEpochs() {
        for (int i = 0; i < 5; i++) {
            assertNotNull(seal(a, bytes(1)));
        }
        assertTrue(a.finishRekey(answer(b, a.startRekey(random, 0), 0), 0));
        assertEquals(-1, a.sentUpTo(1, 0));
        byte[] packet = seal(a, bytes(1));
        assertNotNull(open(b, packet));
        assertEquals(5, a.sentUpTo(0, 4));
        assertEquals(6, a.sentUpTo(b.highestEpoch(), b.highestCounter()));
        assertEquals(-1, a.sentUpTo(0, 5));
        assertEquals(-1, a.sentUpTo(2, 0));
        assertEquals(-1, a.sentUpTo(1, -1));
    }

    @Test
    void theAnswererCountsWhatItSealedBeforeTheStartersFirstPacket() {
        RekeyResponse response = answer(b, a.startRekey(random, 0), 0);
        for (int i = 0; i < 3; i++) {
            assertNotNull(seal(b, bytes(1)));
        }
        assertTrue(a.finishRekey(response, 0));
        assertNotNull(open(b, seal(a, bytes(1))));
        assertEquals(3, b.sentPackets());
        assertNotNull(seal(b, bytes(1)));
        assertEquals(4, b.sentPackets());
        assertEquals(4, b.sentUpTo(1, 0));
        assertEquals(3, b.sentUpTo(0, 2));
    }

    @Test
    void withMlKemTheFirstRekeyIsDueAtOnceAndBothEndsMixIt() {
        Session one = session(true, true, AeadAlgorithm.CHACHA20_POLY1305);
        Session other = session(false, true, AeadAlgorithm.CHACHA20_POLY1305);
        assertTrue(one.rekeyDue(0));
        assertFalse(other.rekeyDue(0), "the responder waits a little");
        assertFalse(one.postQuantum());
        RekeyInit init = one.startRekey(random, 0);
        assertNotNull(init.encapsulationKey());
        RekeyResponse response = answer(other, init, 0);
        assertTrue(one.finishRekey(response, 0));
        assertArrayEquals(bytes(5), open(other, seal(one, bytes(5))));
        assertArrayEquals(bytes(6), open(one, seal(other, bytes(6))));
        assertTrue(one.postQuantum() && other.postQuantum());
        assertFalse(one.rekeyDue(Session.REKEY_AFTER_NS - 1));
        assertTrue(one.rekeyDue(Session.REKEY_AFTER_NS));
    }

    @Test
    void nobodyIsTalkedOutOfMlKem() {
        Session one = session(true, true, AeadAlgorithm.CHACHA20_POLY1305);
        Session other = session(false, true, AeadAlgorithm.CHACHA20_POLY1305);
        RekeyInit init = one.startRekey(random, 0);
        assertNull(other.answerRekey(new RekeyInit(1, init.fresh(), null), random, 0));
        byte[] notReduced = new byte[MlKem768.ENCAPSULATION_KEY_LENGTH];
        Arrays.fill(notReduced, (byte) 0xff);
        assertNull(other.answerRekey(new RekeyInit(1, init.fresh(), notReduced), random, 0));
        RekeyResponse response = answer(other, init, 0);
        assertFalse(one.finishRekey(new RekeyResponse(1, response.fresh(), null), 0));
        byte[] spoilt = Objects.requireNonNull(response.ciphertext()).clone();
        spoilt[7] ^= 1;
        assertTrue(one.finishRekey(new RekeyResponse(1, response.fresh(), spoilt), 0));
        assertEquals(Reject.FORGED, code(other, seal(one, bytes(1))), "another secret");
    }

    @Test
    void aClosedSessionDoesNothingMore() {
        byte[] packet = seal(b, bytes(1));
        a.close();
        assertTrue(a.expired(0));
        assertEquals(Reject.EXPIRED, code(a, packet));
        assertEquals(Session.NOT_SEALED, a.seal(LinkHeader.CELL, bytes(1), 0, 1, new byte[99], 0));
    }

    private static Session session(boolean initiator, AeadAlgorithm algorithm) {
        return session(initiator, false, algorithm);
    }

    private static Session session(
            boolean initiator, boolean postQuantum, AeadAlgorithm algorithm) {
        byte[] k1 = bytes(32);
        byte[] k2 = bytes(33);
        byte[] chain = bytes(34);
        HandshakeKeys keys =
                new HandshakeKeys(
                        k1, Arrays.copyOfRange(k2, 1, 33), Arrays.copyOf(chain, 32), new byte[32]);
        return new Session(
                initiator, postQuantum, keys, algorithm, initiator ? 1 : 2, initiator ? 2 : 1, 0);
    }

    private RekeyResponse answer(Session session, RekeyInit init, long nowNs) {
        return Objects.requireNonNull(session.answerRekey(init, random, nowNs));
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i + length);
        }
        return bytes;
    }

    private static byte[] seal(Session session, byte[] plaintext) {
        byte[] packet = new byte[plaintext.length + Session.OVERHEAD];
        assertEquals(
                packet.length,
                session.seal(LinkHeader.CONTROL, plaintext, 0, plaintext.length, packet, 0));
        return packet;
    }

    /** A packet re-addressed to another index. */
    private static byte[] seal(Session session, byte[] plaintext, int index) {
        byte[] packet = seal(session, plaintext);
        packet[7] = (byte) index;
        return packet;
    }

    private static int code(Session session, byte[] packet) {
        return session.open(packet.clone(), 0, packet.length);
    }

    private static byte[] open(Session session, byte[] packet) {
        byte[] copy = packet.clone();
        int length = session.open(copy, 0, copy.length);
        assertTrue(length >= 0, "refused with " + length);
        return Arrays.copyOfRange(copy, Session.HEADER_LENGTH, Session.HEADER_LENGTH + length);
    }
}

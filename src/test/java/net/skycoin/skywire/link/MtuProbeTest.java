package net.skycoin.skywire.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MtuProbeTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int LARGEST = 1472;

    private final MtuProbe probe = new MtuProbe();
    private long nowNs;

    MtuProbeTest() {
        probe.moved(false, nowNs);
    }

    @Test
    void findsTheLargestThatPassesInTheFirstRound() {
        round(1452);
        assertEquals(1452, probe.datagram());
    }

    @Test
    void looksAgainSoonWhenNothingWasAnswered() {
        round(0);
        assertEquals(MtuProbe.SURE, probe.datagram());
        long endedNs = nowNs;
        round(LARGEST);
        assertEquals(LARGEST, probe.datagram());
        assertTrue(nowNs - endedNs <= 4 * SECOND_NS);
    }

    @Test
    void looksLessAndLessOftenWhereTheWayIsNarrow() {
        for (int i = 0; i < 12; i++) {
            round(1432);
        }
        long endedNs = nowNs;
        round(1432);
        assertTrue(nowNs - endedNs >= 600 * SECOND_NS);
        assertEquals(1432, probe.datagram());
    }

    @Test
    void takesAnAnswerThatComesAfterItsRound() {
        round(0);
        assertTrue(probe.answered(1412));
        assertEquals(1412, probe.datagram());
    }

    @Test
    void neverTakesASizeThatIsNotOfTheGrid() {
        assertFalse(probe.answered(1471));
        assertEquals(MtuProbe.SURE, probe.datagram());
    }

    @Test
    void aNarrowerWayCountsAtTheEndOfARound() {
        round(LARGEST);
        nowNs += 10 * SECOND_NS;
        assertTrue(probe.suspect(nowNs));
        round(1352);
        assertEquals(1352, probe.datagram());
    }

    /** A whole round on a way on which only probes of up to {@code widest} bytes pass. */
    private void round(int widest) {
        for (int tries = 0; tries < 4; tries++) {
            nowNs = Math.max(nowNs, probe.deadlineNs());
            assertFalse(probe.step(nowNs));
            for (int size = probe.peek(); size != 0; size = probe.peek()) {
                probe.sent();
                if (size <= widest) {
                    probe.answered(size);
                }
            }
        }
        nowNs = probe.deadlineNs();
        probe.step(nowNs);
    }
}

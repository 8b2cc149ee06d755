package net.skycoin.skywire.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.link.LinkHistory.Scale;
import net.skycoin.skywire.link.LinkHistory.Slot;
import org.junit.jupiter.api.Test;

class LinkHistoryTest {
    private static final long SECOND = 1_000_000_000L;

    private final LinkHistory history = new LinkHistory();

    private static LinkStatistics measured(long rttNs, double lossOut, double rateOut) {
        return new LinkStatistics(
                rttNs, rttNs, rttNs / 2, rttNs / 2, lossOut, 0, rateOut, 0, 0, 0, 0, 0, 0, 0, 1472,
                0, 0);
    }

    @Test
    void aSlotIsTheMeanOfItsSecondsAndTheBestOfThem() {
        for (int second = 0; second < 60; second++) {
            history.add(
                    measured(second < 30 ? 10 : 30, 0.5, second == 7 ? 1000 : 100),
                    second * SECOND);
        }
        Slot minute = history.slots(Scale.MINUTE, 59 * SECOND).getFirst();
        assertEquals(60, minute.seconds());
        assertEquals(20, minute.rttNs());
        assertEquals(10, minute.delayOutNs());
        assertEquals(0.5, minute.lossOut(), 1e-9);
        assertEquals(115, minute.rateOut(), 1e-9);
        assertEquals(1000, minute.topRateOut());
        assertEquals(60, history.slots(Scale.SECOND, 59 * SECOND).size());
    }

    @Test
    void whatIsTooOldIsForgottenAndATimeWithoutALinkHasNoSlots() {
        history.add(measured(10, 0, 700), 0);
        history.add(measured(10, 0, 0), 3 * 3600 * SECOND);
        long nowNs = 3 * 3600 * SECOND;
        assertEquals(1, history.slots(Scale.MINUTE, nowNs).size());
        assertEquals(2, history.slots(Scale.HOUR, nowNs).size());
        assertEquals(700, history.topRateOut(nowNs));
        assertEquals(0, history.topRateOut(nowNs + 80 * 3600 * SECOND));
        assertEquals(1, history.slots(Scale.DAY, nowNs + 86_400 * SECOND).size());
    }

    @Test
    void anUnmeasuredRoundTripIsUnknownNotZero() {
        history.add(measured(0, 0, 0), 0);
        assertEquals(-1, history.slots(Scale.SECOND, 0).getFirst().rttNs());
    }

    @Test
    void twoMeasurementsInOneSecondCountOnce() {
        history.add(measured(10, 0, 0), 100);
        history.add(measured(90, 0, 0), 200);
        List<Slot> slots = history.slots(Scale.SECOND, 200);
        assertEquals(1, slots.getFirst().seconds());
        assertEquals(10, slots.getFirst().rttNs());
    }

    @Test
    void manyNeighboursOfThePastAreBounded() {
        LinkHistories histories = new LinkHistories();
        Random random = new Random(1);
        PublicKey first = PrivateKey.generate(random).publicKey();
        for (int i = 0; i < LinkHistories.MOST + 50; i++) {
            PublicKey key = i == 0 ? first : PrivateKey.generate(random).publicKey();
            histories.of(key, "udp").add(measured(10, 0, 0), (i == 0 ? 10_000 : i) * SECOND);
        }
        assertEquals(LinkHistories.MOST, histories.all().size());
        assertTrue(histories.all().containsKey(new Links.HistoryId(first, "udp")), "the newest");
    }
}

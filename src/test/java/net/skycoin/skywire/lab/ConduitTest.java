package net.skycoin.skywire.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The model of a wire, in virtual time. */
class ConduitTest {
    private static final int SLOTS = 2_000;
    private static final int FRAME = 1_250;

    private final PacketSlots slots = new PacketSlots(SLOTS);

    private Conduit conduit(Shape shape) {
        return new Conduit(slots, shape, 42);
    }

    private void arrive(Conduit conduit, long nowNs) {
        int slot = slots.take();
        slots.length(slot, FRAME + Conduit.SLOT_OVERHEAD);
        conduit.arrive(slot, nowNs);
    }

    private int drain(Conduit conduit, long nowNs) {
        int count = 0;
        for (int slot = conduit.poll(nowNs); slot >= 0; slot = conduit.poll(nowNs)) {
            slots.release(slot);
            count++;
        }
        return count;
    }

    @Test
    void deliversAfterTheDelayOnly() {
        Conduit conduit = conduit(new Shape(0, 5_000_000, 0, 10, 0, 0));
        arrive(conduit, 1_000);
        assertEquals(5_001_000, conduit.nextEventNs());
        assertEquals(0, drain(conduit, 5_000_999));
        assertEquals(1, drain(conduit, 5_001_000));
        assertEquals(Long.MAX_VALUE, conduit.nextEventNs());
    }

    @Test
    void sendsAtTheRateEvenWhenItWakesLate() {
        // 1,250 bytes at 10 Mb/s take 1 ms.
        Conduit conduit = conduit(new Shape(10_000_000, 0, 0, 1_000, 0, 0));
        for (int i = 0; i < 100; i++) {
            arrive(conduit, 0);
        }
        assertEquals(0, drain(conduit, 999_999));
        assertEquals(1, drain(conduit, 1_000_000));
        assertEquals(49, drain(conduit, 50_300_000));
        assertEquals(50, drain(conduit, 100_000_000));
    }

    @Test
    void duplicatesAndReordersAsOftenAsItShall() {
        Conduit conduit = conduit(Shape.OPEN.withDuplicate(0.1).withReorder(0.1).withQueue(SLOTS));
        for (int i = 0; i < 1_000; i++) {
            arrive(conduit, i);
        }
        int inTime = drain(conduit, 2_000);
        int late = drain(conduit, Conduit.LATE_NS + 2_000);
        assertEquals(1_100, inTime + late, 40);
        assertEquals(110, late, 40);
        assertEquals(SLOTS, slots.freeSlots());
    }

    @Test
    void dropsWhatTheQueueCannotHold() {
        Conduit conduit = conduit(new Shape(10_000_000, 0, 0, 10, 0, 0));
        for (int i = 0; i < 100; i++) {
            arrive(conduit, 0);
        }
        // One is being sent, ten wait.
        assertEquals(11, drain(conduit, 1_000_000_000));
        assertEquals(89, conduit.queueDrops.get());
        assertEquals(SLOTS, slots.freeSlots());
    }

    @Test
    void losesTheGivenShareTheSameWayForTheSameSeed() {
        int[] delivered = new int[2];
        for (int round = 0; round < 2; round++) {
            Conduit conduit = conduit(new Shape(0, 0, 0.1, 10, 0, 0));
            for (int i = 0; i < 20_000; i++) {
                arrive(conduit, i);
                delivered[round] += drain(conduit, i);
            }
        }
        assertEquals(delivered[0], delivered[1]);
        assertTrue(Math.abs(delivered[0] - 18_000) < 200, "delivered " + delivered[0]);
    }

    @Test
    void jitterDelaysWithinItsBoundAndKeepsTheOrder() {
        Conduit conduit = conduit(Shape.OPEN.withDelayMillis(5).withJitterMillis(4));
        for (int i = 0; i < 100; i++) {
            arrive(conduit, i * 1_000_000L);
        }
        assertEquals(0, drain(conduit, 4_999_999));
        int onTime = drain(conduit, 55_000_000);
        assertTrue(onTime >= 46 && onTime < 51, onTime + " of 51 within the least delay");
        assertEquals(100 - onTime, drain(conduit, 108_000_000));
    }

    @Test
    void aBurstLosesAllForItsTime() {
        Conduit conduit = conduit(Shape.OPEN.withBurst(0.01).withBurstMillis(10));
        int[] lostInRow = new int[1_000];
        int rows = 0;
        long before = 0;
        for (int i = 0; i < 20_000; i++) {
            arrive(conduit, i * 1_000_000L);
            drain(conduit, i * 1_000_000L);
            boolean lost = conduit.lost.get() > before;
            before = conduit.lost.get();
            if (lost) {
                lostInRow[rows]++;
            } else if (lostInRow[rows] > 0) {
                assertTrue(lostInRow[rows] >= 10, "a burst of " + lostInRow[rows]);
                rows++;
            }
        }
        assertTrue(rows > 100 && rows < 250, rows + " bursts");
    }

    @Test
    void theRateSwingsAndItsMeanIsKnown() {
        Shape shape = Shape.OPEN.withRate(10_000_000).withSwingMillis(100).withQueue(SLOTS);
        Conduit conduit = conduit(shape);
        for (int i = 0; i < SLOTS / 2; i++) {
            arrive(conduit, 0);
        }
        // 1 ms each, 2 ms in every other tenth of a second.
        int total = 0;
        for (int period = 1; period <= 4; period++) {
            total += drain(conduit, period * 200_000_000L);
            assertEquals(0.75 * 200 * period, total, 3);
        }
        assertEquals(7.5e6, shape.meanBps());
    }

    @Test
    void cutSwallowsWhatIsUnderWay() {
        Conduit conduit = conduit(new Shape(0, 10_000_000, 0, 10, 0, 0));
        arrive(conduit, 0);
        conduit.shape(conduit.shape().withLoss(1));
        arrive(conduit, 1);
        assertEquals(0, drain(conduit, 1_000_000_000));
        assertEquals(2, conduit.lost.get());
        assertEquals(SLOTS, slots.freeSlots());
    }

    @Test
    void keepsTheOrderWhenTheDelayShrinks() {
        Conduit conduit = conduit(new Shape(0, 10_000_000, 0, 10, 0, 0));
        arrive(conduit, 0);
        conduit.shape(conduit.shape().withDelayMillis(1));
        arrive(conduit, 1);
        assertEquals(0, drain(conduit, 9_999_999));
        assertEquals(2, drain(conduit, 10_000_000));
    }

    @Test
    void rateChangesFromTheNextPacketOn() {
        Conduit conduit = conduit(new Shape(10_000_000, 0, 0, 100, 0, 0));
        for (int i = 0; i < 11; i++) {
            arrive(conduit, 0);
        }
        assertEquals(1, drain(conduit, 1_000_000));
        conduit.shape(conduit.shape().withRate(100_000_000));
        // The second was already being sent; nine more take 0.1 ms each.
        assertEquals(10, drain(conduit, 2_900_000));
    }
}

package net.skycoin.skywire.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import net.skycoin.skywire.bytes.Packet;
import net.skycoin.skywire.bytes.PacketPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private final PacketPool pool = PacketPool.tracking(4096);
    private final FairQueue queue = new FairQueue();

    @AfterEach
    void noPacketLeaks() {
        queue.clear();
        assertTrue(queue.isEmpty());
        pool.assertNoneOutstanding();
    }

    private void offer(int flow, int length, int mark, long nowNs) {
        Packet packet = pool.acquire();
        assertNotNull(packet);
        packet.length = length;
        packet.array[0] = (byte) flow;
        packet.array[1] = (byte) mark;
        queue.offer(packet, flow, nowNs);
    }

    private Packet poll(long nowNs) {
        Packet packet = queue.poll(nowNs);
        assertNotNull(packet);
        packet.release();
        return packet;
    }

    @Test
    void sharesBytesEquallyWhateverEachFlowOffers() {
        int[] bytes = new int[4];
        for (int i = 0; i < 150; i++) {
            offer(1, 1400, i, 0);
        }
        for (int i = 0; i < 40; i++) {
            offer(2, 1400, i, 0);
            offer(3, 700, i, 0);
        }
        for (int i = 0; i < 70; i++) {
            Packet packet = poll(0);
            bytes[packet.array[0]] += packet.length;
        }
        assertEquals(0, (bytes[1] - bytes[2]) / 1500);
        assertEquals(0, (bytes[1] - bytes[3]) / 1500);
    }

    private void offerRelayed(int flow) {
        Packet packet = pool.acquire();
        assertNotNull(packet);
        packet.length = 1400;
        packet.relayed = true;
        queue.offer(packet, flow, 0);
    }

    @Test
    void theOwnersPacketsGoFirstAndOneInSixteenIsRelayed() {
        for (int i = 0; i < 20; i++) {
            offerRelayed(1);
        }
        for (int i = 0; i < 45; i++) {
            offer(2, 1400, i, 0);
        }
        StringBuilder order = new StringBuilder();
        for (int i = 0; i < 48; i++) {
            order.append(poll(0).relayed ? 'r' : 'o');
        }
        assertEquals(("o".repeat(15) + "r").repeat(3), order.toString());
        assertTrue(queue.holds(true));
        for (int i = 0; i < 17; i++) {
            assertTrue(poll(0).relayed);
        }
        assertNull(queue.poll(0));
    }

    @Test
    void keepsTheOrderOfEachFlow() {
        SplittableRandom random = new SplittableRandom(1);
        int[] sent = new int[5];
        int[] received = new int[5];
        for (int i = 0; i < 5000; i++) {
            int flow = random.nextInt(5);
            if (random.nextBoolean() && queue.packets() < 200) {
                offer(flow, 1 + random.nextInt(1400), sent[flow]++, 0);
            } else if (!queue.isEmpty()) {
                Packet packet = poll(0);
                assertEquals((byte) received[packet.array[0]]++, packet.array[1]);
            }
        }
        assertEquals(0, queue.dropped());
    }

    @Test
    void longestFlowPaysWhenTheQueueIsFull() {
        for (int i = 0; i < 10; i++) {
            offer(2, 100, i, 0);
        }
        for (int i = 0; i < 300; i++) {
            offer(1, 500, i, 0);
        }
        assertEquals(FairQueue.MAX_PACKETS, queue.packets());
        assertEquals(54, queue.dropped());
        int ofShort = 0;
        while (!queue.isEmpty()) {
            ofShort += poll(0).array[0] == 2 ? 1 : 0;
        }
        assertEquals(10, ofShort);
    }

    @Test
    void isBoundedInBytes() {
        for (int i = 0; i < 250; i++) {
            offer(i % 7, 1900, i, 0);
        }
        assertTrue(queue.packets() * 1900 <= FairQueue.MAX_BYTES);
    }

    @Test
    void dropsWhatHasWaitedTooLong() {
        offer(1, 100, 1, 0);
        offer(1, 100, 2, FairQueue.MAX_WAIT_NS);
        assertEquals(2, poll(FairQueue.MAX_WAIT_NS + 1).array[1]);
        assertNull(queue.poll(0));
        assertEquals(1, queue.dropped());
    }

    /** A queue of 20 ms that never empties is cut down within a second; a short burst is not. */
    @Test
    void aStandingQueueLosesPacketsAndABurstDoesNot() {
        long nowNs = 0;
        for (int i = 0; i < 20; i++) {
            offer(1, 1400, i, nowNs);
        }
        for (int i = 0; i < 20; i++) {
            nowNs += 1_000_000;
            poll(nowNs);
        }
        assertEquals(0, queue.dropped(), "a burst");
        for (int i = 0; i < 20; i++) {
            offer(1, 1400, i, nowNs);
        }
        long untilNs = nowNs + 1_000_000_000;
        while (nowNs < untilNs) {
            nowNs += 1_000_000;
            offer(1, 1400, 0, nowNs);
            offer(2, 100, 0, nowNs);
            poll(nowNs);
            poll(nowNs);
        }
        assertTrue(queue.dropped() >= 10, queue.dropped() + " dropped");
        assertTrue(queue.packets() <= 12, queue.packets() + " left");
    }

    @Test
    void manyFlowsComeAndGo() {
        ArrayDeque<Integer> expected = new ArrayDeque<>();
        for (int round = 0; round < 50; round++) {
            for (int i = 0; i < 200; i++) {
                int flow = (round * 200 + i) * 0x01000193;
                offer(flow, 1000, 0, 0);
                expected.add(flow & 0xff);
            }
            while (!queue.isEmpty()) {
                assertEquals(expected.remove(), poll(0).array[0] & 0xff);
            }
        }
    }
}

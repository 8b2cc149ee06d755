package net.skycoin.skywire.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PacketPoolTest {
    @Test
    void lendsUpToItsLimitAndCountsWhatItRefused() {
        PacketPool pool = PacketPool.of(2);
        Packet first = acquire(pool);
        acquire(pool);
        assertNull(pool.acquire());
        assertEquals(1, pool.exhausted());
        assertEquals(2, pool.outstanding());
        first.release();
        assertSame(first, pool.acquire());
    }

    @Test
    void aReusedPacketHasAFreshWindow() {
        PacketPool pool = PacketPool.of(1);
        Packet packet = acquire(pool);
        packet.set(new byte[] {1, 2, 3, 4}, 1, 2);
        assertArrayEquals(
                new byte[] {2, 3},
                Arrays.copyOfRange(packet.array, packet.offset, packet.offset + packet.length));
        packet.offset = 0;
        packet.release();
        Packet again = acquire(pool);
        assertEquals(Packet.HEADROOM, again.offset);
        assertEquals(0, again.length);
        assertThrows(
                IllegalArgumentException.class,
                () -> again.set(new byte[Packet.CAPACITY], 0, Packet.CAPACITY));
    }

    @Test
    void releasingTwiceIsAFault() {
        Packet packet = acquire(PacketPool.of(1));
        packet.release();
        assertThrows(IllegalStateException.class, packet::release);
    }

    @Test
    void theLeakDetectorNamesThePlaceOfAcquisition() {
        PacketPool pool = PacketPool.tracking(3);
        acquire(pool).release();
        pool.assertNoneOutstanding();
        Packet leaked = leakingPlace(pool);
        IllegalStateException failure =
                assertThrows(IllegalStateException.class, pool::assertNoneOutstanding);
        Throwable cause = failure.getCause();
        assertNotNull(cause);
        assertTrue(
                Arrays.stream(cause.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("leakingPlace")));
        leaked.release();
        pool.assertNoneOutstanding();
    }

    @Test
    void aBatchKeepsItsPacketsBackToBack() {
        PacketBatch batch = new PacketBatch();
        batch.append(new byte[] {1, 2, 3}, 1, 2);
        batch.append(new byte[] {4}, 0, 1);
        assertEquals(2, batch.count());
        assertEquals(3, batch.bytes());
        assertEquals(PacketBatch.HEADROOM + 2, batch.offset(1));
        assertEquals(1, batch.length(1));
        while (batch.hasRoomFor(1)) {
            batch.append(1);
        }
        assertEquals(PacketBatch.MAX_PACKETS, batch.count());
        assertThrows(IllegalStateException.class, () -> batch.append(1));
        batch.clear();
        assertTrue(batch.isEmpty());
        batch.append(PacketBatch.MAX_BYTES);
        assertThrows(IllegalStateException.class, () -> batch.append(1));
    }

    private static Packet leakingPlace(PacketPool pool) {
        return acquire(pool);
    }

    private static Packet acquire(PacketPool pool) {
        return Objects.requireNonNull(pool.acquire());
    }
}

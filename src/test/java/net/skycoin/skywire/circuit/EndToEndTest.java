package net.skycoin.skywire.circuit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import net.skycoin.skywire.bytes.Packet;
import net.skycoin.skywire.bytes.PacketPool;
import net.skycoin.skywire.noise.HandshakeKeys;
import net.skycoin.skywire.wire.Cell;
import net.skycoin.skywire.wire.HandshakePayload;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The two ends of a circuit and their keys. */
class EndToEndTest {
    private static final long SECOND = 1_000_000_000L;
    private static final byte[] HELLO = {1, 2, 3};

    private final SplittableRandom random = new SplittableRandom(5);
    private final PacketPool pool = PacketPool.tracking(10);
    private final EndToEnd caller = end(true, HandshakePayload.CAN_KEM);
    private final EndToEnd callee = end(false, HandshakePayload.CAN_KEM);

    private static EndToEnd end(boolean initiator, int capabilities) {
        HandshakeKeys keys = new HandshakeKeys(filled(1), filled(2), filled(3), new byte[32]);
        return EndToEnd.of(keys, initiator, capabilities, capabilities, 0);
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private byte[] seal(EndToEnd end) {
        Packet cell = Objects.requireNonNull(pool.acquire());
        end.seal(cell, 0, 0, Cell.CLASS_DATA, 0, HELLO, 0, HELLO.length);
        byte[] bytes = Arrays.copyOfRange(cell.array, cell.offset, cell.offset + cell.length);
        cell.release();
        return bytes;
    }

    private static int open(EndToEnd end, byte[] cell) {
        return end.open(cell.clone(), 0, cell.length);
    }

    private static int epoch(byte[] cell) {
        return cell[Cell.NONCE + 8] & 0xff;
    }

    private byte @Nullable [] take(EndToEnd end, byte[] message, long nowNs) {
        return end.takeRekey(message, 0, message.length, random, nowNs);
    }

    private byte[] taken(EndToEnd end, byte[] message, long nowNs) {
        return Objects.requireNonNull(take(end, message, nowNs));
    }

    private byte[] due(EndToEnd end, long nowNs) {
        return Objects.requireNonNull(end.rekeyDue(random, nowNs));
    }

    @Test
    void mlKemIsMixedInOneRoundTrip() {
        byte[] init = due(caller, 0);
        assertTrue(init.length <= 1280, "fits the smallest circuit");
        byte[] early = seal(caller);
        byte[] answer = taken(callee, init, 0);
        assertEquals(0, epoch(seal(callee)), "not before the caller has the keys");
        assertNull(take(caller, answer, 0));
        assertTrue(caller.postQuantum());
        byte[] later = seal(caller);
        assertEquals(1, epoch(later));
        assertEquals(HELLO.length, open(callee, later));
        assertTrue(callee.postQuantum());
        assertEquals(HELLO.length, open(callee, early), "of the epoch before, still under way");
        byte[] back = seal(callee);
        assertEquals(1, epoch(back));
        assertEquals(HELLO.length, open(caller, back));
        assertNull(caller.rekeyDue(random, 119 * SECOND));
    }

    @Test
    void lossOfEitherMessageIsRepaired() {
        byte[] init = due(caller, 0);
        assertNull(caller.rekeyDue(random, 0), "not again at once");
        byte[] again = due(caller, SECOND);
        assertArrayEquals(init, again);
        byte[] answer = taken(callee, again, SECOND);
        byte[] repeated = taken(callee, due(caller, 2 * SECOND), 2 * SECOND);
        assertArrayEquals(answer, repeated, "the same keys");
        take(caller, repeated, 2 * SECOND);
        assertEquals(HELLO.length, open(callee, seal(caller)));
        assertNull(take(callee, init, 3 * SECOND), "late copies change nothing");
        assertNull(take(caller, answer, 3 * SECOND));
        assertEquals(HELLO.length, open(caller, seal(callee)));
    }

    @Test
    void newKeysEveryTwoMinutesAndTheSequenceGoesOn() {
        for (int epoch = 1; epoch <= 300; epoch++) {
            long nowNs = 120 * SECOND * epoch;
            take(caller, taken(callee, due(caller, nowNs), nowNs), nowNs);
            byte[] cell = seal(caller);
            assertEquals(epoch & 0xff, epoch(cell));
            assertEquals(HELLO.length, open(callee, cell));
            assertEquals(EndToEnd.REPLAYED, open(callee, cell));
            assertEquals(epoch - 1, callee.openedSequence());
        }
    }

    @Test
    void aCallerInAHurryIsNotServed() {
        take(caller, taken(callee, due(caller, 0), 0), 0);
        assertEquals(HELLO.length, open(callee, seal(caller)));
        EndToEnd hurried = end(true, HandshakePayload.CAN_KEM);
        assertNull(take(callee, due(hurried, 0), SECOND));
    }

    @Test
    void withoutMlKemNothingIsMixedAtOnce() {
        EndToEnd plain = end(true, 0);
        assertNull(plain.rekeyDue(random, 0));
        byte[] init = due(plain, 120 * SECOND);
        EndToEnd other = end(false, 0);
        take(plain, taken(other, init, 0), 120 * SECOND);
        assertEquals(1, epoch(seal(plain)));
        assertFalse(plain.postQuantum());
        assertNull(take(callee, init, 0), "an end that expects ML-KEM takes nothing less");
    }
}

package net.skycoin.skywire.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.wire.Ack;
import net.skycoin.skywire.wire.Fragment;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@link MessageSender} and {@link MessageReceiver}, back to back. */
class MessagesTest {
    private static final long MS = 1_000_000L;
    private static final int ROOM = 1200;

    private final RoundTripTime rtt = new RoundTripTime();
    private final MessageSender sender = new MessageSender(rtt);
    private final MessageReceiver receiver = new MessageReceiver();

    private static Fragment fragment(int sequence, boolean first, boolean last, int length) {
        return new Fragment(sequence, first, last, new byte[length]);
    }

    private static List<byte[]> accepted(@Nullable List<byte[]> messages) {
        assertNotNull(messages);
        return messages;
    }

    private Fragment next(long nowNs) {
        Fragment fragment = sender.poll(ROOM, nowNs);
        assertNotNull(fragment);
        return fragment;
    }

    @Test
    void givesAWholeMessageBehindAGapAtOnceAndOnlyOnce() {
        assertEquals(0, accepted(receiver.accept(fragment(2, false, true, 5), 0)).size());
        assertEquals(1, accepted(receiver.accept(fragment(1, true, false, 5), 0)).size());
        assertEquals(new Ack(0, 0b11), receiver.ack());
        assertEquals(0, accepted(receiver.accept(fragment(1, true, false, 5), 0)).size());
        assertEquals(1, accepted(receiver.accept(fragment(0, true, true, 5), 0)).size());
        assertEquals(new Ack(3, 0), receiver.ack());
        assertEquals(0, accepted(receiver.accept(fragment(2, false, true, 5), 0)).size());
    }

    @Test
    void ignoresFragmentsBeyondTheWindow() {
        assertEquals(0, accepted(receiver.accept(fragment(64, true, true, 5), 0)).size());
        assertEquals(1, accepted(receiver.accept(fragment(63, true, true, 5), 0)).size());
    }

    @Test
    void refusesMessagesWithoutABeginningOrThatNeverEnd() {
        assertNull(receiver.accept(fragment(0, false, true, 5), 0));
        MessageReceiver other = new MessageReceiver();
        for (int i = 0; i < 32; i++) {
            assertNotNull(other.accept(fragment(i, i == 0, false, 1024), 0));
        }
        assertNull(other.accept(fragment(32, false, false, 1), 0));
    }

    @Test
    void delaysAcknowledgementsOfWhatIsInOrder() {
        assertFalse(receiver.owesAck());
        receiver.accept(fragment(0, true, true, 5), 7);
        assertEquals(7 + 20 * MS, receiver.ackAtNs());
        receiver.accept(fragment(2, true, true, 5), 8);
        assertEquals(8, receiver.ackAtNs());
        receiver.ack();
        assertEquals(Timers.NEVER, receiver.ackAtNs());
    }

    @Test
    void keepsAtMost64FragmentsInFlight() {
        for (int i = 0; i < 100; i++) {
            assertTrue(sender.offer(new byte[100]));
        }
        for (int i = 0; i < 64; i++) {
            next(0);
        }
        assertNull(sender.poll(ROOM, 0));
        sender.acknowledged(new Ack(0, 1));
        assertNull(sender.poll(ROOM, 0), "the oldest still holds the window");
        sender.acknowledged(new Ack(2, 0));
        assertEquals(64, next(0).sequence());
    }

    @Test
    void repeatsWithDoublingPauses() {
        rtt.sample(10 * MS);
        sender.offer(new byte[100]);
        Fragment sent = next(0);
        long once = sender.deadlineNs();
        assertEquals(50 * MS, once);
        sender.expire(once);
        assertEquals(sent, next(once));
        assertEquals(once + 100 * MS, sender.deadlineNs());
        assertEquals(1, sender.retransmitted());
        sender.acknowledged(new Ack(1, 0));
        assertFalse(sender.outstanding());
        assertEquals(Timers.NEVER, sender.deadlineNs());
    }

    @Test
    void repeatsAtOnceWhatThreeLaterOnesOvertook() {
        for (int i = 0; i < 5; i++) {
            sender.offer(new byte[100]);
            next(0);
        }
        sender.acknowledged(new Ack(0, 0b011));
        assertFalse(sender.ready());
        sender.acknowledged(new Ack(0, 0b111));
        assertTrue(sender.ready());
        assertEquals(0, next(MS).sequence());
    }

    @Test
    void ignoresAcknowledgementsOfWhatWasNeverSent() {
        sender.offer(new byte[100]);
        next(0);
        sender.acknowledged(new Ack(2, -1));
        sender.acknowledged(new Ack(-100, -1));
        assertTrue(sender.outstanding());
    }

    @Test
    void ownMessagesGoAheadButNeverIntoAnother() {
        sender.offer(new byte[2000]);
        sender.offer(new byte[10]);
        assertTrue(next(0).first());
        sender.offerAhead(new byte[20]);
        assertTrue(next(0).last());
        assertEquals(20, next(0).bytes().length);
        assertEquals(10, next(0).bytes().length);
    }

    @Test
    void everyMessageArrivesOnceUnderAnyTreatment() {
        long seed = 42;
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> sent = new ArrayList<>();
        List<byte[]> got = new ArrayList<>();
        long nowNs = 0;
        while (got.size() < 400) {
            nowNs += 10 * MS;
            if (sent.size() < 400) {
                byte[] message = new byte[1 + random.nextInt(6000)];
                random.nextBytes(message);
                if (sender.offer(message)) {
                    sent.add(message);
                }
            }
            sender.expire(nowNs);
            List<Fragment> flying = new ArrayList<>();
            for (Fragment f = sender.poll(ROOM, nowNs); f != null; f = sender.poll(ROOM, nowNs)) {
                flying.add(random.nextInt(flying.size() + 1), f);
            }
            for (Fragment f : flying) {
                int copies = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(2);
                for (int i = 0; i < copies; i++) {
                    got.addAll(accepted(receiver.accept(f, nowNs)));
                }
            }
            Ack ack = receiver.ack();
            if (random.nextInt(3) != 0) {
                sender.acknowledged(ack);
            }
        }
        assertEquals(400, got.size());
        sent.sort(java.util.Arrays::compare);
        got.sort(java.util.Arrays::compare);
        for (int i = 0; i < 400; i++) {
            assertArrayEquals(sent.get(i), got.get(i));
        }
    }
}

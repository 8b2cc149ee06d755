package net.skycoin.skywire.bond;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.wire.Cell;
import net.skycoin.skywire.wire.CircuitMessage;
import net.skycoin.skywire.wire.Feedback;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One end of a bond; the test is the circuits and the other end. */
class BondTest {
    private static final long MS = 1_000_000;
    private static final byte[] PACKET = new byte[100];

    private final Timers timers = new Timers(1_000 * MS);
    private final List<Path> dead = new ArrayList<>();
    private final Bond bond =
            new Bond(
                    true,
                    new SplittableRandom(1),
                    timers,
                    new BondListener() {
                        @Override
                        public void packetArrived(
                                byte[] array, int offset, int length, int flags) {}

                        @Override
                        public void pathDied(Path path) {
                            dead.add(path);
                        }
                    });

    private final OtherEnd one = new OtherEnd();
    private final OtherEnd two = new OtherEnd();

    BondTest() {
        PACKET[0] = 0x45;
    }

    /** The far end of a circuit without delay, which answers what it is asked while it hears. */
    private final class OtherEnd implements Carrier {
        boolean hears = true;
        long sent;
        long received;
        long highest = -1;
        @Nullable Feedback last;
        long lastAtNs;

        /** After the rest: it is probed at once. */
        final Path path = bond.add(this, this);

        @Override
        public boolean send(
                int flow,
                int flowSequence,
                int cellClass,
                int flags,
                byte[] source,
                int offset,
                int length) {
            long sequence = sent++;
            if (!hears) {
                return true;
            }
            received++;
            highest = sequence;
            if (cellClass == Cell.CLASS_CONTROL
                    && CircuitMessage.parse(source, offset, length) instanceof Feedback feedback) {
                last = feedback;
                lastAtNs = timers.nowNs();
            }
            timers.after(MS, this::tell);
            return true;
        }

        /** Says what has arrived. */
        void tell() {
            long echo = last == null ? 0 : last.timeUs();
            long heldUs = (timers.nowNs() - lastAtNs) / 1000;
            bond.feedbackArrived(path, new Feedback(highest, received, 0, 0, 1, echo, heldUs));
        }
    }

    private void send() {
        bond.send(PACKET, 0, PACKET.length, 0);
    }

    /** Time passes in steps, each with a packet. */
    private void sendFor(int millis) {
        for (int i = 0; i < millis; i += 5) {
            send();
            timers.advance(timers.nowNs() + 5 * MS);
        }
    }

    @Test
    void aSilentPathIsLeftWithinAMomentAndDeadWithinASecond() {
        sendFor(100);
        Path first = bond.active();
        one.hears = false;

        sendFor(150);
        assertSame(two.path, bond.active());
        assertEquals(Path.State.SUSPECT, one.path.state());
        assertSame(one.path, first);

        sendFor(700);
        assertEquals(List.of(one.path), dead);
        assertEquals(Path.State.GOOD, two.path.state());
    }

    @Test
    void aPeerThatIsHeardButHearsNothingIsNoAnswer() {
        sendFor(100);
        one.hears = false;
        for (int i = 0; i < 15; i++) {
            sendFor(10);
            one.tell();
        }
        assertSame(two.path, bond.active());
    }

    @Test
    void theLossOfALastPacketIsNoSilence() {
        sendFor(100);
        one.hears = false;
        send();
        timers.advance(timers.nowNs() + 20 * MS);
        one.hears = true;
        timers.advance(timers.nowNs() + 500 * MS);

        assertSame(one.path, bond.active());
        assertEquals(Path.State.GOOD, one.path.state());
        assertEquals(0, bond.switches());
    }

    @Test
    void answersThatWaitedWhileThisEndDidNotRunCount() {
        sendFor(100);
        one.hears = false;
        send();
        one.hears = true;
        // The process did not run, and only then sees the answer.
        timers.catchUp(timers.nowNs() + 150 * MS);
        one.highest = one.sent - 1;
        one.tell();
        timers.advance(timers.nowNs() + 100 * MS);

        assertEquals(0, bond.switches());
        assertTrue(dead.isEmpty());
    }
}

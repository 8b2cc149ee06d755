package net.skycoin.skywire.link;

import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.wire.Ack;
import net.skycoin.skywire.wire.Fragment;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of reliable messages: puts fragments together, gives each message once, as
 * soon as it is whole, and tells the peer what has arrived.
 *
 * <pre>
 *        head: fragments of the        next            window: up to 64 fragments from next on,
 *        message that goes on at next   v              with gaps; whole messages among them
 *   ...  [F . . . . . . . . . . . . . ] _ [ . L ] _ [ F L ] [ F . _   are given at once
 * </pre>
 *
 * <p>Memory is bounded: a head of at most a message, and a window of 64 fragments.
 */
final class MessageReceiver {
    private static final int WINDOW = MessageSender.WINDOW;

    /** So many new fragments are acknowledged without delay, so that the window keeps moving. */
    private static final int ACK_AT_ONCE = 16;

    private final @Nullable Fragment[] window = new @Nullable Fragment[WINDOW];
    private final boolean[] given = new boolean[WINDOW];
    private ByteWriter head = new ByteWriter(0);
    private boolean insideMessage;
    private int next;
    private int unacknowledged;
    private long ackAtNs = Timers.NEVER;

    /**
     * Takes a fragment.
     *
     * @return the messages that became whole by it; null when the peer broke the rules
     */
    @Nullable List<byte[]> accept(Fragment fragment, long nowNs) {
        int ahead = fragment.sequence() - next;
        boolean isNew = ahead >= 0 && ahead < WINDOW && window[slot(fragment.sequence())] == null;
        planAck(isNew && ahead == 0, nowNs);
        if (!isNew) {
            return List.of();
        }
        window[slot(fragment.sequence())] = fragment;
        given[slot(fragment.sequence())] = false;
        List<byte[]> whole = new ArrayList<>(1);
        if (ahead > 0) {
            return giveAhead(fragment.sequence(), whole) ? whole : null;
        }
        return advance(whole) ? whole : null;
    }

    /** Gives the message around a fragment behind a gap, if all of it is in the window. */
    private boolean giveAhead(int sequence, List<byte[]> whole) {
        int first = sequence;
        for (Fragment f = at(first); !f.first(); f = at(first)) {
            first--;
            if (first - next <= 0 || window[slot(first)] == null || at(first).last()) {
                return true;
            }
        }
        int last = sequence;
        for (Fragment f = at(last); !f.last(); f = at(last)) {
            last++;
            if (last - next >= WINDOW || window[slot(last)] == null || at(last).first()) {
                return true;
            }
        }
        ByteWriter message = new ByteWriter(0);
        for (int i = first; i - last <= 0; i++) {
            message.bytes(at(i).bytes());
            given[slot(i)] = true;
        }
        whole.add(message.toByteArray());
        return message.length() <= MessageSender.MAX_MESSAGE;
    }

    /** Moves on over all fragments that are there. */
    private boolean advance(List<byte[]> whole) {
        while (window[slot(next)] != null) {
            Fragment fragment = at(next);
            boolean wasGiven = given[slot(next)];
            window[slot(next)] = null;
            next++;
            if (fragment.first() == insideMessage) {
                return false;
            }
            insideMessage = !fragment.last();
            if (!wasGiven && !append(fragment, whole)) {
                return false;
            }
        }
        return true;
    }

    private boolean append(Fragment fragment, List<byte[]> whole) {
        if (head.length() + fragment.bytes().length > MessageSender.MAX_MESSAGE) {
            return false;
        }
        head.bytes(fragment.bytes());
        if (fragment.last()) {
            whole.add(head.toByteArray());
            head = new ByteWriter(0);
        }
        return true;
    }

    private void planAck(boolean inOrder, long nowNs) {
        unacknowledged++;
        boolean atOnce = !inOrder || unacknowledged >= ACK_AT_ONCE;
        ackAtNs = Math.min(ackAtNs, atOnce ? nowNs : nowNs + MessageSender.ACK_DELAY_NS);
    }

    /** Whether there is something to acknowledge, which any control packet may carry. */
    boolean owesAck() {
        return ackAtNs != Timers.NEVER;
    }

    /** When an acknowledgement must leave; {@link Timers#NEVER} when none is owed. */
    long ackAtNs() {
        return ackAtNs;
    }

    /** The acknowledgement to send now. */
    Ack ack() {
        long later = 0;
        for (int i = 0; i < WINDOW - 1; i++) {
            if (window[slot(next + 1 + i)] != null) {
                later |= 1L << i;
            }
        }
        unacknowledged = 0;
        ackAtNs = Timers.NEVER;
        return new Ack(next, later);
    }

    private Fragment at(int sequence) {
        Fragment fragment = window[slot(sequence)];
        if (fragment == null) {
            throw new IllegalStateException("no fragment " + sequence);
        }
        return fragment;
    }

    private static int slot(int sequence) {
        return sequence & (WINDOW - 1);
    }
}

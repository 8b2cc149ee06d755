package net.skycoin.skywire.link;

import java.util.ArrayDeque;
import java.util.Arrays;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.wire.Ack;
import net.skycoin.skywire.wire.ControlFrame;
import net.skycoin.skywire.wire.Fragment;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of reliable messages: cuts them into fragments, keeps at most 64 in flight, and
 * sends again what is lost. A fragment is lost when three that were sent after it have been
 * acknowledged (the packet threshold of RFC 9002, section 6.1.1), or when its time is up, which
 * doubles with each try. Sequence numbers wrap around, hence differences everywhere.
 */
final class MessageSender {
    /** Longest message, in bytes (protocol.md, section 2). */
    static final int MAX_MESSAGE = 32_768;

    /** Fragments in flight (protocol.md, section 2). */
    static final int WINDOW = 64;

    /** Bytes of messages that may wait for their first transmission. */
    static final int MAX_UNSENT = 65_536;

    /** Fits a datagram of {@link MtuProbe#SURE} bytes together with an ack and a report. */
    static final int FRAGMENT_BYTES = 1128;

    /** How long the peer may hold back an acknowledgement. */
    static final long ACK_DELAY_NS = 20_000_000L;

    private static final int REORDERING = 3;
    private static final long LONGEST_WAIT_NS = 1_000_000_000L;
    private static final int MAX_DOUBLINGS = 6;

    private final RoundTripTime rtt;
    private final ArrayDeque<byte[]> unsent = new ArrayDeque<>();
    private int unsentBytes;
    private int cutBytes;

    private final Flight[] flights = new Flight[WINDOW];
    private int base;
    private int next;
    private long transmissions;
    private long newestAcknowledged;
    private long retransmitted;

    /** A fragment in flight, in the slot of its sequence number. */
    private static final class Flight {
        @Nullable Fragment fragment;
        long transmission;
        long deadlineNs;
        int tries;
        boolean lost;
    }

    MessageSender(RoundTripTime rtt) {
        this.rtt = rtt;
        Arrays.setAll(flights, _ -> new Flight());
    }

    /** Queues a message; false when too much waits already. */
    boolean offer(byte[] message) {
        if (unsentBytes + message.length > MAX_UNSENT) {
            return false;
        }
        unsent.addLast(message);
        unsentBytes += message.length;
        return true;
    }

    /** Queues a message of the link's own, whatever waits: one that is not in the middle yet. */
    void offerAhead(byte[] message) {
        byte[] begun = cutBytes > 0 ? unsent.pollFirst() : null;
        unsent.addFirst(message);
        unsentBytes += message.length;
        if (begun != null) {
            unsent.addFirst(begun);
        }
    }

    /** Whether any message has not been acknowledged whole. */
    boolean outstanding() {
        return inFlight() > 0 || !unsent.isEmpty();
    }

    private int inFlight() {
        return next - base;
    }

    /** When {@link #expire} has something to do; {@link Timers#NEVER} when nothing is in flight. */
    long deadlineNs() {
        long deadlineNs = Timers.NEVER;
        for (int sequence = base; sequence != next; sequence++) {
            Flight flight = flight(sequence);
            if (flight.fragment != null && !flight.lost) {
                deadlineNs = Math.min(deadlineNs, flight.deadlineNs);
            }
        }
        return deadlineNs;
    }

    /** Gives up on what has waited too long for its acknowledgement. */
    void expire(long nowNs) {
        for (int sequence = base; sequence != next; sequence++) {
            Flight flight = flight(sequence);
            if (flight.fragment != null && nowNs >= flight.deadlineNs) {
                flight.lost = true;
            }
        }
    }

    /**
     * The fragment that should leave next; null when nothing may, or its frame is longer than
     * {@code room}.
     */
    @Nullable Fragment poll(int room, long nowNs) {
        for (int sequence = base; sequence != next; sequence++) {
            Flight flight = flight(sequence);
            Fragment fragment = flight.fragment;
            if (fragment != null && flight.lost) {
                if (frameLength(fragment.bytes().length) > room) {
                    return null;
                }
                retransmitted++;
                return launch(flight, fragment, nowNs);
            }
        }
        Fragment fragment = inFlight() < WINDOW ? cut(room) : null;
        if (fragment == null) {
            return null;
        }
        Flight flight = flight(next++);
        flight.tries = 0;
        return launch(flight, fragment, nowNs);
    }

    private static int frameLength(int pieceLength) {
        return ControlFrame.HEADER_LENGTH + Fragment.OVERHEAD + pieceLength;
    }

    /** Whether {@link #poll} would answer something, given room. */
    boolean ready() {
        if (inFlight() < WINDOW && !unsent.isEmpty()) {
            return true;
        }
        for (int sequence = base; sequence != next; sequence++) {
            if (flight(sequence).lost) {
                return true;
            }
        }
        return false;
    }

    private Fragment launch(Flight flight, Fragment fragment, long nowNs) {
        long onceNs = rtt.retransmissionNs(ACK_DELAY_NS);
        long doubledNs = onceNs << Math.min(flight.tries, MAX_DOUBLINGS);
        flight.fragment = fragment;
        flight.transmission = ++transmissions;
        flight.deadlineNs = nowNs + Math.max(onceNs, Math.min(doubledNs, LONGEST_WAIT_NS));
        flight.tries++;
        flight.lost = false;
        return fragment;
    }

    private @Nullable Fragment cut(int room) {
        byte[] message = unsent.peekFirst();
        if (message == null) {
            return null;
        }
        int length = Math.min(FRAGMENT_BYTES, message.length - cutBytes);
        if (frameLength(length) > room) {
            return null;
        }
        boolean first = cutBytes == 0;
        boolean last = cutBytes + length == message.length;
        byte[] piece =
                first && last ? message : Arrays.copyOfRange(message, cutBytes, cutBytes + length);
        unsentBytes -= length;
        cutBytes += length;
        if (last) {
            unsent.removeFirst();
            cutBytes = 0;
        }
        return new Fragment(next, first, last, piece);
    }

    /** Takes an acknowledgement; one that speaks of what was never sent is ignored. */
    void acknowledged(Ack ack) {
        int arrived = ack.next() - base;
        if (arrived < -WINDOW || arrived > inFlight()) {
            return;
        }
        for (int i = 0; i < arrived; i++) {
            arrived(base + i);
        }
        for (int i = 0; i < Long.SIZE; i++) {
            if ((ack.later() & (1L << i)) != 0) {
                arrived(ack.next() + 1 + i);
            }
        }
        while (base != next && flight(base).fragment == null) {
            base++;
        }
        findOvertaken();
    }

    private void arrived(int sequence) {
        if (sequence - base < 0 || sequence - next >= 0) {
            return;
        }
        Flight flight = flight(sequence);
        if (flight.fragment != null) {
            newestAcknowledged = Math.max(newestAcknowledged, flight.transmission);
            flight.fragment = null;
            flight.lost = false;
        }
    }

    private void findOvertaken() {
        for (int sequence = base; sequence != next; sequence++) {
            Flight flight = flight(sequence);
            if (flight.fragment != null && flight.transmission + REORDERING <= newestAcknowledged) {
                flight.lost = true;
            }
        }
    }

    private Flight flight(int sequence) {
        return flights[sequence & (WINDOW - 1)];
    }

    /** Fragments that were sent more than once. */
    long retransmitted() {
        return retransmitted;
    }
}

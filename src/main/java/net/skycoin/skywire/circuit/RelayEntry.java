package net.skycoin.skywire.circuit;

import net.skycoin.skywire.link.Neighbour;
import org.jspecify.annotations.Nullable;

/**
 * A circuit that passes this node. Refers to the previous and the next neighbour and, on purpose,
 * to nothing that leads anywhere else: it is all that a relay knows of a circuit.
 *
 * <pre>
 *   HALF_OPEN --reply--> OPEN --teardown, lifetime, link lost--> CLOSED
 *   HALF_OPEN --5 s, link lost--> CLOSED
 * </pre>
 */
final class RelayEntry {
    enum State {
        HALF_OPEN,
        OPEN,
        CLOSED
    }

    final Neighbour previous;
    final Neighbour next;

    /** Ids under which this node receives, and the previous one. */
    final int fromPreviousId;

    final int fromNextId;
    final int toPreviousId;

    /** The id under which the next node receives; known once it replied. */
    int toNextId;

    final HopKeys keys;
    final RecentNonces seenForward = new RecentNonces();
    final RecentNonces seenBackward = new RecentNonces();
    final TrafficCounter traffic = new TrafficCounter();

    /** What the previous node pays, and what the next one is paid; null when that is nothing. */
    final @Nullable Toll earned;

    final @Nullable Toll spent;
    final long createdAtNs;
    final long deadlineNs;
    State state = State.HALF_OPEN;

    /** What is still to be answered; null once the circuit is open. */
    @Nullable SetupRequest request;

    RelayEntry(
            SetupRequest request,
            Neighbour next,
            int fromPreviousId,
            int fromNextId,
            @Nullable Toll earned,
            @Nullable Toll spent,
            long createdAtNs,
            long deadlineNs) {
        this.request = request;
        this.previous = request.from();
        this.next = next;
        this.fromPreviousId = fromPreviousId;
        this.fromNextId = fromNextId;
        this.toPreviousId = request.circuitId();
        this.keys = request.keys();
        this.earned = earned;
        this.spent = spent;
        this.createdAtNs = createdAtNs;
        this.deadlineNs = deadlineNs;
    }

    CircuitSnapshot.Relayed snapshot(long nowNs) {
        return new CircuitSnapshot.Relayed(
                previous.key(),
                next.key(),
                state == State.OPEN,
                nowNs - createdAtNs,
                traffic.snapshot());
    }
}

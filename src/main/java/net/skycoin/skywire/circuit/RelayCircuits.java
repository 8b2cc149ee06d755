package net.skycoin.skywire.circuit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import net.skycoin.skywire.bytes.Packet;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.link.Neighbour;
import net.skycoin.skywire.wire.Cell;
import net.skycoin.skywire.wire.CircuitReply;
import net.skycoin.skywire.wire.CircuitSetup;
import net.skycoin.skywire.wire.CircuitStatus;
import net.skycoin.skywire.wire.CircuitTeardown;
import net.skycoin.skywire.wire.FailureCode;
import net.skycoin.skywire.wire.HopStatus;
import net.skycoin.skywire.wire.OnionPacket;
import net.skycoin.skywire.wire.RelayPayload;
import org.jspecify.annotations.Nullable;

/** The role of a relay: set-ups, cells, status and teardown of circuits that pass this node. */
final class RelayCircuits {
    /** How long a set-up may wait for its reply (design, section 5). */
    static final long HALF_OPEN_NS = 5_000_000_000L;

    private final CircuitContext context;
    private final Function<PublicKey, @Nullable Neighbour> neighbourFor;

    /**
     * The circuits with their timers, which are kept out of the entries: a timer leads everywhere.
     */
    private final Map<RelayEntry, Timers.Timer> entries = new LinkedHashMap<>();

    RelayCircuits(CircuitContext context, Function<PublicKey, @Nullable Neighbour> neighbourFor) {
        this.context = context;
        this.neighbourFor = neighbourFor;
    }

    /** Passes a set-up on, or refuses it. */
    void extend(SetupRequest request, RelayPayload payload, OnionPacket onion) {
        if (!context.settings().relays()) {
            request.refuse(FailureCode.NOT_SERVED, context);
            return;
        }
        if (payload.next().equals(request.from().key())) {
            // Back where it came from: of no use but to multiply traffic.
            request.refuse(FailureCode.MALFORMED, context);
            return;
        }
        Neighbour next = neighbourFor.apply(payload.next());
        if (next == null || !next.usable()) {
            request.refuse(FailureCode.NEXT_NOT_LINKED, context);
            return;
        }
        FailureCode refusal =
                context.tolls()
                        .refuses(
                                request.from().key(),
                                next.key(),
                                payload.terms(),
                                payload.payOnPerMebibyte());
        if (refusal != null) {
            request.refuse(refusal, context);
            return;
        }
        RelayEntry entry = entry(request, next, payload);
        if (!next.send(new CircuitSetup(entry.fromNextId, onion.emit()).emit())) {
            closeToll(entry);
            request.refuse(FailureCode.NEXT_NOT_LINKED, context);
            return;
        }
        context.table().charge(request.from());
        context.table().put(entry.previous, entry.fromPreviousId, new Leg.FromPrevious(entry));
        context.table().put(next, entry.fromNextId, new Leg.FromNext(entry));
        entries.put(entry, context.timers().after(HALF_OPEN_NS, () -> expireHalfOpen(entry)));
    }

    private RelayEntry entry(SetupRequest request, Neighbour next, RelayPayload payload) {
        long lifetimeNs =
                Math.min(payload.lifetimeSeconds(), context.settings().maximumLifetimeSeconds())
                        * 1_000_000_000L;
        long nowNs = context.timers().nowNs();
        return new RelayEntry(
                request,
                next,
                context.table().newId(request.from()),
                context.table().newId(next),
                context.tolls().earned(request.from().key(), payload.terms()),
                context.tolls().spent(next.key(), payload.payOnPerMebibyte()),
                nowNs,
                nowNs + lifetimeNs);
    }

    private void expireHalfOpen(RelayEntry entry) {
        context.counters().halfOpenExpired++;
        remove(entry);
    }

    /** Passes the reply back; whether it brings success, only the initiator will know. */
    void replied(RelayEntry entry, CircuitReply reply) {
        SetupRequest request = entry.request;
        if (entry.state != RelayEntry.State.HALF_OPEN || request == null) {
            context.counters().unknownMessages++;
            return;
        }
        entry.state = RelayEntry.State.OPEN;
        entry.toNextId = reply.circuitId();
        entry.request = null;
        Timers.Timer expiry = context.timers().at(entry.deadlineNs, () -> expire(entry));
        Timers.Timer halfOpen = entries.put(entry, expiry);
        if (halfOpen != null) {
            halfOpen.cancel();
        }
        context.counters().relayedCircuits++;
        byte[] bytes = request.reply().pass(reply.reply());
        CircuitReply passed = new CircuitReply(entry.toPreviousId, entry.fromPreviousId, bytes);
        if (!entry.previous.send(passed.emit())) {
            tellNext(entry, StatusBlock.random(context.random()));
            remove(entry);
        }
    }

    private void expire(RelayEntry entry) {
        end(entry, FailureCode.LIFETIME_OVER);
    }

    /** A cell away from the initiator. */
    void forward(RelayEntry entry, byte[] array, int offset, int length) {
        long cells = entry.traffic.cellsForward();
        if (admits(entry, entry.next, entry.seenForward, cells, array, offset, length)
                && paysForward(entry, length)) {
            Packet cell = copy(array, offset, length);
            if (cell != null) {
                entry.keys.forward(cell.array, cell.offset, length);
                Cell.putCircuitId(cell.array, cell.offset, entry.toNextId);
                entry.traffic.forward(length);
                context.counters().relayedCells++;
                entry.next.sendCell(cell, entry.toNextId);
            }
        }
    }

    /** A cell towards the initiator. */
    void backward(RelayEntry entry, byte[] array, int offset, int length) {
        long cells = entry.traffic.cellsBackward();
        if (admits(entry, entry.previous, entry.seenBackward, cells, array, offset, length)
                && paysBackward(entry, length)) {
            Packet cell = copy(array, offset, length);
            if (cell != null) {
                entry.keys.backward(cell.array, cell.offset, length);
                Cell.putCircuitId(cell.array, cell.offset, entry.toPreviousId);
                entry.traffic.backward(length);
                context.counters().relayedCells++;
                entry.previous.sendCell(cell, entry.toPreviousId);
            }
        }
    }

    private boolean paysForward(RelayEntry entry, int length) {
        long nowNs = context.timers().nowNs();
        Toll earned = entry.earned;
        if (earned != null && !earned.forward(length, nowNs)) {
            unpaid(entry, earned);
            return false;
        }
        return entry.spent == null || entry.spent.forward(length, nowNs);
    }

    /** What arrived from the next node is due to it, whether or not the previous one pays. */
    private boolean paysBackward(RelayEntry entry, int length) {
        long nowNs = context.timers().nowNs();
        boolean passes = entry.spent == null || entry.spent.backward(length, nowNs);
        Toll earned = entry.earned;
        if (earned != null && !earned.backward(length, nowNs)) {
            unpaid(entry, earned);
            return false;
        }
        return passes;
    }

    private void unpaid(RelayEntry entry, Toll earned) {
        context.counters().unpaidCells++;
        if (earned.isSpent()) {
            end(entry, FailureCode.BUDGET_SPENT);
        }
    }

    private void closeToll(RelayEntry entry) {
        if (entry.spent != null) {
            context.tolls().closed(entry.next.key(), entry.spent);
        }
    }

    /** Ends all circuits that this neighbour was to pay for. */
    void unpaid(PublicKey previous) {
        for (RelayEntry entry : entries()) {
            if (entry.earned != null && entry.previous.key().equals(previous)) {
                end(entry, FailureCode.UNPAID);
            }
        }
    }

    private void end(RelayEntry entry, FailureCode code) {
        if (entry.state == RelayEntry.State.OPEN) {
            tellNext(entry, StatusBlock.random(context.random()));
            tellPrevious(entry, report(entry, code));
        }
        remove(entry);
    }

    private boolean admits(
            RelayEntry entry,
            Neighbour to,
            RecentNonces seen,
            long cells,
            byte[] array,
            int offset,
            int length) {
        CircuitCounters counters = context.counters();
        if (entry.state != RelayEntry.State.OPEN) {
            counters.unknownCells++;
        } else if (length > to.maxCell()) {
            counters.oversizedCells++;
        } else if (cells >= Cell.MAX_CELLS) {
            counters.wornOutCells++;
        } else if (!seen.add(Cell.nonceHigh(array, offset), Cell.nonceLow(array, offset))) {
            counters.replayedCells++;
        } else {
            return true;
        }
        return false;
    }

    private @Nullable Packet copy(byte[] array, int offset, int length) {
        Packet cell = context.acquire();
        if (cell != null) {
            cell.set(array, offset, length);
            cell.relayed = true;
        }
        return cell;
    }

    /** A teardown from the initiator's side. */
    void tornDownByPrevious(RelayEntry entry, byte[] block) {
        if (entry.state == RelayEntry.State.OPEN) {
            boolean mine = StatusBlock.readForward(block, entry.keys) != null;
            tellNext(entry, mine ? StatusBlock.random(context.random()) : block);
        }
        remove(entry);
    }

    /** A teardown from the end point's side. */
    void tornDownByNext(RelayEntry entry, byte[] block) {
        if (entry.state == RelayEntry.State.OPEN) {
            StatusBlock.passBackward(block, entry.keys);
            tellPrevious(entry, block);
            remove(entry);
        } else {
            loseNext(entry);
        }
    }

    /** A status from the initiator's side: a question to this node, or to one behind it. */
    void statusFromPrevious(RelayEntry entry, byte[] block) {
        if (entry.state != RelayEntry.State.OPEN) {
            context.counters().unknownMessages++;
        } else if (StatusBlock.readForward(block, entry.keys) != null) {
            byte[] answer = report(entry, FailureCode.ACCEPTED);
            entry.previous.send(new CircuitStatus(entry.toPreviousId, answer).emit());
        } else {
            entry.next.send(new CircuitStatus(entry.toNextId, block).emit());
        }
    }

    /** A status from the end point's side. */
    void statusFromNext(RelayEntry entry, byte[] block) {
        if (entry.state != RelayEntry.State.OPEN) {
            context.counters().unknownMessages++;
            return;
        }
        StatusBlock.passBackward(block, entry.keys);
        entry.previous.send(new CircuitStatus(entry.toPreviousId, block).emit());
    }

    void linkDown(Neighbour link) {
        for (RelayEntry entry : entries()) {
            if (Leg.same(entry.previous, link)) {
                losePrevious(entry);
            } else if (Leg.same(entry.next, link)) {
                loseNext(entry);
            }
        }
    }

    private void losePrevious(RelayEntry entry) {
        if (entry.state == RelayEntry.State.OPEN) {
            tellNext(entry, StatusBlock.random(context.random()));
        }
        remove(entry);
    }

    private void loseNext(RelayEntry entry) {
        SetupRequest request = entry.request;
        if (entry.state == RelayEntry.State.OPEN) {
            tellPrevious(entry, report(entry, FailureCode.LINK_LOST));
        } else if (request != null) {
            request.refuse(FailureCode.LINK_LOST, context);
        }
        remove(entry);
    }

    private byte[] report(RelayEntry entry, FailureCode code) {
        HopStatus status = entry.traffic.status(code);
        return StatusBlock.backward(entry.keys, status, context.random());
    }

    private static void tellNext(RelayEntry entry, byte[] block) {
        entry.next.send(new CircuitTeardown(entry.toNextId, block).emit());
    }

    private static void tellPrevious(RelayEntry entry, byte[] block) {
        entry.previous.send(new CircuitTeardown(entry.toPreviousId, block).emit());
    }

    private void remove(RelayEntry entry) {
        Timers.Timer timer = entries.remove(entry);
        if (timer == null) {
            return;
        }
        timer.cancel();
        entry.state = RelayEntry.State.CLOSED;
        entry.request = null;
        entry.keys.wipe();
        context.table().remove(entry.previous, entry.fromPreviousId);
        context.table().remove(entry.next, entry.fromNextId);
        context.table().credit(entry.previous);
        closeToll(entry);
    }

    /** Ends all circuits, as the node goes down. */
    void close() {
        for (RelayEntry entry : entries()) {
            if (entry.state == RelayEntry.State.OPEN) {
                tellNext(entry, StatusBlock.random(context.random()));
            }
            loseNext(entry);
        }
    }

    List<RelayEntry> entries() {
        return List.copyOf(entries.keySet());
    }
}

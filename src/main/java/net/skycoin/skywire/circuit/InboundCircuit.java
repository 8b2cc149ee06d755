package net.skycoin.skywire.circuit;

import net.skycoin.skywire.bytes.Packet;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.link.Neighbour;
import net.skycoin.skywire.wire.Cell;
import net.skycoin.skywire.wire.FailureCode;
import net.skycoin.skywire.wire.HopStatus;
import net.skycoin.skywire.wire.Purpose;
import org.jspecify.annotations.Nullable;

/**
 * A circuit that another node made and that ends here. Open from {@link CircuitListener#accepted}
 * to {@link CircuitListener#closed}.
 */
public final class InboundCircuit implements Circuit {
    private final InboundCircuits owner;
    private final CircuitContext context;
    private final long id;
    private final Neighbour previous;
    private final int receiveId;
    private final int sendId;
    private final HopKeys keys;
    private final Purpose purpose;
    private final @Nullable PublicKey caller;
    private final EndToEnd endToEnd;
    private final @Nullable Toll toll;
    private final long createdAtNs;
    private final TrafficCounter traffic = new TrafficCounter();
    private int innerMtu;
    private boolean open = true;

    InboundCircuit(
            InboundCircuits owner,
            CircuitContext context,
            long id,
            SetupRequest request,
            int receiveId,
            Purpose purpose,
            @Nullable PublicKey caller,
            EndToEnd endToEnd,
            @Nullable Toll toll,
            long createdAtNs) {
        this.owner = owner;
        this.context = context;
        this.id = id;
        this.previous = request.from();
        this.receiveId = receiveId;
        this.sendId = request.circuitId();
        this.keys = request.keys();
        this.purpose = purpose;
        this.caller = caller;
        this.endToEnd = endToEnd;
        this.toll = toll;
        this.createdAtNs = createdAtNs;
        innerMtu = CircuitContext.innerMtu(previous);
    }

    Neighbour link() {
        return previous;
    }

    int receiveId() {
        return receiveId;
    }

    int sendId() {
        return sendId;
    }

    HopKeys keys() {
        return keys;
    }

    /** What the neighbour pays; null when that is nothing. */
    @Nullable Toll toll() {
        return toll;
    }

    /** Nothing is sent any more. */
    void markClosed() {
        open = false;
        endToEnd.close();
    }

    HopStatus status(FailureCode code) {
        return traffic.status(code);
    }

    /** What the initiator wants here. */
    public Purpose purpose() {
        return purpose;
    }

    /** The authenticated key of the initiator; null with {@link Purpose#EXIT}. */
    public @Nullable PublicKey caller() {
        return caller;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public PublicKey neighbour() {
        return previous.key();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public int innerMtu() {
        return innerMtu;
    }

    @Override
    public void lowerInnerMtu(int lower) {
        innerMtu = Math.min(innerMtu, lower);
    }

    @Override
    public boolean send(
            int flow,
            int flowSequence,
            int cellClass,
            int flags,
            byte[] source,
            int offset,
            int length) {
        if (!open || length > innerMtu || endToEnd.exhausted()) {
            return false;
        }
        Packet cell = context.acquire();
        if (cell == null) {
            return false;
        }
        endToEnd.seal(cell, flow, flowSequence, cellClass, flags, source, offset, length);
        keys.backwardPermutation().apply(cell.array, cell.offset + Cell.NONCE);
        Cell.putCircuitId(cell.array, cell.offset, sendId);
        if (toll != null && !toll.backward(cell.length, context.timers().nowNs())) {
            // As if it had got lost on the way: the sequence goes on.
            cell.release();
            unpaid(toll);
            return true;
        }
        traffic.backward(cell.length);
        cell.relayed = purpose == Purpose.EXIT;
        previous.sendCell(cell, sendId);
        return true;
    }

    /** A cell from the initiator's side. */
    void cellReceived(byte[] array, int offset, int length) {
        if (toll != null && !toll.forward(length, context.timers().nowNs())) {
            unpaid(toll);
            return;
        }
        traffic.forward(length);
        keys.forwardPermutation().apply(array, offset + Cell.NONCE);
        context.deliver(this, endToEnd, array, offset, length);
    }

    private void unpaid(Toll passed) {
        context.counters().unpaidCells++;
        if (passed.isSpent()) {
            owner.end(this, FailureCode.BUDGET_SPENT);
        }
    }

    @Override
    public byte @Nullable [] takeRekey(byte[] array, int offset, int length) {
        return open ? context.takeRekey(endToEnd, array, offset, length) : null;
    }

    @Override
    public boolean postQuantum() {
        return endToEnd.postQuantum();
    }

    @Override
    public long nextSequence() {
        return endToEnd.nextSequence();
    }

    @Override
    public long receivedSequence() {
        return endToEnd.openedSequence();
    }

    @Override
    public CircuitTraffic traffic() {
        return traffic.snapshot();
    }

    @Override
    public void close() {
        owner.end(this, FailureCode.CLOSED);
    }

    CircuitSnapshot.Inbound snapshot(long nowNs) {
        return new CircuitSnapshot.Inbound(
                id, previous.key(), purpose, caller, nowNs - createdAtNs, traffic.snapshot());
    }
}

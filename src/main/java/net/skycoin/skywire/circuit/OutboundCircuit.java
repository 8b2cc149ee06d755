package net.skycoin.skywire.circuit;

import java.util.List;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.bytes.Packet;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.link.Neighbour;
import net.skycoin.skywire.wire.Cell;
import net.skycoin.skywire.wire.FailureCode;
import net.skycoin.skywire.wire.HopStatus;
import net.skycoin.skywire.wire.Purpose;
import org.jspecify.annotations.Nullable;

/**
 * A circuit that this node makes.
 *
 * <pre>
 *   Building --reply: accepted--> Standing --close, teardown, lifetime, link lost--> Ended
 *   Building --reply: refused, 3 s, link lost, close--> Ended
 *   Unlinked (no such neighbour) --at once--> Ended
 * </pre>
 */
public final class OutboundCircuit implements Circuit {
    /** The phases as others see them. */
    public enum State {
        BUILDING,
        OPEN,
        CLOSED
    }

    /** What there is to keep in each phase. */
    sealed interface Phase {}

    /** There was nobody to send the onion to; the news is on its way to the listener. */
    record Unlinked(Timers.Timer news) implements Phase {}

    /** The onion is on its way. */
    record Building(Neighbour first, int receiveId, OutboundSetup setup, Timers.Timer patience)
            implements Phase {}

    /** Cells flow. */
    record Standing(
            Neighbour first,
            int receiveId,
            int sendId,
            List<HopKeys> hops,
            EndToEnd endToEnd,
            Timers.Timer expiry)
            implements Phase {}

    /** Nothing is left. */
    record Ended() implements Phase {}

    private final OutboundCircuits owner;
    private final CircuitContext context;
    private final long id;
    private final List<Hop> path;
    private final Purpose purpose;
    private final long createdAtNs;
    private final long deadlineNs;
    private static final long JUNK_BYTES = 1 << 20;
    private static final int JUNK_SHARE = 20;

    private final TrafficCounter traffic = new TrafficCounter();
    private long authentic;
    private int innerMtu;

    /** What the first hop is paid; null when that is nothing. */
    @Nullable Toll toll;

    private Phase phase = new Ended();

    OutboundCircuit(
            OutboundCircuits owner,
            CircuitContext context,
            long id,
            List<Hop> path,
            Purpose purpose,
            int innerMtu,
            long createdAtNs,
            long deadlineNs) {
        this.owner = owner;
        this.context = context;
        this.id = id;
        this.path = List.copyOf(path);
        this.purpose = purpose;
        this.innerMtu = innerMtu;
        this.createdAtNs = createdAtNs;
        this.deadlineNs = deadlineNs;
    }

    Phase phase() {
        return phase;
    }

    void enter(Phase next) {
        phase = next;
    }

    /** The path, first hop to end point. */
    public List<PublicKey> path() {
        return path.stream().map(Hop::node).toList();
    }

    /** The node that the circuit leads to. */
    public PublicKey endPoint() {
        return path.getLast().node();
    }

    public Purpose purpose() {
        return purpose;
    }

    public State state() {
        return switch (phase) {
            case Unlinked _, Building _ -> State.BUILDING;
            case Standing _ -> State.OPEN;
            case Ended _ -> State.CLOSED;
        };
    }

    /** When it was opened. */
    public long createdAtNs() {
        return createdAtNs;
    }

    /** When its life ends; a successor should stand before. */
    public long deadlineNs() {
        return deadlineNs;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public PublicKey neighbour() {
        return path.getFirst().node();
    }

    /** What the first hop is paid for a MiB, and it pays the rest from. */
    public NanoSky paidPerMebibyte() {
        return path.getFirst().paidPerMebibyte();
    }

    @Override
    public boolean isOpen() {
        return phase instanceof Standing;
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
        if (!(phase instanceof Standing standing)
                || length > innerMtu
                || standing.endToEnd.exhausted()) {
            return false;
        }
        Packet cell = context.acquire();
        if (cell == null) {
            return false;
        }
        EndToEnd endToEnd = standing.endToEnd;
        endToEnd.seal(cell, flow, flowSequence, cellClass, flags, source, offset, length);
        wrap(standing.hops, cell);
        Cell.putCircuitId(cell.array, cell.offset, standing.sendId);
        traffic.forward(cell.length);
        if (toll != null) {
            toll.forward(cell.length, context.timers().nowNs());
        }
        standing.first.sendCell(cell, standing.sendId);
        return true;
    }

    /** Chooses N so that the end point will see what stands there now, and adds all layers. */
    private static void wrap(List<HopKeys> hops, Packet cell) {
        int last = hops.size() - 1;
        hops.get(last).forwardPermutation().invert(cell.array, cell.offset + Cell.NONCE);
        for (int i = last - 1; i >= 0; i--) {
            hops.get(i).undoForward(cell.array, cell.offset, cell.length);
        }
    }

    /** A cell from the first hop. */
    void cellReceived(byte[] array, int offset, int length) {
        if (!(phase instanceof Standing standing)) {
            context.counters().unknownCells++;
            return;
        }
        traffic.backward(length);
        if (toll != null) {
            toll.backward(length, context.timers().nowNs());
        }
        List<HopKeys> hops = standing.hops;
        int last = hops.size() - 1;
        for (int i = 0; i < last; i++) {
            hops.get(i).undoBackward(array, offset, length);
        }
        hops.get(last).backwardPermutation().invert(array, offset + Cell.NONCE);
        if (context.deliver(this, standing.endToEnd, array, offset, length)) {
            authentic += length;
        } else if (toll != null && isJunk(traffic.bytesBackward() - authentic)) {
            owner.endForJunk(this);
        }
    }

    /**
     * Whether somebody on the path is paid for what no end point has sent: more than 5 % and 1 MiB
     * (design, section 8).
     */
    private boolean isJunk(long bytes) {
        return bytes > JUNK_BYTES && bytes > traffic.bytesBackward() / JUNK_SHARE;
    }

    /**
     * What is to be sent to the end point now, as a cell of class 1, so that both get new keys;
     * null when nothing is due. The owner asks a few times a second while it has a use for the
     * circuit.
     */
    public byte @Nullable [] rekeyDue() {
        return phase instanceof Standing standing
                ? standing.endToEnd.rekeyDue(context.random(), context.timers().nowNs())
                : null;
    }

    @Override
    public byte @Nullable [] takeRekey(byte[] array, int offset, int length) {
        return phase instanceof Standing standing
                ? context.takeRekey(standing.endToEnd, array, offset, length)
                : null;
    }

    @Override
    public boolean postQuantum() {
        return phase instanceof Standing standing && standing.endToEnd.postQuantum();
    }

    @Override
    public long nextSequence() {
        return traffic.cellsForward();
    }

    @Override
    public long receivedSequence() {
        return phase instanceof Standing standing ? standing.endToEnd.openedSequence() : -1;
    }

    @Override
    public CircuitTraffic traffic() {
        return traffic.snapshot();
    }

    /**
     * Asks one hop for its counts; the answer comes to {@link CircuitListener#status}.
     *
     * @param hop index on the path
     * @return false when nothing was sent
     */
    public boolean askStatus(int hop) {
        return owner.askStatus(this, hop);
    }

    HopStatus status(FailureCode code) {
        return traffic.status(code);
    }

    @Override
    public void close() {
        owner.end(this, FailureCode.CLOSED);
    }

    CircuitSnapshot.Outbound snapshot(long nowNs) {
        return new CircuitSnapshot.Outbound(
                id, path(), purpose, state(), nowNs - createdAtNs, innerMtu, traffic.snapshot());
    }
}

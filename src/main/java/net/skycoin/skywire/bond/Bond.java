package net.skycoin.skywire.bond;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.wire.Cell;
import net.skycoin.skywire.wire.Feedback;
import net.skycoin.skywire.wire.IpPacket;
import org.jspecify.annotations.Nullable;

/**
 * The paths between a router and an exit that share one lease, at one of the two ends. Packets go
 * out on the preferred path as long as it is good; when it is not, on the best other one. Both ends
 * run the same code and find out about a death by themselves, each in the direction in which it
 * sends.
 *
 * <p>Which path is preferred: the initiator prefers the oldest good path; the other end follows it
 * and prefers the path on which user data arrived last. Owned by the engine's thread.
 */
public final class Bond {
    /**
     * Flows are told apart by a keyed hash into this many numbered streams, so that their state is
     * bounded.
     */
    private static final int FLOWS = 4096;

    private static final long TICK_NS = 10_000_000;
    private static final long DOUBT_PROBE_NS = 50_000_000;
    private static final long ACTIVE_PROBE_NS = 1_000_000_000;
    private static final long IDLE_PROBE_NS = 10_000_000_000L;
    private static final long ACTIVE_FOR_NS = 10_000_000_000L;

    /**
     * A tick that comes later than this means that this process did not run: nobody else is to
     * blame.
     */
    private static final long STALL_NS = 200_000_000;

    /**
     * A tick that comes later than this came before what waits in the sockets: the answers may be
     * there, so the paths are judged by the next tick.
     */
    private static final long LATE_NS = 20_000_000;

    private final boolean initiator;
    private final Timers timers;
    private final BondListener listener;
    private final long originNs;
    private final long flowKey0;
    private final long flowKey1;
    private final List<Path> paths = new ArrayList<>();
    private final int[] flowSequences = new int[FLOWS];

    private @Nullable Path active;
    private Timers.@Nullable Timer tick;
    private boolean judgementHeld;
    private long lastDataNs;
    private long switches;
    private long undeliverable;
    private boolean closed;

    public Bond(boolean initiator, RandomGenerator random, Timers timers, BondListener listener) {
        this.initiator = initiator;
        this.timers = timers;
        this.listener = listener;
        this.originNs = timers.nowNs() - random.nextLong(1L << 50);
        this.flowKey0 = random.nextLong();
        this.flowKey1 = random.nextLong();
        this.lastDataNs = timers.nowNs() - ACTIVE_FOR_NS;
    }

    /** Adds a path; {@code owner} is handed back by {@link Path#owner}. It is probed at once. */
    public Path add(Carrier carrier, Object owner) {
        Path path = new Path(carrier, owner, originNs, timers.nowNs());
        paths.add(path);
        if (active == null) {
            active = path;
        }
        probe(path);
        scheduleTick();
        return path;
    }

    /** Stops using a path; what still arrives on it is the owner's to ignore. */
    public void remove(Path path) {
        paths.remove(path);
        if (active == path) {
            active = null;
            choose();
        }
    }

    /** Makes {@code path} the one that new packets take, if it is good. */
    public void prefer(Path path) {
        if (paths.contains(path) && path.state() == Path.State.GOOD && active != path) {
            active = path;
            switches++;
        }
    }

    /** Ends the bond; nothing is called afterwards. */
    public void close() {
        closed = true;
        paths.clear();
        active = null;
        if (tick != null) {
            tick.cancel();
        }
    }

    public List<Path> paths() {
        return List.copyOf(paths);
    }

    /** The path that new packets take; null while there is none. */
    public @Nullable Path active() {
        return active;
    }

    /** How often new packets were moved to another path. */
    public long switches() {
        return switches;
    }

    /** Packets dropped because no path took them. */
    public long undeliverable() {
        return undeliverable;
    }

    /**
     * Sends one inner packet on the path of the moment; the bytes are copied.
     *
     * @param flags 0 or {@link Cell#PARTIAL_CHECKSUM}
     */
    public boolean send(byte[] source, int offset, int length, int flags) {
        long nowNs = timers.nowNs();
        lastDataNs = nowNs;
        Path path = active;
        if (path == null) {
            undeliverable++;
            return false;
        }
        int flow =
                (int) IpPacket.flowHash(source, offset, length, flowKey0, flowKey1) & (FLOWS - 1);
        int flowSequence = flowSequences[flow];
        if (!path.send(
                flow, flowSequence, Cell.CLASS_DATA, flags, source, offset, length, true, nowNs)) {
            undeliverable++;
            return false;
        }
        flowSequences[flow] = flowSequence + 1;
        path.countSent(length);
        scheduleTick();
        return true;
    }

    /** Notes a control cell other than feedback that the owner sent on {@code path} by itself. */
    public boolean sendControl(Path path, byte[] message) {
        return path.send(
                0, 0, Cell.CLASS_CONTROL, 0, message, 0, message.length, false, timers.nowNs());
    }

    /**
     * Takes a data cell that arrived as number {@code sequence} of the path; {@code flags} are the
     * cell's.
     */
    public void dataArrived(
            Path path, long sequence, int flags, byte[] array, int offset, int length) {
        long nowNs = timers.nowNs();
        lastDataNs = nowNs;
        path.cellArrived(sequence, true, nowNs);
        path.dataArrived(length, nowNs);
        if (!initiator && path != active && path.state() == Path.State.GOOD) {
            prefer(path);
        }
        sendFeedbackIfDue(path, nowNs);
        scheduleTick();
        listener.packetArrived(array, offset, length, flags & Cell.PARTIAL_CHECKSUM);
    }

    /** Takes a control cell's arrival as number {@code sequence}; {@code flags} are the cell's. */
    public void controlArrived(Path path, long sequence, int flags) {
        path.cellArrived(sequence, (flags & Cell.DEMANDS_ANSWER) != 0, timers.nowNs());
        if ((flags & Cell.DEMANDS_ANSWER) != 0) {
            sendFeedback(path, 0, timers.nowNs());
        }
    }

    /** Takes the feedback that a control cell carried. */
    public void feedbackArrived(Path path, Feedback feedback) {
        path.feedbackArrived(feedback, timers.nowNs());
        if (active == null || active.state() != Path.State.GOOD) {
            choose();
        }
    }

    private void probe(Path path) {
        sendFeedback(path, Cell.DEMANDS_ANSWER, timers.nowNs());
    }

    private void sendFeedbackIfDue(Path path, long nowNs) {
        if (path.feedbackDue(nowNs)) {
            sendFeedback(path, 0, nowNs);
        }
    }

    private void sendFeedback(Path path, int flags, long nowNs) {
        byte[] message = path.feedback(nowNs).emit();
        path.send(0, 0, Cell.CLASS_CONTROL, flags, message, 0, message.length, flags != 0, nowNs);
    }

    private void scheduleTick() {
        if (closed || (tick != null && tick.deadlineNs() <= timers.nowNs() + TICK_NS)) {
            return;
        }
        if (tick != null) {
            tick.cancel();
        }
        tick = timers.after(TICK_NS, this::onTick);
    }

    private void onTick() {
        long nowNs = timers.nowNs();
        long dueNs = tick == null ? nowNs : tick.deadlineNs();
        tick = null;
        judgementHeld = !judgementHeld && nowNs - dueNs > LATE_NS;
        if (nowNs - dueNs > STALL_NS) {
            paths.forEach(path -> path.pardon(nowNs));
        }
        long idleNs = nowNs - lastDataNs;
        long probeEveryNs = idleNs < ACTIVE_FOR_NS ? ACTIVE_PROBE_NS : IDLE_PROBE_NS;
        boolean busy = false;
        for (Path path : List.copyOf(paths)) {
            if (!judgementHeld) {
                judge(path, nowNs);
            }
            if (path.state() == Path.State.DEAD) {
                continue;
            }
            sendFeedbackIfDue(path, nowNs);
            long sinceSentNs = nowNs - path.lastSentNs();
            if (sinceSentNs >= (path.isDoubtful(nowNs) ? DOUBT_PROBE_NS : probeEveryNs)) {
                probe(path);
            }
            busy |= path.awaitsAnswer() || path.owesFeedback();
        }
        if (!closed && tick == null && !paths.isEmpty()) {
            tick = timers.after(busy ? TICK_NS : probeEveryNs / 4, this::onTick);
        }
    }

    private void judge(Path path, long nowNs) {
        Path.State before = path.state();
        path.judge(nowNs);
        if (path.state() == before) {
            return;
        }
        if (path == active) {
            choose();
        }
        if (path.state() == Path.State.DEAD) {
            remove(path);
            listener.pathDied(path);
        }
    }

    /**
     * Takes the good path that answers fastest; failing that, a suspect one, as it may only be
     * slow.
     */
    private void choose() {
        Path best = null;
        for (Path path : paths) {
            if (path.state() != Path.State.DEAD && (best == null || better(path, best))) {
                best = path;
            }
        }
        if (best != active) {
            active = best;
            switches++;
        }
    }

    private static boolean better(Path path, Path than) {
        if (path.state() != than.state()) {
            return path.state() == Path.State.GOOD;
        }
        return path.rttNs() < than.rttNs();
    }
}

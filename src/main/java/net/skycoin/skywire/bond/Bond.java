package net.skycoin.skywire.bond;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.wire.Cell;
import net.skycoin.skywire.wire.CircuitMessage;
import net.skycoin.skywire.wire.Feedback;
import net.skycoin.skywire.wire.IpPacket;
import org.jspecify.annotations.Nullable;

/**
 * The paths between a router and an exit that share one lease, used as one line; at one of the two
 * ends. Both ends run the same code, each for the direction in which it sends.
 *
 * <pre>
 *   send --> SharedQueue --(a path has room: earliest arrival)--> Path --> circuit
 *                              ^                                   |
 *                              +------- lost, or path suspect -----+  (the parcel is kept until it is acknowledged)
 *
 *   circuit --> Path (what arrived) --> Resequencer (per flow) --> listener
 *                   \--> feedback about all paths, behind a packet or on its own
 * </pre>
 *
 * <p>A packet is given to a path only when that path's pacer and window have room (late binding),
 * so what waits, waits in one queue. Owned by the engine's thread.
 */
public final class Bond {
    /** How packets are spread. */
    public enum Policy {
        /** Each packet on one path: all paths together carry what they can. */
        SUM,
        /** Each packet on the two best paths: what one loses, the other has brought already. */
        REDUNDANT
    }

    /** What the whole bond has done so far. */
    public record Statistics(
            long queueDrops,
            long undeliverable,
            long retransmitted,
            long givenUp,
            long duplicates,
            long feedbackBytes,
            int queued,
            int held) {}

    private static final long SECOND_NS = 1_000_000_000;
    private static final long TICK_NS = 5_000_000;
    private static final long REVIEW_NS = 100_000_000;
    private static final long DOUBT_PROBE_NS = 50_000_000;
    private static final long ACTIVE_PROBE_NS = SECOND_NS;
    private static final long IDLE_PROBE_NS = 10 * SECOND_NS;
    private static final long ACTIVE_FOR_NS = 10 * SECOND_NS;

    /** Least time between two wake-ups of the pacers: a few packets leave together. */
    private static final long PACE_NS = 1_000_000;

    /** How far a pacer may lag behind and catch up. */
    private static final long BURST_NS = 4_000_000;

    /** A packet that asks for haste may borrow so much time of a pacer. */
    private static final long URGENT_CREDIT_NS = 10_000_000;

    private static final int URGENT_CREDIT_BYTES = 4 * 1500;

    /** Feedback may ride on a path that is so much slower than the fastest. */
    private static final long FEEDBACK_SLACK_NS = 15_000_000;

    private static final int FAR_FEEDBACK_EVERY = 8;
    private static final long FEEDBACK_MAX_NS = 40_000_000;

    /** Feedback of its own is this part of what arrives, at most. */
    private static final double FEEDBACK_SHARE = 0.01;

    /** How often a packet is sent again because it was lost. */
    private static final int RETRIES = 4;

    /** ...and from which time on by two paths at once. */
    private static final int FROM_THEN_ON_TWO = 2;

    private static final long RETRY_FOR_NS = 2 * SECOND_NS;

    /** A packet that is sent again has others waiting for it: another loss costs so much more. */
    private static final int LOSS_WEIGHT = 16;

    private static final int IN_ORDER = -1;

    /**
     * What a path loses last is noticed when something later arrives: where losses are common, a
     * probe follows so long after it.
     */
    private static final long TAIL_PROBE_NS = 3_000_000;

    private static final double COMMON_LOSS = 0.002;

    /** Waiting as long as a slower path takes longer, over this, justifies the use of it. */
    private static final int PATIENCE = 4;

    private static final int FULL_CELL = 1500;
    private static final long HOLD_MIN_NS = 150_000_000;
    private static final long HOLD_MAX_NS = 1_500_000_000;

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
    private final Policy policy;
    private final RandomGenerator random;
    private final Timers timers;
    private final ParcelPool pool;
    private final BondListener listener;
    private final SharedQueue queue;
    private final Resequencer resequencer;
    private final ParcelList resend = new ParcelList();
    private final Path.Fates fates = new Recovery();
    private final long originNs;
    private final long flowKey0;
    private final long flowKey1;
    private final List<Path> paths = new ArrayList<>();
    private final int[] flowSequences = new int[SharedQueue.FLOWS];

    private int nextNumber;
    private int nextCarrier;
    private long busySinceNs;
    private long roomAtNs = Timers.NEVER;
    private boolean pumping;
    private boolean abandoning;
    private Timers.@Nullable Timer pacer;
    private Timers.@Nullable Timer tick;
    private boolean judgementHeld;
    private long reviewedAtNs;
    private long ratesAtNs;
    private long lastDataNs;
    private boolean feedbackOwed;
    private long lastFeedbackNs;
    private long feedbackEveryNs = TICK_NS;
    private int feedbackLength = 64;
    private long holdNs = HOLD_MIN_NS;
    private long undeliverable;
    private long retransmitted;
    private long lostForGood;
    private long feedbackBytes;
    private boolean closed;

    /** Keeps parcels until their fate is known. */
    private final class Recovery implements Path.Fates {
        @Override
        public void delivered(Parcel parcel) {
            parcel.copies--;
            parcel.acknowledged = true;
            releaseIfDone(parcel);
        }

        @Override
        public void lost(Path path, Parcel parcel) {
            parcel.copies--;
            if (parcel.acknowledged || parcel.waiting || parcel.copies > 0 || closed) {
                releaseIfDone(parcel);
            } else if (abandoning) {
                enqueue(parcel);
            } else if (parcel.retries < RETRIES) {
                parcel.retries++;
                path.countRetransmitted();
                retransmitted++;
                enqueue(parcel);
            } else {
                lostForGood++;
                releaseIfDone(parcel);
            }
        }

        private void enqueue(Parcel parcel) {
            parcel.waiting = true;
            resend.add(parcel);
        }
    }

    public Bond(
            boolean initiator,
            Policy policy,
            RandomGenerator random,
            Timers timers,
            ParcelPool pool,
            BondListener listener) {
        this.initiator = initiator;
        this.policy = policy;
        this.random = random;
        this.timers = timers;
        this.pool = pool;
        this.listener = listener;
        this.queue = new SharedQueue(pool);
        this.resequencer =
                new Resequencer(
                        pool,
                        (array, offset, length, flags) ->
                                listener.packetArrived(array, offset, length, flags));
        this.originNs = timers.nowNs() - random.nextLong(1L << 42);
        this.flowKey0 = random.nextLong();
        this.flowKey1 = random.nextLong();
        this.lastDataNs = timers.nowNs() - ACTIVE_FOR_NS;
        this.ratesAtNs = timers.nowNs();
    }

    // ---- paths

    /**
     * Adds a path; {@code owner} is handed back by {@link Path#owner}. The initiator calls {@link
     * #probe} when the other end knows of it too.
     */
    public Path add(Carrier carrier, Object owner) {
        Path path = new Path(carrier, owner, random, timers.nowNs());
        if (initiator) {
            path.number(freeNumber());
        }
        paths.add(path);
        scheduleTick(TICK_NS);
        return path;
    }

    private int freeNumber() {
        while (true) {
            int number = nextNumber;
            nextNumber = (nextNumber + 1) % Feedback.UNKNOWN;
            if (paths.stream().noneMatch(path -> path.number() == number)) {
                return number;
            }
        }
    }

    /** Stops using a path; what still arrives on it is the owner's to ignore. */
    public void remove(Path path) {
        if (paths.remove(path)) {
            abandon(path);
            pump(timers.nowNs());
        }
    }

    /** Sends a cell on the path that is answered at once. */
    public void probe(Path path) {
        long nowNs = timers.nowNs();
        byte[] message = feedback(path, nowNs).emit();
        sendControl(path, message, Cell.DEMANDS_ANSWER, nowNs);
    }

    /** Ends the bond; nothing is called afterwards. */
    public void close() {
        closed = true;
        for (Path path : paths) {
            abandon(path);
        }
        paths.clear();
        for (Parcel parcel = resend.poll(); parcel != null; parcel = resend.poll()) {
            parcel.waiting = false;
            releaseIfDone(parcel);
        }
        queue.clear();
        resequencer.clear();
        if (tick != null) {
            tick.cancel();
        }
        if (pacer != null) {
            pacer.cancel();
        }
    }

    public List<Path> paths() {
        return List.copyOf(paths);
    }

    /** The path that carries most, a suspect one only where none is good; null without any. */
    public @Nullable Path active() {
        Path most = null;
        for (Path path : paths) {
            if (path.state() != Path.State.DEAD
                    && (most == null
                            || path.state().compareTo(most.state()) < 0
                            || (path.state() == most.state() && carriesMore(path, most)))) {
                most = path;
            }
        }
        return most;
    }

    private static boolean carriesMore(Path path, Path than) {
        return path.sendRate() + path.receiveRate() > than.sendRate() + than.receiveRate();
    }

    /** Packets dropped because no path took them. */
    public long undeliverable() {
        return undeliverable;
    }

    public Policy policy() {
        return policy;
    }

    public Statistics statistics() {
        return new Statistics(
                queue.dropped(),
                undeliverable,
                retransmitted,
                lostForGood + resequencer.givenUp(),
                resequencer.duplicates(),
                feedbackBytes,
                queue.parcels(),
                resequencer.held());
    }

    // ---- out

    /**
     * Sends one well-formed inner packet when a path has room for it; the bytes are copied.
     *
     * @param flags 0 or {@link Cell#PARTIAL_CHECKSUM}
     */
    public boolean send(byte[] source, int offset, int length, int flags) {
        long nowNs = timers.nowNs();
        lastDataNs = nowNs;
        Parcel parcel = length > Parcel.CAPACITY || paths.isEmpty() ? null : pool.acquire();
        if (parcel == null) {
            undeliverable++;
            return false;
        }
        System.arraycopy(source, offset, parcel.array, 0, length);
        parcel.length = length;
        parcel.flags = flags;
        int hash = (int) IpPacket.flowHash(source, offset, length, flowKey0, flowKey1);
        // Odd streams hold what does not wait for one another, and never share with what does.
        int unordered = IpPacket.needsOrder(source, offset, length) ? 0 : 1;
        parcel.flow = (hash & (SharedQueue.FLOWS - 1) & ~1) | unordered;
        parcel.flowSequence = -1;
        if (queue.isEmpty()) {
            busySinceNs = nowNs;
        }
        boolean lowly = IpPacket.isLowly(parcel.array, 0);
        if (lowly) {
            // Nobody on the way shall know a guest's packets by it.
            IpPacket.clearServiceClass(parcel.array, 0);
        }
        queue.offer(parcel, IpPacket.isUrgent(parcel.array, 0), lowly, nowNs);
        if (nowNs >= roomAtNs || queue.hasUrgent() || pacer == null) {
            pump(nowNs);
        }
        return true;
    }

    /** Sends a message of the owner on {@code path}, unreliably. */
    public boolean sendControl(Path path, byte[] message) {
        return sendControl(path, message, 0, timers.nowNs());
    }

    private boolean sendControl(Path path, byte[] message, int flags, long nowNs) {
        boolean sent =
                path.send(
                        0,
                        0,
                        Cell.CLASS_CONTROL,
                        flags,
                        message,
                        0,
                        message.length,
                        null,
                        flags != 0,
                        BURST_NS,
                        nowNs);
        scheduleTick(TICK_NS);
        return sent;
    }

    /** Gives packets to paths as long as there are packets and room. */
    private void pump(long nowNs) {
        if (pumping || closed) {
            return;
        }
        pumping = true;
        try {
            resendLost(nowNs);
            sendUrgent(nowNs);
            sendBulk(nowNs);
        } finally {
            pumping = false;
        }
        if (resend.isEmpty() && queue.isEmpty()) {
            roomAtNs = Timers.NEVER;
        } else {
            schedulePacer(nowNs);
        }
        scheduleTick(TICK_NS);
    }

    private void resendLost(long nowNs) {
        while (!resend.isEmpty()) {
            Path path = choose(FULL_CELL, URGENT_CREDIT_NS, Timers.NEVER, LOSS_WEIGHT, nowNs);
            if (path == null) {
                return;
            }
            Parcel parcel = resend.poll();
            if (parcel == null) {
                return;
            }
            parcel.waiting = false;
            if (parcel.acknowledged || nowNs - parcel.queuedAtNs > RETRY_FOR_NS) {
                releaseIfDone(parcel);
                continue;
            }
            Path second = parcel.retries >= FROM_THEN_ON_TWO ? other(path) : null;
            if (second != null) {
                transmit(parcel, second, nowNs);
            }
            transmit(parcel, path, nowNs);
        }
    }

    private void sendUrgent(long nowNs) {
        while (queue.hasUrgent()) {
            Path path = choose(FULL_CELL, URGENT_CREDIT_NS, Timers.NEVER, 1, nowNs);
            Parcel parcel = path == null ? null : queue.pollUrgent();
            if (path == null || parcel == null) {
                return;
            }
            sendFirst(parcel, path, nowNs);
        }
    }

    private void sendBulk(long nowNs) {
        while (queue.hasBulk()) {
            Path path = choose(FULL_CELL, 0, (nowNs - busySinceNs) * PATIENCE, IN_ORDER, nowNs);
            if (path == null) {
                return;
            }
            Parcel parcel = queue.poll(nowNs);
            if (parcel != null) {
                sendFirst(parcel, path, nowNs);
                copyToTrials(parcel, nowNs);
            }
        }
        for (Path path : paths) {
            path.applicationLimited();
        }
    }

    private void sendFirst(Parcel parcel, Path path, long nowNs) {
        parcel.flowSequence = flowSequences[parcel.flow]++;
        if (policy == Policy.REDUNDANT) {
            Path second = other(path);
            if (second != null) {
                transmit(parcel, second, nowNs);
            }
        }
        transmit(parcel, path, nowNs);
    }

    /** The parcel may be gone by now, but its bytes are not: it is nobody's until the next one. */
    private void copyToTrials(Parcel parcel, long nowNs) {
        for (int i = 0; i < paths.size(); i++) {
            Path path = paths.get(i);
            if (path.onTrial()
                    && path.isUsable()
                    && path.hasWindow(FULL_CELL)
                    && path.nextSendNs() <= nowNs) {
                path.send(
                        parcel.flow,
                        parcel.flowSequence,
                        Cell.CLASS_DATA,
                        parcel.flags,
                        parcel.array,
                        0,
                        parcel.length,
                        null,
                        true,
                        BURST_NS,
                        nowNs);
            }
        }
    }

    private void transmit(Parcel parcel, Path path, long nowNs) {
        int length = parcel.length;
        int flags = parcel.flags;
        if (feedbackDue(nowNs, TICK_NS)
                && length + feedbackBound() <= path.maxPacket()
                && path.model().leastDelayNs() <= leastDelayNs() + FEEDBACK_SLACK_NS) {
            byte[] behind = feedback(path, nowNs).emit();
            System.arraycopy(behind, 0, parcel.array, length, behind.length);
            length += behind.length;
            flags |= Cell.FEEDBACK_BEHIND;
            feedbackSent(behind.length, nowNs);
        }
        boolean sent =
                path.send(
                        parcel.flow,
                        parcel.flowSequence,
                        Cell.CLASS_DATA,
                        flags,
                        parcel.array,
                        0,
                        length,
                        parcel,
                        true,
                        BURST_NS,
                        nowNs);
        if (sent) {
            parcel.copies++;
            path.countSent(parcel.length);
        } else {
            undeliverable++;
            releaseIfDone(parcel);
        }
    }

    /**
     * The path on which a packet sent now would arrive first, of those that have room.
     *
     * @param creditNs time that the packet may borrow of a pacer
     * @param slowerNs how much slower than the fastest path it may be
     * @param lossWeight how much the time that a loss costs counts; {@link #IN_ORDER}: as for a
     *     flow that waits as a whole
     */
    private @Nullable Path choose(
            int bytes, long creditNs, long slowerNs, int lossWeight, long nowNs) {
        Path best = null;
        long bestNs = Timers.NEVER;
        long leastNs = leastDelayNs();
        roomAtNs = Timers.NEVER;
        for (int i = 0; i < paths.size(); i++) {
            Path path = paths.get(i);
            // What is urgent does not wait for feedback to open a window.
            int more = creditNs > 0 ? bytes - URGENT_CREDIT_BYTES : bytes;
            if (!path.isUsable() || !path.worthwhile() || !path.hasWindow(more)) {
                continue;
            }
            long slower = path.model().leastDelayNs() - leastNs;
            long waitNs = path.nextSendNs() - nowNs - creditNs;
            if (slower > slowerNs) {
                waitNs = Math.max(waitNs, (slower - slowerNs) / PATIENCE);
            }
            if (waitNs > 0) {
                roomAtNs = Math.min(roomAtNs, nowNs + waitNs);
                continue;
            }
            long arrivalNs = path.model().delayNs() + Math.max(0, path.nextSendNs() - nowNs);
            double losses =
                    lossWeight == IN_ORDER
                            ? path.loss() * path.bytesInFlight() / FULL_CELL
                            : lossWeight * path.loss();
            arrivalNs += (long) (Math.min(1, losses) * PathSet.recoveryNs(path));
            if (arrivalNs < bestNs) {
                best = path;
                bestNs = arrivalNs;
            }
        }
        return best != null || anyUsable() ? best : leastBad(bytes, creditNs, nowNs);
    }

    private boolean anyUsable() {
        for (int i = 0; i < paths.size(); i++) {
            if (paths.get(i).isUsable()) {
                return true;
            }
        }
        return false;
    }

    /** Where no path is known to be good, a suspect one may only be slow. */
    private @Nullable Path leastBad(int bytes, long creditNs, long nowNs) {
        Path best = null;
        for (Path path : paths) {
            if (path.state() == Path.State.DEAD || !path.hasWindow(bytes)) {
                continue;
            }
            if (path.nextSendNs() - creditNs > nowNs) {
                roomAtNs = Math.min(roomAtNs, path.nextSendNs() - creditNs);
            } else if (best == null
                    || path.state().compareTo(best.state()) < 0
                    || (path.state() == best.state() && path.rttNs() < best.rttNs())) {
                best = path;
            }
        }
        return best;
    }

    /** The second best path for a copy. */
    private @Nullable Path other(Path than) {
        Path best = null;
        for (Path path : paths) {
            if (path != than
                    && path.isUsable()
                    && path.hasWindow(FULL_CELL)
                    && (best == null || path.model().delayNs() < best.model().delayNs())) {
                best = path;
            }
        }
        return best;
    }

    /** Of all good paths the least delay to the other end, without queues. */
    private long leastDelayNs() {
        long least = Timers.NEVER;
        for (int i = 0; i < paths.size(); i++) {
            Path path = paths.get(i);
            if (path.isUsable() && path.worthwhile() && path.measured()) {
                least = Math.min(least, path.model().leastDelayNs());
            }
        }
        return least == Timers.NEVER ? 0 : least;
    }

    private void schedulePacer(long nowNs) {
        if (roomAtNs == Timers.NEVER) {
            return;
        }
        long atNs = Math.max(roomAtNs, nowNs + PACE_NS);
        if (pacer != null) {
            if (pacer.deadlineNs() <= atNs) {
                return;
            }
            pacer.cancel();
        }
        pacer = timers.at(atNs, this::onPacer);
    }

    private void onPacer() {
        pacer = null;
        pump(timers.nowNs());
    }

    private void abandon(Path path) {
        abandoning = true;
        path.abandon(fates);
        abandoning = false;
    }

    private void releaseIfDone(Parcel parcel) {
        if (parcel.copies == 0 && !parcel.waiting) {
            pool.release(parcel);
        }
    }

    // ---- in

    /**
     * Takes a data cell.
     *
     * @param sequence its number on the path
     */
    public void dataArrived(
            Path path,
            long sequence,
            int flow,
            int flowSequence,
            int flags,
            byte[] array,
            int offset,
            int length) {
        long nowNs = timers.nowNs();
        lastDataNs = nowNs;
        path.cellArrived(sequence, nowNs);
        feedbackOwed = true;
        scheduleTick(TICK_NS);
        int inner = IpPacket.length(array, offset, length);
        if (inner == 0) {
            undeliverable++;
            return;
        }
        if ((flags & Cell.FEEDBACK_BEHIND) != 0
                && CircuitMessage.parse(array, offset + inner, length - inner)
                        instanceof Feedback feedback) {
            feedbackArrived(path, feedback);
        }
        path.countReceived(inner);
        resequencer.arrived(
                flow,
                flowSequence,
                array,
                offset,
                inner,
                flags & Cell.PARTIAL_CHECKSUM,
                IpPacket.needsOrder(array, offset, inner),
                nowNs);
    }

    /** Takes a control cell's arrival as number {@code sequence}; {@code flags} are the cell's. */
    public void controlArrived(Path path, long sequence, int flags) {
        long nowNs = timers.nowNs();
        path.cellArrived(sequence, nowNs);
        if ((flags & Cell.DEMANDS_ANSWER) != 0) {
            byte[] message = feedback(path, nowNs).emit();
            sendControl(path, message, 0, nowNs);
        }
    }

    /** Takes feedback that arrived on {@code path}. */
    public void feedbackArrived(Path path, Feedback feedback) {
        long nowNs = timers.nowNs();
        if (!initiator && feedback.carrier() != Feedback.UNKNOWN) {
            path.number(feedback.carrier());
        }
        resequencer.hold(Math.clamp(feedback.holdMs() * 1_000_000L, HOLD_MIN_NS, HOLD_MAX_NS));
        for (Feedback.Report report : feedback.paths()) {
            Path reported = byNumber(report.path());
            if (reported != null) {
                reported.reported(report, feedback.timeUs(), fates, nowNs);
            }
        }
        pump(nowNs);
    }

    private @Nullable Path byNumber(int number) {
        for (int i = 0; i < paths.size(); i++) {
            if (paths.get(i).number() == number) {
                return paths.get(i);
            }
        }
        return null;
    }

    // ---- feedback

    private Feedback feedback(Path carrier, long nowNs) {
        List<Feedback.Report> reports = new ArrayList<>(paths.size());
        for (Path path : paths) {
            Feedback.Report report = path.report(originNs);
            if (report != null && reports.size() < Feedback.MAX_PATHS) {
                reports.add(report);
            }
        }
        return new Feedback(
                carrier.number(),
                ReceivedCells.micros(nowNs - originNs),
                (int) (holdNs / 1_000_000),
                reports);
    }

    /** Bytes that feedback made now has at most. */
    private int feedbackBound() {
        int bound = Feedback.HEADER_LENGTH;
        for (int i = 0; i < paths.size(); i++) {
            bound += paths.get(i).reportLength();
        }
        return bound;
    }

    private boolean feedbackDue(long nowNs, long everyNs) {
        return feedbackOwed && nowNs - lastFeedbackNs >= everyNs;
    }

    private void feedbackSent(int length, long nowNs) {
        feedbackOwed = false;
        lastFeedbackNs = nowNs;
        feedbackLength = length;
        feedbackBytes += length;
    }

    /**
     * Sends feedback by itself on the two paths by which it arrives first: in turn where they are
     * about as fast, else now and then on the second, in case that the first has died.
     */
    private void sendFeedback(long nowNs) {
        Path first = null;
        Path second = null;
        for (Path path : paths) {
            if (path.state() != Path.State.GOOD) {
                continue;
            }
            if (first == null || path.model().delayNs() < first.model().delayNs()) {
                second = first;
                first = path;
            } else if (second == null || path.model().delayNs() < second.model().delayNs()) {
                second = path;
            }
        }
        if (first == null) {
            return;
        }
        Path path = first;
        if (second != null) {
            long laterNs = second.model().delayNs() - first.model().delayNs();
            int every = laterNs <= FEEDBACK_SLACK_NS ? 2 : FAR_FEEDBACK_EVERY;
            path = nextCarrier++ % every == 1 ? second : first;
        }
        byte[] message = feedback(path, nowNs).emit();
        if (sendControl(path, message, 0, nowNs)) {
            feedbackSent(message.length + Path.OVERHEAD, nowNs);
        }
    }

    // ---- time

    private void scheduleTick(long inNs) {
        long atNs = timers.nowNs() + inNs;
        if (closed || (tick != null && tick.deadlineNs() <= atNs)) {
            return;
        }
        if (tick != null) {
            tick.cancel();
        }
        tick = timers.at(atNs, this::onTick);
    }

    private void onTick() {
        long nowNs = timers.nowNs();
        long dueNs = tick == null ? nowNs : tick.deadlineNs();
        tick = null;
        judgementHeld = !judgementHeld && nowNs - dueNs > LATE_NS;
        if (nowNs - dueNs > STALL_NS) {
            paths.forEach(path -> path.pardon(nowNs));
        }
        if (feedbackDue(nowNs, feedbackEveryNs)) {
            sendFeedback(nowNs);
        }
        resequencer.expire(nowNs);
        long idleNs = nowNs - lastDataNs;
        long probeEveryNs = idleNs < ACTIVE_FOR_NS ? ACTIVE_PROBE_NS : IDLE_PROBE_NS;
        boolean busy = feedbackOwed || resequencer.isBlocked() || !resend.isEmpty();
        for (Path path : List.copyOf(paths)) {
            if (!judgementHeld) {
                judge(path, nowNs);
            }
            if (path.state() == Path.State.DEAD) {
                continue;
            }
            long sinceSentNs = nowNs - path.lastSentNs();
            boolean tail =
                    path.loss() > COMMON_LOSS
                            && sinceSentNs >= TAIL_PROBE_NS
                            && path.endsWithData()
                            && queue.isEmpty();
            if (tail || sinceSentNs >= (path.isDoubtful(nowNs) ? DOUBT_PROBE_NS : probeEveryNs)) {
                probe(path);
            }
            busy |= path.awaitsAnswer();
        }
        if (nowNs - reviewedAtNs >= REVIEW_NS) {
            review(nowNs);
        }
        pump(nowNs);
        if (!paths.isEmpty()) {
            scheduleTick(busy || !queue.isEmpty() ? TICK_NS : probeEveryNs / 4);
        }
    }

    private void judge(Path path, long nowNs) {
        Path.State before = path.state();
        path.judge(nowNs);
        if (path.state() == before) {
            return;
        }
        if (path.state() == Path.State.SUSPECT && anyUsable()) {
            abandon(path);
        }
        if (path.state() == Path.State.DEAD) {
            remove(path);
            listener.pathDied(path);
        }
    }

    /** What changes slowly: which paths are worth it, how long to wait for what is missing. */
    private void review(long nowNs) {
        reviewedAtNs = nowNs;
        PathSet.choose(paths, queue.hasBulk(), nowNs);
        long rttNs = 0;
        long leastRttNs = Timers.NEVER;
        long delayNs = Long.MIN_VALUE;
        double losses = 0;
        long recoveryNs = 0;
        double arriving = 0;
        for (Path path : paths) {
            arriving += path.receiveRate();
            if (path.isUsable() && path.worthwhile() && path.measured()) {
                rttNs = Math.max(rttNs, path.rttNs());
                leastRttNs = Math.min(leastRttNs, path.rttNs());
                delayNs = Math.max(delayNs, path.model().delayNs());
                double lossesOfPath = PathSet.lossesPerRoundTrip(path);
                losses += lossesOfPath;
                if (lossesOfPath > 0.01) {
                    recoveryNs = Math.max(recoveryNs, PathSet.recoveryNs(path));
                }
            }
        }
        if (leastRttNs != Timers.NEVER) {
            long spreadNs = Math.max(0, delayNs - leastDelayNs());
            holdNs =
                    spreadNs
                            + Math.max(100_000_000, 2 * rttNs)
                            + leastRttNs
                            + 2 * recoveryNs
                            + 6 * Path.FEEDBACK_INTERVAL_NS;
            holdNs = Math.clamp(holdNs, HOLD_MIN_NS, HOLD_MAX_NS);
            queue.roundTrip(leastRttNs + spreadNs + (long) (Math.min(1, losses) * recoveryNs));
        }
        feedbackEveryNs =
                (long)
                        Math.clamp(
                                feedbackLength * 1e9 / (FEEDBACK_SHARE * Math.max(1, arriving)),
                                TICK_NS,
                                FEEDBACK_MAX_NS);
        if (nowNs - ratesAtNs >= SECOND_NS) {
            for (Path path : paths) {
                path.measureRates(nowNs - ratesAtNs);
            }
            ratesAtNs = nowNs;
            resequencer.forgetIdle(nowNs);
        }
    }
}

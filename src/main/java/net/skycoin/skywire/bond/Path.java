package net.skycoin.skywire.bond;

import java.util.random.RandomGenerator;
import net.skycoin.skywire.bond.SentCells.SentCell;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.wire.Feedback;
import org.jspecify.annotations.Nullable;

/**
 * One path of a bond, at one of its ends: what was sent on it and what became of it, what arrived
 * here, and by that how good it is. Every cell of a path is numbered by the path itself (the
 * circuit's sequence), so loss and silence are the path's own and never guessed from the bond's
 * traffic as a whole.
 *
 * <pre>
 *            answer demanded, none for max(2 RTT, 100 ms)        none for max(4 RTT, 500 ms), at most 800 ms
 *   GOOD  ------------------------------------------->  SUSPECT  ------------------------------------------>  DEAD
 *         <------------------ feedback ---------------
 * </pre>
 *
 * <p>Suspicion moves packets elsewhere, those under way too; the path is probed and comes back with
 * the first feedback that acknowledges something. Halfway to suspicion an otherwise idle path is
 * probed: the loss of a last packet is not a silence.
 */
public final class Path {
    /** How sure the bond is that the path carries packets. */
    public enum State {
        GOOD,
        SUSPECT,
        DEAD
    }

    /** Told what became of cells; called by {@link #reported}. */
    interface Fates {
        /** The cell arrived. */
        void delivered(Parcel parcel);

        /** The path lost it. */
        void lost(Path path, Parcel parcel);
    }

    /** Assumed until the first measurement. */
    static final long INITIAL_RTT_NS = 200_000_000;

    /** The other end may hold feedback back for as long; it adds to every patience. */
    static final long FEEDBACK_INTERVAL_NS = 10_000_000;

    /**
     * Bytes of a datagram around an inner packet: IPv4 and UDP 28, link 32, circuit 20, end to end
     * 28.
     */
    static final int OVERHEAD = 108;

    private static final long TRIAL_PAUSE_MIN_NS = 2_000_000_000;
    private static final long TRIAL_PAUSE_MAX_NS = 60_000_000_000L;
    private static final long SUSPECT_MIN_NS = 100_000_000;
    private static final long DEAD_MIN_NS = 500_000_000;
    private static final long DEAD_MAX_NS = 800_000_000;
    private static final long MICROS_MASK = 0xffff_ffffL;

    /** A cell is lost when one sent so much later has arrived: paths may reorder a little. */
    private static final long REORDERING_NS = 2_000_000;

    private final Carrier carrier;
    private final Object owner;
    private final SentCells sent = new SentCells();
    private final ReceivedCells arrivals = new ReceivedCells();
    private final PathModel model;
    private State state = State.GOOD;
    private int number = Feedback.UNKNOWN;
    private boolean worthwhile = true;
    private boolean onTrial;
    private long nextTrialNs = Timers.NEVER;
    private long trialPauseNs = TRIAL_PAUSE_MIN_NS;

    private long lastDemanding = -1;
    private long highestAcknowledged = -1;
    private long peerReceived;
    private long unansweredSinceNs = Timers.NEVER;
    private long lastSentNs;
    private boolean lastIsData;
    private long nextSendNs;
    private long arrivalBaseNs;
    private long lastArrivalUs = -1;

    private long bytesSent;
    private long bytesReceived;
    private long retransmitted;
    private double sendRate;
    private double receiveRate;
    private long rateBytesSent;
    private long rateBytesReceived;

    Path(Carrier carrier, Object owner, RandomGenerator random, long nowNs) {
        this.carrier = carrier;
        this.owner = owner;
        this.model = new PathModel(random, nowNs);
        this.lastSentNs = nowNs;
    }

    // ---- what others see

    /** The circuit, as its owner gave it to {@link Bond#add}. */
    public Object owner() {
        return owner;
    }

    public State state() {
        return state;
    }

    /** Smoothed round-trip time in nanoseconds: this path there, any path back. */
    public long rttNs() {
        return model.isMeasured() ? model.rttNs() : INITIAL_RTT_NS;
    }

    public boolean measured() {
        return model.isMeasured();
    }

    /** Bytes of inner packets sent on this path. */
    public long bytesSent() {
        return bytesSent;
    }

    /** Bytes of inner packets that arrived on this path. */
    public long bytesReceived() {
        return bytesReceived;
    }

    /** Cells sent that the other end should have by its last feedback, and has not. */
    public long cellsLost() {
        return Math.max(0, highestAcknowledged + 1 - peerReceived);
    }

    /** Packets that this path lost and that were sent again. */
    public long retransmitted() {
        return retransmitted;
    }

    /** Bytes per second, headers included, that the path is believed to carry; 0: not known. */
    public double capacity() {
        return model.rate();
    }

    /** Bytes per second of inner packets sent in the last second. */
    public double sendRate() {
        return sendRate;
    }

    /** Bytes per second of inner packets received in the last second. */
    public double receiveRate() {
        return receiveRate;
    }

    /** The part of the cells that gets lost on the way there, 0 to 1, lately. */
    public double loss() {
        return model.loss();
    }

    /** How long cells wait in queues on the way there. */
    public long queueingNs() {
        return model.queueingNs();
    }

    /** False while using it would cost more than it brings; it is then only probed. */
    public boolean worthwhile() {
        return worthwhile;
    }

    // ---- what the bond sees

    PathModel model() {
        return model;
    }

    int number() {
        return number;
    }

    void number(int given) {
        number = given;
    }

    void worthwhile(boolean is) {
        worthwhile = is;
    }

    /**
     * Whether a path that was set aside should be tried anew now: what it can carry may have been
     * measured badly, or have changed. Each trial doubles the pause before the next one.
     */
    boolean trialDue(long nowNs) {
        if (worthwhile) {
            nextTrialNs = Timers.NEVER;
            return false;
        }
        if (nextTrialNs == Timers.NEVER) {
            nextTrialNs = nowNs + trialPauseNs;
            trialPauseNs = Math.min(TRIAL_PAUSE_MAX_NS, 2 * trialPauseNs);
        }
        return nowNs >= nextTrialNs;
    }

    /** Begins a trial; how it went shows when the model has left its start. */
    void tryAnew(long nowNs) {
        nextTrialNs = Timers.NEVER;
        model.restart(nowNs);
    }

    /** Whether it gets copies of what others carry, to see what it can. */
    boolean onTrial() {
        return onTrial;
    }

    void onTrial(boolean is) {
        onTrial = is;
    }

    boolean isUsable() {
        return state == State.GOOD && number != Feedback.UNKNOWN;
    }

    long lastSentNs() {
        return lastSentNs;
    }

    boolean awaitsAnswer() {
        return unansweredSinceNs != Timers.NEVER;
    }

    long bytesInFlight() {
        return sent.bytesInFlight();
    }

    /** Whether the window lets {@code bytes} more under way. */
    boolean hasWindow(int bytes) {
        return sent.bytesInFlight() + bytes <= model.window() && !sent.isFull();
    }

    /** Bytes of the largest inner packet. */
    int maxPacket() {
        return Math.min(Parcel.CAPACITY, carrier.maxPacket());
    }

    /** When the pacer lets the next packet go. */
    long nextSendNs() {
        return nextSendNs;
    }

    // ---- out

    /**
     * Sends one cell.
     *
     * @param parcel what it carries, kept until its fate is known; null when it is not sent again
     * @param burstNs how far the pacer may lag behind and catch up at once
     */
    boolean send(
            int flow,
            int flowSequence,
            int cellClass,
            int flags,
            byte[] source,
            int offset,
            int length,
            @Nullable Parcel parcel,
            boolean demanding,
            long burstNs,
            long nowNs) {
        if (sent.isFull()
                || !carrier.send(flow, flowSequence, cellClass, flags, source, offset, length)) {
            return false;
        }
        if (demanding) {
            lastDemanding = sent.next();
            if (unansweredSinceNs == Timers.NEVER) {
                unansweredSinceNs = nowNs;
            }
        }
        model.sending(sent.isEmpty(), nowNs);
        int bytes = length + OVERHEAD;
        sent.add(parcel, bytes, model, nowNs);
        lastSentNs = nowNs;
        lastIsData = parcel != null;
        long takesNs = (long) (bytes * 1e9 / model.pacingRate());
        nextSendNs = Math.max(nextSendNs, nowNs - burstNs) + takesNs;
        return true;
    }

    void countSent(int bytes) {
        bytesSent += bytes;
    }

    void countRetransmitted() {
        retransmitted++;
    }

    void applicationLimited() {
        model.applicationLimited(sent.bytesInFlight());
    }

    // ---- in

    void cellArrived(long sequence, long nowNs) {
        arrivals.arrived(sequence, nowNs);
    }

    void countReceived(int bytes) {
        bytesReceived += bytes;
    }

    Feedback.@Nullable Report report(long originNs) {
        return number == Feedback.UNKNOWN || !arrivals.any()
                ? null
                : arrivals.report(number, originNs);
    }

    /** Bytes of {@link #report}. */
    int reportLength() {
        return Feedback.reportLength(arrivals.gaps());
    }

    /** Takes the other end's report on this path, made at {@code madeAtUs} of its clock. */
    void reported(Feedback.Report report, long madeAtUs, Fates fates, long nowNs) {
        long highest = report.highest();
        if (highest >= sent.next() || highest < highestAcknowledged) {
            return;
        }
        // The other end may be heard and yet hear nothing of us: only what it acknowledges counts.
        boolean progress = highest > highestAcknowledged;
        highestAcknowledged = highest;
        peerReceived = report.received();
        SentCell newest = progress && highest >= sent.first() ? sent.at(highest) : null;
        boolean fresh = newest != null && newest.open;
        settle(report, fates, newest == null ? nowNs : newest.sentNs);
        if (fresh && newest != null) {
            long heldNs = (madeAtUs - report.arrivedAtUs() & MICROS_MASK) * 1000;
            long arrivedNs = unwrapped(report.arrivedAtUs());
            model.sample(newest, arrivedNs, heldNs, sent.bytesInFlight(), nowNs);
        }
        if (highestAcknowledged >= lastDemanding) {
            unansweredSinceNs = Timers.NEVER;
        } else if (progress) {
            unansweredSinceNs = nowNs;
        }
        if (state == State.SUSPECT && (progress || !awaitsAnswer())) {
            state = State.GOOD;
        }
    }

    /** The other end's time, 32 bits of microseconds, on a scale without end. */
    private long unwrapped(long us) {
        if (lastArrivalUs >= 0 && us < lastArrivalUs && lastArrivalUs - us > MICROS_MASK / 2) {
            arrivalBaseNs += (MICROS_MASK + 1) * 1000;
        }
        lastArrivalUs = us;
        return arrivalBaseNs + us * 1000;
    }

    /** Closes the cells whose fate the report tells. */
    private void settle(Feedback.Report report, Fates fates, long newestSentNs) {
        int[] gaps = report.gaps();
        long highest = report.highest();
        long floor = Math.max(0, highest - report.described());
        int acknowledged = 0;
        int lost = 0;
        // Walks down through the gaps while it walks up through the cells: find the lowest first.
        int gap = gaps.length;
        long gapFirst = highest;
        long gapEnd = highest;
        for (int i = 0; i < gaps.length; i += 2) {
            gapFirst -= (long) gaps[i] + gaps[i + 1];
        }
        if (gap > 0) {
            gapEnd = gapFirst + gaps[gap - 1];
        }
        for (long sequence = sent.first(); sequence <= highest; sequence++) {
            while (gap > 0 && sequence >= gapEnd) {
                gapFirst = gapEnd + gaps[gap - 2];
                gap -= 2;
                gapEnd = gap > 0 ? gapFirst + gaps[gap - 1] : gapFirst;
            }
            SentCell cell = sent.at(sequence);
            if (!cell.open) {
                continue;
            }
            boolean missing = sequence < floor || (gap > 0 && sequence >= gapFirst);
            if (!missing) {
                model.acknowledged(cell.bytes);
                acknowledged++;
                Parcel parcel = sent.close(cell);
                if (parcel != null) {
                    fates.delivered(parcel);
                }
            } else if (newestSentNs - cell.sentNs >= REORDERING_NS) {
                lost++;
                Parcel parcel = sent.close(cell);
                if (parcel != null) {
                    fates.lost(this, parcel);
                }
            }
        }
        sent.advance();
        if (acknowledged + lost > 0) {
            model.lost(lost, acknowledged + lost);
        }
    }

    /** Whether the last cell under way may have to be sent again. */
    boolean endsWithData() {
        return lastIsData && !sent.isEmpty();
    }

    /** Gives up on all cells under way; none of them counts as lost by the path. */
    void abandon(Fates fates) {
        for (long sequence = sent.first(); sequence < sent.next(); sequence++) {
            SentCell cell = sent.at(sequence);
            Parcel parcel = cell.open ? sent.close(cell) : null;
            if (parcel != null) {
                fates.lost(this, parcel);
            }
        }
        sent.advance();
    }

    // ---- judgement

    /** Moves the state on by the time that demanding cells have gone unanswered. */
    void judge(long nowNs) {
        if (state == State.DEAD || unansweredSinceNs == Timers.NEVER) {
            return;
        }
        long silentNs = silentNs(nowNs);
        if (silentNs > Math.clamp(4 * rttNs(), DEAD_MIN_NS, DEAD_MAX_NS)) {
            state = State.DEAD;
        } else if (silentNs > suspectAfterNs()) {
            state = State.SUSPECT;
        }
    }

    /** Whether an answer is so late that it should be asked for once more. */
    boolean isDoubtful(long nowNs) {
        return awaitsAnswer() && silentNs(nowNs) > suspectAfterNs() / 2;
    }

    private long silentNs(long nowNs) {
        return nowNs - unansweredSinceNs - FEEDBACK_INTERVAL_NS;
    }

    private long suspectAfterNs() {
        return Math.clamp(2 * rttNs(), SUSPECT_MIN_NS, DEAD_MIN_NS);
    }

    /** Forgives silence up to now: this end itself did not run. */
    void pardon(long nowNs) {
        if (unansweredSinceNs != Timers.NEVER) {
            unansweredSinceNs = nowNs;
        }
    }

    /** Called about once a second: brings the rates up to date. */
    void measureRates(long elapsedNs) {
        sendRate = (bytesSent - rateBytesSent) * 1e9 / elapsedNs;
        receiveRate = (bytesReceived - rateBytesReceived) * 1e9 / elapsedNs;
        rateBytesSent = bytesSent;
        rateBytesReceived = bytesReceived;
    }
}

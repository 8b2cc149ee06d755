package net.skycoin.skywire.link;

import java.util.List;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.bytes.Packet;
import net.skycoin.skywire.bytes.PacketBatch;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.noise.Session;
import net.skycoin.skywire.wire.Ack;
import net.skycoin.skywire.wire.Close;
import net.skycoin.skywire.wire.ControlFrame;
import net.skycoin.skywire.wire.Fragment;
import net.skycoin.skywire.wire.LinkHeader;
import net.skycoin.skywire.wire.Probe;
import net.skycoin.skywire.wire.ProbeReply;
import net.skycoin.skywire.wire.RekeyInit;
import net.skycoin.skywire.wire.RekeyResponse;
import net.skycoin.skywire.wire.Report;
import org.jspecify.annotations.Nullable;

/**
 * One encrypted session with a neighbour. Survives changes of the peer's address and of its keys,
 * but not the session: after a restart of either side a new link takes its place.
 *
 * <pre>
 *   NEW --- first in its place ---&gt; UP --- no answer for 4 RTT, 500..800 ms ---&gt; SILENT
 *    |                              | ^                                          | |
 *    | another one is kept          | +----------- anything authentic -----------+ |
 *    v                              v                                              v
 *   DOWN &lt;--- close, replaced, session expired ---+--- 5 s without an answer ------+
 * </pre>
 *
 * <p>Inside: what is to be sent waits in {@link MessageSender}, {@link MessageReceiver} (acks),
 * {@link ReportSchedule}, {@link MtuProbe} and {@link FairQueue}; each names its deadline, one
 * timer serves them all, and {@link #pump} seals what is due. Engine's thread only.
 */
public final class Link implements Neighbour, Addressee {
    /** A link that never carried more than its own reports says nothing about what it can. */
    private static final double LEAST_CAPACITY = 64_000;

    private static final long HOUSEKEEPING_NS = 1_000_000_000L;

    /** A timer this late says that this node was not run, so the peer is not to blame. */
    private static final long STALL_NS = 200_000_000L;

    /**
     * Bytes of a batch that the kernel takes with one call; so many queued cells make it worth
     * while not to wait for the end of the round.
     */
    private static final int FULL_BATCH = 65_000;

    /** The first type of message that is not the link's own. */
    private static final int FIRST_FOREIGN_TYPE = 16;

    private enum State {
        NEW,
        UP,
        SILENT,
        DOWN
    }

    private final Links links;
    private final LinkEnvironment environment;
    private final Timers timers;
    private final long id;
    private final Peer peer;
    private final boolean initiator;
    private final Session session;
    private final long upAtNs;

    private final FairQueue cells = new FairQueue();
    private final Backlog backlog = new Backlog();
    private final RoundTripTime rtt = new RoundTripTime();
    private final MessageSender outgoing = new MessageSender(rtt);
    private final Liveness liveness = new Liveness();
    private final MtuProbe mtu = new MtuProbe();
    private final TrafficMeter meter;
    private final ReportExchange reports;
    private final ReportSchedule schedule;
    private final ControlChannel control;

    private State state = State.NEW;
    private Endpoint endpoint;
    private int roamed;
    private long oversized;
    private long abandonedCells;
    private boolean demanding;
    private boolean touched;
    private long housekeepingAtNs;
    private long armedAtNs = Timers.NEVER;
    private Timers.@Nullable Timer timer;

    Link(
            Links links,
            LinkEnvironment environment,
            long id,
            Peer peer,
            boolean initiator,
            Session session,
            Endpoint endpoint) {
        this.links = links;
        this.environment = environment;
        this.timers = environment.timers();
        this.id = id;
        this.peer = peer;
        this.initiator = initiator;
        this.session = session;
        this.endpoint = endpoint;
        upAtNs = timers.nowNs();
        housekeepingAtNs = upAtNs + HOUSEKEEPING_NS;
        meter = new TrafficMeter(session, upAtNs);
        reports = new ReportExchange(session, meter, rtt, environment.random());
        schedule = new ReportSchedule(environment.random(), upAtNs);
        control = new ControlChannel(outgoing, reports, schedule, liveness);
        mtu.moved(endpoint.isIpv6(), upAtNs);
    }

    // ---- what others see

    @Override
    public PublicKey key() {
        return peer.key();
    }

    @Override
    public long id() {
        return id;
    }

    /** Where the peer was heard last. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** Whether this node dialled. */
    public boolean initiator() {
        return initiator;
    }

    /**
     * What the peer says that it can: bits of {@link net.skycoin.skywire.wire.HandshakePayload}.
     */
    public int capabilities() {
        return peer.capabilities();
    }

    @Override
    public boolean usable() {
        return state == State.UP;
    }

    /** Whether an answer is overdue. */
    public boolean silent() {
        return state == State.SILENT;
    }

    @Override
    public long rttNs() {
        return rtt.smoothedNs();
    }

    /**
     * Bits per second that are known to have reached the peer within a second of the last days;
     * negative when that was next to nothing. The link may carry more.
     */
    public long capacityOut() {
        double best = links.history(this).topRateOut(timers.nowNs());
        return best < LEAST_CAPACITY ? -1 : (long) best;
    }

    @Override
    public long missing() {
        long lost =
                isDown()
                        ? session.sentPackets() - meter.reachedOut() + abandonedCells
                        : meter.lostOut();
        return lost + cellsDropped();
    }

    @Override
    public int maxCell() {
        return mtu.datagram() - Session.OVERHEAD;
    }

    /** Whether ML-KEM-768 protects what is sent now. */
    public boolean postQuantum() {
        return session.postQuantum();
    }

    /** Everything measured so far. */
    public LinkStatistics statistics() {
        meter.roll(timers.nowNs());
        return new LinkStatistics(
                rtt.smoothedNs(),
                rtt.leastNs(),
                reports.delays().outNs(),
                reports.delays().inNs(),
                meter.lossOut(),
                meter.lossIn(),
                meter.rateOut(),
                meter.rateIn(),
                session.sentPackets(),
                session.receivedPackets(),
                meter.sentBytes(),
                meter.receivedBytes(),
                cellsDropped(),
                outgoing.retransmitted(),
                mtu.datagram(),
                roamed,
                timers.nowNs() - upAtNs);
    }

    @Override
    public boolean send(byte[] message) {
        if (message.length == 0
                || message.length > MessageSender.MAX_MESSAGE
                || (message[0] & 0xff) < FIRST_FOREIGN_TYPE) {
            throw new IllegalArgumentException("message of a wrong length or a reserved type");
        }
        boolean queued = !isDown() && outgoing.offer(message);
        if (queued) {
            touch();
        }
        return queued;
    }

    @Override
    public void sendCell(Packet cell, int flow) {
        if (isDown() || cell.length > maxCell()) {
            oversized += isDown() ? 0 : 1;
            cell.release();
            return;
        }
        cells.offer(cell, flow, timers.nowNs());
        touch();
        boolean full = cells.bytes() >= FULL_BATCH || cells.packets() >= PacketBatch.MAX_PACKETS;
        if (full && backlog.isEmpty() && !isPaced()) {
            links.sendNow(this);
        }
    }

    @Override
    public String toString() {
        return "link " + id + " with " + peer.key() + " at " + endpoint;
    }

    // ---- what Links sees

    Peer peer() {
        return peer;
    }

    int localIndex() {
        return session.localIndex();
    }

    long upAtNs() {
        return upAtNs;
    }

    boolean isDown() {
        return state == State.DOWN;
    }

    /** Whether anything authentic ever came over this link. */
    boolean wasHeard() {
        return session.receivedPackets() > 0;
    }

    /** Cells that never left: the queue was full or slow, or they were too large. */
    long cellsDropped() {
        return cells.dropped() + oversized;
    }

    RoundTripTime roundTripTime() {
        return rtt;
    }

    /** Begins to work: the first report, the probes and, with ML-KEM, a rekey are due at once. */
    void begin() {
        state = State.UP;
        startRekeyIfDue(timers.nowNs());
        touch();
    }

    /** Ends everything; what waited is dropped and the secrets are wiped. */
    void end() {
        state = State.DOWN;
        if (timer != null) {
            timer.cancel();
        }
        abandonedCells = cells.packets();
        environment.counters().cellsDropped += cellsDropped() + abandonedCells;
        cells.clear();
        session.close();
    }

    /** The packet that tells the peer of the end; null when the session can seal no more. */
    byte @Nullable [] closePacket(int reason) {
        ByteWriter frames = new ByteWriter(ControlFrame.HEADER_LENGTH + Close.LENGTH);
        new Close(reason).emit(frames);
        byte[] packet = new byte[frames.length() + Session.OVERHEAD];
        int length =
                session.seal(
                        LinkHeader.CONTROL, frames.toByteArray(), 0, frames.length(), packet, 0);
        return length == Session.NOT_SEALED ? null : packet;
    }

    private void touch() {
        if (!touched) {
            touched = true;
            links.touch(this);
        }
    }

    // ---- in

    /** Takes a sealed packet that names this link. */
    void receive(Endpoint from, byte[] array, int offset, int length) {
        int opened = session.open(array, offset, length);
        if (opened < 0) {
            environment.counters().refused(opened);
        } else {
            opened(from, array, offset, length, opened);
        }
    }

    /** Takes a packet that the session has just opened in place. */
    void opened(Endpoint from, byte[] array, int offset, int length, int plaintextLength) {
        meter.received(length);
        liveness.heard();
        if (isNewest(array, offset) && !from.equals(endpoint)) {
            roam(from);
        }
        if (state == State.SILENT) {
            recover();
        }
        touch();
        int plaintext = offset + Session.HEADER_LENGTH;
        if (isDown()) {
            return;
        }
        if (LinkHeader.type(array, offset) == LinkHeader.CELL) {
            schedule.active();
            environment.listener().cellReceived(this, array, plaintext, plaintextLength);
        } else {
            takeControl(array, plaintext, plaintextLength, length);
        }
    }

    private boolean isNewest(byte[] array, int offset) {
        return LinkHeader.epoch(array, offset) == session.highestEpoch()
                && LinkHeader.counter(array, offset) == session.highestCounter();
    }

    private void roam(Endpoint to) {
        if (!to.transport().equals(endpoint.transport())) {
            return;
        }
        int before = maxCell();
        endpoint = to;
        roamed++;
        environment.counters().roamed++;
        mtu.moved(to.isIpv6(), timers.nowNs());
        meter.probing();
        schedule.askNow(timers.nowNs());
        if (maxCell() != before) {
            environment.listener().mtuChanged(this);
        }
    }

    private void recover() {
        state = State.UP;
        links.recovered(this);
    }

    private void takeControl(byte[] array, int offset, int length, int datagramLength) {
        List<ControlFrame> frames = ControlFrame.parseAll(array, offset, length);
        if (frames == null) {
            environment.counters().malformedControl++;
            return;
        }
        for (ControlFrame frame : frames) {
            if (isDown()) {
                return;
            }
            take(frame, datagramLength);
        }
    }

    private void take(ControlFrame frame, int datagramLength) {
        switch (frame) {
            case Ack ack -> control.take(ack);
            case Fragment fragment -> takeFragment(fragment);
            case Report report -> takeReport(report);
            case Probe _ -> control.takeProbe(datagramLength);
            case ProbeReply reply -> takeProbeReply(reply);
            case Close close ->
                    links.down(this, "closed by the peer: " + close.text(), Links.NO_CLOSE);
        }
    }

    private void takeFragment(Fragment fragment) {
        List<byte[]> messages = control.take(fragment, timers.nowNs());
        if (messages == null) {
            environment.counters().protocolBroken++;
            links.down(this, "the peer broke the protocol", Close.PROTOCOL_BROKEN);
            return;
        }
        for (byte[] message : messages) {
            if (!isDown()) {
                deliver(message);
            }
        }
    }

    private void deliver(byte[] message) {
        switch (message[0] & 0xff) {
            case RekeyInit.MESSAGE_TYPE -> answerRekey(message);
            case RekeyResponse.MESSAGE_TYPE -> finishRekey(message);
            default -> {
                if ((message[0] & 0xff) >= FIRST_FOREIGN_TYPE) {
                    environment.listener().messageReceived(this, message);
                } else {
                    environment.counters().malformedControl++;
                }
            }
        }
    }

    private void takeReport(Report report) {
        control.take(report, timers.nowNs());
        if (meter.largeVanish() && mtu.suspect(timers.nowNs())) {
            meter.probing();
        }
    }

    private void takeProbeReply(ProbeReply reply) {
        if (mtu.answered(reply.datagramLength())) {
            environment.listener().mtuChanged(this);
        }
    }

    // ---- keys

    private void answerRekey(byte[] message) {
        RekeyInit init = RekeyInit.parse(message);
        if (init == null) {
            environment.counters().malformedControl++;
            return;
        }
        RekeyResponse response = session.answerRekey(init, environment.random(), timers.nowNs());
        if (response != null) {
            outgoing.offerAhead(response.emit());
        }
    }

    private void startRekeyIfDue(long nowNs) {
        if (session.rekeyDue(nowNs)) {
            outgoing.offerAhead(session.startRekey(environment.random(), nowNs).emit());
        }
    }

    private void finishRekey(byte[] message) {
        RekeyResponse response = RekeyResponse.parse(message);
        if (response == null || !session.finishRekey(response, timers.nowNs())) {
            environment.counters().malformedControl++;
        }
    }

    // ---- time

    private void arm() {
        if (isDown()) {
            return;
        }
        long deadlineNs = deadlineNs();
        if (deadlineNs < armedAtNs) {
            if (timer != null) {
                timer.cancel();
            }
            armedAtNs = deadlineNs;
            timer = timers.at(deadlineNs, this::tick);
        }
    }

    private long deadlineNs() {
        long deadlineNs = Math.min(housekeepingAtNs, liveness.downAtNs());
        if (state == State.UP) {
            deadlineNs = Math.min(deadlineNs, liveness.silentAtNs(rtt.smoothedNs()));
        }
        if (backlog.isEmpty()) {
            deadlineNs = Math.min(deadlineNs, control.deadlineNs());
            deadlineNs = Math.min(deadlineNs, mtu.deadlineNs());
        }
        return deadlineNs;
    }

    private void tick() {
        long nowNs = timers.nowNs();
        if (nowNs - armedAtNs > STALL_NS) {
            liveness.restart(nowNs);
            schedule.askNow(nowNs);
        }
        armedAtNs = Timers.NEVER;
        if (session.expired(nowNs)) {
            links.down(this, "the session expired", Links.NO_CLOSE);
        } else if (nowNs >= liveness.downAtNs()) {
            links.down(this, "no answer for 5 s", Close.SILENT);
        } else {
            work(nowNs);
            touch();
        }
    }

    private void work(long nowNs) {
        if (nowNs >= housekeepingAtNs) {
            housekeepingAtNs = nowNs + HOUSEKEEPING_NS;
            meter.roll(nowNs);
            links.history(this).add(statistics(), nowNs);
            startRekeyIfDue(nowNs);
        }
        control.expire(nowNs);
        stepMtu(nowNs);
        if (state == State.UP && nowNs >= liveness.silentAtNs(rtt.smoothedNs())) {
            state = State.SILENT;
            links.silent(this);
        }
    }

    private void stepMtu(long nowNs) {
        if (nowNs < mtu.deadlineNs()) {
            return;
        }
        boolean decreased = mtu.step(nowNs);
        meter.probing();
        if (decreased) {
            environment.listener().mtuChanged(this);
        }
    }

    // ---- out

    /** Tries to get rid of what a blocked transport did not take. */
    void writable() {
        if (!backlog.isEmpty()) {
            backlog.drain(endpoint, environment.sender());
            touch();
        }
    }

    /**
     * Seals what is due into {@code batch}, which it may use freely, and sends it.
     *
     * @return whether there may be more to send at once; if not, the link has set its timer
     */
    boolean pump(PacketBatch batch) {
        touched = true;
        batch.clear();
        if (!isDown() && backlog.isEmpty()) {
            fill(batch);
        }
        if (batch.isEmpty()) {
            touched = false;
            arm();
            return false;
        }
        send(batch);
        return true;
    }

    /** Sends one batch of what is due, before the end of the round; stays touched. */
    void sendFull(PacketBatch batch) {
        batch.clear();
        fill(batch);
        if (!batch.isEmpty()) {
            send(batch);
        }
    }

    private boolean isPaced() {
        return environment.pacer() != null && !endpoint.isLocal();
    }

    /** Whether cells of one kind wait for the line to be free. */
    boolean holdsPaced(boolean relayed) {
        return cells.holds(relayed) && isPaced() && backlog.isEmpty();
    }

    /** Sends the next cell of one kind; false when none was left that is worth it. */
    boolean sendOne(PacketBatch batch, boolean relayed) {
        Packet cell = cells.poll(relayed, timers.nowNs());
        if (cell == null) {
            return false;
        }
        batch.clear();
        demanding = false;
        fillCell(batch, cell);
        if (!batch.isEmpty()) {
            send(batch);
        }
        arm();
        return true;
    }

    private void send(PacketBatch batch) {
        Pacer pacer = environment.pacer();
        if (pacer != null && isPaced()) {
            pacer.sent(batch.count(), batch.bytes(), timers.nowNs());
        }
        int taken = environment.sender().send(endpoint, batch);
        if (taken > 0 && demanding) {
            liveness.demanded(timers.nowNs());
        }
        if (taken < batch.count()) {
            backlog.keep(batch, taken);
        }
    }

    private void fill(PacketBatch batch) {
        long nowNs = timers.nowNs();
        demanding = false;
        if (session.expired(nowNs)) {
            return;
        }
        while (control.due(nowNs) && batch.hasRoomFor(MtuProbe.SURE)) {
            ByteWriter frames = new ByteWriter(MtuProbe.SURE);
            demanding |= control.emit(frames, nowNs);
            seal(LinkHeader.CONTROL, frames.toByteArray(), 0, frames.length(), batch);
        }
        fillProbes(batch);
        if (!isPaced()) {
            fillCells(batch, nowNs);
        }
    }

    private void fillProbes(PacketBatch batch) {
        for (int size = mtu.peek(); size != 0 && batch.hasRoomFor(size); size = mtu.peek()) {
            ByteWriter frames = new ByteWriter(size);
            int overhead = Session.OVERHEAD + ControlFrame.HEADER_LENGTH;
            new Probe(size - overhead).emit(frames);
            seal(LinkHeader.CONTROL, frames.toByteArray(), 0, frames.length(), batch);
            mtu.sent();
        }
    }

    private void fillCells(PacketBatch batch, long nowNs) {
        while (batch.hasRoomFor(mtu.datagram()) && batch.bytes() + mtu.datagram() <= FULL_BATCH) {
            Packet cell = cells.poll(nowNs);
            if (cell == null) {
                return;
            }
            fillCell(batch, cell);
        }
    }

    private void fillCell(PacketBatch batch, Packet cell) {
        if (cell.length <= maxCell()) {
            seal(LinkHeader.CELL, cell.array, cell.offset, cell.length, batch);
            demanding = true;
        } else {
            oversized++;
        }
        cell.release();
    }

    private void seal(int type, byte[] plaintext, int offset, int length, PacketBatch batch) {
        int sealed = session.seal(type, plaintext, offset, length, batch.array(), batch.end());
        if (sealed != Session.NOT_SEALED) {
            batch.append(sealed);
            meter.sent(sealed, sealed > MtuProbe.SURE && type == LinkHeader.CELL);
        }
    }
}

package net.skycoin.skywire.bond.sim;

import java.util.BitSet;
import java.util.function.Consumer;
import net.skycoin.skywire.bytes.BigEndian;
import net.skycoin.skywire.clock.Timers;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection that always has something to send, as Linux does it in the main: CUBIC (RFC
 * 9438) with HyStart, SACK, RACK and a tail probe (RFC 8985), delayed acknowledgements, a bounded
 * receive window. Counts in segments. Its packets are IPv4 with a TCP header, so that what carries
 * them can tell the flow.
 */
public final class VirtualTcp {
    public static final int MSS = 1300;
    public static final int HEADERS = 52;

    private static final long MS = 1_000_000;
    private static final long MIN_RTO_NS = 200 * MS;
    private static final long DELAYED_ACK_NS = 40 * MS;
    private static final int RING = 1 << 14;
    private static final double BETA = 0.7;
    private static final double C = 0.4;
    private static final int SACK_BLOCKS = 3;

    private final Timers timers;
    private final int port;
    private final Consumer<byte[]> toReceiver;
    private final Consumer<byte[]> toSender;
    private final int windowSegments;

    // Sender.
    private final long[] sentNs = new long[RING];
    private final BitSet sacked = new BitSet(RING);
    private final BitSet lost = new BitSet(RING);
    private final BitSet resent = new BitSet(RING);
    private int una;
    private int lostHint;
    private int nxt;
    private int pipe;
    private int highestSacked = -1;
    private double cwnd = 10;
    private double ssthresh = Double.MAX_VALUE;
    private double wMax;
    private double wEst;
    private double k;
    private long epochNs = -1;
    private int recoverUntil = -1;
    private boolean inRecovery;

    /** Losses below are those that a timeout has answered for. */
    private int afterTimeoutUntil = -1;

    private long srttNs;
    private long rttvarNs;
    private long minRttNs = Long.MAX_VALUE;
    private long newestDeliveredNs;
    private boolean reorderingSeen;
    private int rtoShift;
    private Timers.@Nullable Timer rto;
    private boolean probed;
    private int roundEnd;
    private long roundMinRttNs = Long.MAX_VALUE;
    private int roundSamples;
    private long reductions;
    private long timeouts;
    private long retransmits;

    // Receiver.
    private final BitSet received = new BitSet(RING);
    private int next;
    private int unacked;
    private int highestReceived = -1;
    private long lastTsNs;
    private Timers.@Nullable Timer delayedAck;
    private int lastArrived;
    private long longestStallNs;
    private long lastProgressNs;

    /** {@code toReceiver} and {@code toSender} carry packets to the other side. */
    public VirtualTcp(
            Timers timers,
            int port,
            int windowBytes,
            Consumer<byte[]> toReceiver,
            Consumer<byte[]> toSender) {
        this.timers = timers;
        this.port = port;
        this.toReceiver = toReceiver;
        this.toSender = toSender;
        this.windowSegments = Math.min(RING - 1, windowBytes / MSS);
    }

    public void start() {
        lastProgressNs = timers.nowNs();
        transmit();
    }

    /** Bytes that arrived in order. */
    public long delivered() {
        return (long) next * MSS;
    }

    public long reductions() {
        return reductions;
    }

    public long timeouts() {
        return timeouts;
    }

    public long retransmits() {
        return retransmits;
    }

    public long srttNs() {
        return srttNs;
    }

    public double window() {
        return cwnd;
    }

    /** The longest time without progress since the last call. */
    public long takeLongestStallNs() {
        long stall = Math.max(longestStallNs, timers.nowNs() - lastProgressNs);
        longestStallNs = 0;
        return stall;
    }

    // ---- sender

    private static int at(int sequence) {
        return sequence & (RING - 1);
    }

    private void transmit() {
        while (pipe < (int) cwnd) {
            int sequence = nextLost();
            if (sequence < 0) {
                if (nxt - una >= windowSegments) {
                    break;
                }
                sequence = nxt++;
                sacked.clear(at(sequence));
                resent.clear(at(sequence));
            } else {
                lost.clear(at(sequence));
                resent.set(at(sequence));
                retransmits++;
            }
            pipe++;
            emit(sequence);
        }
        armRto();
    }

    private int nextLost() {
        if (lost.isEmpty()) {
            return -1;
        }
        for (int s = Math.max(una, lostHint); s < nxt; s++) {
            if (lost.get(at(s))) {
                lostHint = s;
                return s;
            }
        }
        lostHint = una;
        return -1;
    }

    private void emit(int sequence) {
        sentNs[at(sequence)] = timers.nowNs();
        byte[] packet = packet(HEADERS + MSS, port, 80);
        BigEndian.putInt(packet, 24, sequence);
        BigEndian.putLong(packet, 40, timers.nowNs());
        toReceiver.accept(packet);
    }

    private static byte[] packet(int length, int from, int to) {
        byte[] packet = new byte[length];
        packet[0] = 0x45;
        BigEndian.putU16(packet, 2, length);
        packet[9] = 6;
        BigEndian.putInt(packet, 12, 0x64400001);
        BigEndian.putInt(packet, 16, 0xc6120001);
        BigEndian.putU16(packet, 20, from);
        BigEndian.putU16(packet, 22, to);
        return packet;
    }

    /** An acknowledgement came. */
    public void acknowledged(byte[] packet) {
        long nowNs = timers.nowNs();
        int cumulative = BigEndian.getInt(packet, 28);
        long echo = BigEndian.getLong(packet, 40);
        int before = una;
        int newly = 0;
        while (una < cumulative && una < nxt) {
            newly += deliver(una);
            sacked.clear(at(una));
            lost.clear(at(una));
            una++;
        }
        int blocks = (packet.length - HEADERS) / 8;
        for (int i = 0; i < blocks; i++) {
            int from = BigEndian.getInt(packet, HEADERS + 8 * i);
            int to = BigEndian.getInt(packet, HEADERS + 8 * i + 4);
            for (int s = Math.max(una, from); s < to && s < nxt; s++) {
                if (!sacked.get(at(s))) {
                    newly += deliver(s);
                    sacked.set(at(s));
                    lost.clear(at(s));
                    highestSacked = Math.max(highestSacked, s);
                }
            }
        }
        if (newly == 0 && una == before) {
            return;
        }
        if (una > before) {
            rtoShift = 0;
            probed = false;
        }
        sampleRtt(nowNs - echo);
        if (inRecovery && una > recoverUntil) {
            inRecovery = false;
        }
        detectLosses();
        if (!inRecovery) {
            grow(newly, nowNs);
        }
        transmit();
    }

    private int deliver(int sequence) {
        int at = at(sequence);
        if (sacked.get(at)) {
            return 0;
        }
        if (!lost.get(at)) {
            pipe--;
        }
        if (!resent.get(at)) {
            if (sentNs[at] < newestDeliveredNs && sequence < highestSacked) {
                reorderingSeen = true;
            }
        }
        newestDeliveredNs = Math.max(newestDeliveredNs, sentNs[at]);
        return 1;
    }

    private void detectLosses() {
        if (highestSacked < una) {
            return;
        }
        long reoNs = reorderingSeen ? Math.min(srttNs, minRttNs / 4) : 0;
        boolean any = false;
        int above = 0;
        for (int s = highestSacked; s >= una; s--) {
            int at = at(s);
            if (sacked.get(at)) {
                above++;
                continue;
            }
            boolean byCount = !reorderingSeen && above >= 3 && !resent.get(at);
            boolean byTime =
                    (reorderingSeen || resent.get(at)) && sentNs[at] + reoNs < newestDeliveredNs;
            if (!lost.get(at) && (byCount || byTime)) {
                lost.set(at);
                resent.set(at);
                pipe--;
                any = true;
                lostHint = Math.min(lostHint, s);
            }
        }
        if (any && !inRecovery && una > afterTimeoutUntil) {
            reduce();
        }
    }

    private void reduce() {
        inRecovery = true;
        recoverUntil = nxt - 1;
        reductions++;
        wMax = cwnd < wMax ? cwnd * (1 + BETA) / 2 : cwnd;
        cwnd = Math.max(2, cwnd * BETA);
        ssthresh = cwnd;
        epochNs = -1;
    }

    private void grow(int newly, long nowNs) {
        if (pipe + newly < (int) cwnd - 3 && nxt - una < windowSegments && cwnd > 20) {
            return;
        }
        if (cwnd < ssthresh) {
            cwnd += newly;
            return;
        }
        if (epochNs < 0) {
            epochNs = nowNs;
            wMax = Math.max(wMax, cwnd);
            k = Math.cbrt((wMax - cwnd) / C);
            wEst = cwnd;
        }
        double t = (nowNs - epochNs + minRttNs) / 1e9;
        double target = C * Math.pow(t - k, 3) + wMax;
        wEst += 3 * (1 - BETA) / (1 + BETA) * newly / cwnd;
        target = Math.min(Math.max(target, wEst), 1.5 * cwnd);
        if (target > cwnd) {
            cwnd += (target - cwnd) / cwnd * newly;
        } else {
            cwnd += 0.01 * newly / cwnd;
        }
    }

    private void sampleRtt(long rttNs) {
        if (srttNs == 0) {
            srttNs = rttNs;
            rttvarNs = rttNs / 2;
        } else {
            rttvarNs += (Math.abs(rttNs - srttNs) - rttvarNs) / 4;
            srttNs += (rttNs - srttNs) / 8;
        }
        minRttNs = Math.min(minRttNs, rttNs);
        hyStart(rttNs);
    }

    private void hyStart(long rttNs) {
        if (cwnd >= ssthresh) {
            return;
        }
        if (una >= roundEnd) {
            roundEnd = nxt;
            roundMinRttNs = Long.MAX_VALUE;
            roundSamples = 0;
        }
        roundMinRttNs = Math.min(roundMinRttNs, rttNs);
        long thresholdNs = Math.clamp(minRttNs / 8, 4 * MS, 16 * MS);
        if (++roundSamples >= 8 && cwnd >= 16 && roundMinRttNs > minRttNs + thresholdNs) {
            ssthresh = cwnd;
        }
    }

    private void armRto() {
        if (rto != null) {
            rto.cancel();
        }
        if (una == nxt) {
            return;
        }
        long rtoNs = srttNs == 0 ? 1000 * MS : srttNs + Math.max(MIN_RTO_NS, 4 * rttvarNs);
        rtoNs <<= Math.min(rtoShift, 6);
        long probeNs = 2 * srttNs + 2 * MS;
        boolean probe = !probed && srttNs > 0 && !inRecovery && probeNs < rtoNs && rtoShift == 0;
        rto = timers.after(probe ? probeNs : rtoNs, probe ? this::onProbe : this::onRto);
    }

    private void onProbe() {
        probed = true;
        int last = nxt - 1;
        if (last >= una && !sacked.get(at(last))) {
            retransmits++;
            resent.set(at(last));
            emit(last);
        }
        armRto();
    }

    private void onRto() {
        timeouts++;
        rtoShift++;
        wMax = cwnd;
        ssthresh = Math.max(2, cwnd * BETA);
        cwnd = 1;
        epochNs = -1;
        inRecovery = true;
        recoverUntil = nxt - 1;
        pipe = 0;
        lostHint = una;
        for (int s = una; s < nxt; s++) {
            if (!sacked.get(at(s))) {
                lost.set(at(s));
            }
        }
        inRecovery = false;
        afterTimeoutUntil = nxt - 1;
        transmit();
    }

    // ---- receiver

    /** A segment came. */
    public void segment(byte[] packet) {
        int sequence = BigEndian.getInt(packet, 24);
        long ts = BigEndian.getLong(packet, 40);
        lastArrived = sequence;
        int before = next;
        if (sequence >= next && sequence - next < RING) {
            received.set(at(sequence));
            highestReceived = Math.max(highestReceived, sequence);
            while (received.get(at(next))) {
                received.clear(at(next));
                next++;
            }
        }
        if (next > before) {
            longestStallNs = Math.max(longestStallNs, timers.nowNs() - lastProgressNs);
            lastProgressNs = timers.nowNs();
        }
        if (unacked == 0 || sequence <= before) {
            lastTsNs = ts;
        }
        boolean inOrder = next == before + 1 && highestReceived < next;
        if (++unacked >= 2 || !inOrder) {
            acknowledge(inOrder ? lastTsNs : ts);
        } else if (delayedAck == null) {
            delayedAck = timers.after(DELAYED_ACK_NS, () -> acknowledge(lastTsNs));
        }
    }

    private void acknowledge(long echo) {
        unacked = 0;
        if (delayedAck != null) {
            delayedAck.cancel();
            delayedAck = null;
        }
        int[] blocks = new int[2 * SACK_BLOCKS];
        int count = 0;
        if (highestReceived >= next) {
            // The block of the newest first, then the highest ones.
            if (lastArrived >= next) {
                count = addBlock(blocks, count, lastArrived);
            }
            int from = highestReceived;
            while (count < SACK_BLOCKS && from >= next) {
                int start = from;
                while (start > next && received.get(at(start - 1))) {
                    start--;
                }
                if (count == 0 || lastArrived < start || lastArrived > from) {
                    blocks[2 * count] = start;
                    blocks[2 * count + 1] = from + 1;
                    count++;
                }
                from = start - 1;
                while (from >= next && !received.get(at(from))) {
                    from--;
                }
            }
        }
        byte[] packet = packet(HEADERS + 8 * count, 80, port);
        BigEndian.putInt(packet, 28, next);
        BigEndian.putLong(packet, 40, echo);
        for (int i = 0; i < 2 * count; i++) {
            BigEndian.putInt(packet, HEADERS + 4 * i, blocks[i]);
        }
        toSender.accept(packet);
    }

    private int addBlock(int[] blocks, int count, int sequence) {
        int start = sequence;
        while (start > next && received.get(at(start - 1))) {
            start--;
        }
        int end = sequence + 1;
        while (end <= highestReceived && received.get(at(end))) {
            end++;
        }
        blocks[2 * count] = start;
        blocks[2 * count + 1] = end;
        return count + 1;
    }

    /** Whether an inner packet belongs to this connection, as data or as acknowledgement. */
    public boolean takes(byte[] packet) {
        int from = BigEndian.getU16(packet, 20);
        int to = BigEndian.getU16(packet, 22);
        if (from == port) {
            segment(packet);
            return true;
        }
        if (to == port) {
            acknowledged(packet);
            return true;
        }
        return false;
    }
}

package net.skycoin.skywire.link;

import java.util.ArrayDeque;
import java.util.List;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.noise.Session;
import net.skycoin.skywire.wire.Ack;
import net.skycoin.skywire.wire.Fragment;
import net.skycoin.skywire.wire.ProbeReply;
import net.skycoin.skywire.wire.Report;
import org.jspecify.annotations.Nullable;

/**
 * What the two ends of a link tell each other in control packets: messages in fragments, their
 * acknowledgements, reports, replies to probes. Knows what is due when, and packs as much of it as
 * fits into one packet.
 */
final class ControlChannel {
    /** Plaintext bytes of a packet that passes everywhere. */
    private static final int MAX_PLAINTEXT = MtuProbe.SURE - Session.OVERHEAD;

    private static final int MAX_PROBE_REPLIES = 16;

    private final MessageSender outgoing;
    private final MessageReceiver incoming = new MessageReceiver();
    private final ArrayDeque<ProbeReply> probeReplies = new ArrayDeque<>();
    private final ReportExchange reports;
    private final ReportSchedule schedule;
    private final Liveness liveness;

    ControlChannel(
            MessageSender outgoing,
            ReportExchange reports,
            ReportSchedule schedule,
            Liveness liveness) {
        this.outgoing = outgoing;
        this.reports = reports;
        this.schedule = schedule;
        this.liveness = liveness;
    }

    // ---- in

    void take(Ack ack) {
        outgoing.acknowledged(ack);
    }

    /** The messages that became whole; null when the peer broke the rules. */
    @Nullable List<byte[]> take(Fragment fragment, long nowNs) {
        schedule.active();
        return incoming.accept(fragment, nowNs);
    }

    void take(Report report, long nowNs) {
        reports.read(report, nowNs);
        if (report.answerAtOnce()) {
            schedule.owe();
        }
    }

    /** A probe arrived in a datagram of this length. */
    void takeProbe(int datagramLength) {
        if (probeReplies.size() < MAX_PROBE_REPLIES) {
            probeReplies.add(new ProbeReply(datagramLength));
        }
    }

    // ---- time

    /** When the next packet must leave, or {@link #expire} has something to do. */
    long deadlineNs() {
        long deadlineNs = Math.min(reportAtNs(), incoming.ackAtNs());
        return Math.min(deadlineNs, outgoing.deadlineNs());
    }

    private long reportAtNs() {
        if (outgoing.outstanding()) {
            schedule.active();
        }
        return schedule.deadlineNs(liveness.waitingSinceNs());
    }

    void expire(long nowNs) {
        outgoing.expire(nowNs);
    }

    // ---- out

    /** Whether a packet should leave now. */
    boolean due(long nowNs) {
        return nowNs >= reportAtNs()
                || nowNs >= incoming.ackAtNs()
                || outgoing.ready()
                || !probeReplies.isEmpty();
    }

    /**
     * The plaintext of one packet with what is due; an acknowledgement rides along if one is owed.
     *
     * @return whether the packet demands an answer
     */
    boolean emit(ByteWriter frames, long nowNs) {
        if (incoming.owesAck()) {
            incoming.ack().emit(frames);
        }
        boolean demanding = false;
        if (nowNs >= reportAtNs()) {
            demanding = schedule.asks(liveness.waitingSinceNs(), nowNs);
            reports.make(demanding, nowNs).emit(frames);
            schedule.sent(demanding, nowNs);
        }
        while (!probeReplies.isEmpty()) {
            probeReplies.removeFirst().emit(frames);
        }
        Fragment fragment = outgoing.poll(MAX_PLAINTEXT - frames.length(), nowNs);
        while (fragment != null) {
            fragment.emit(frames);
            demanding = true;
            fragment = outgoing.poll(MAX_PLAINTEXT - frames.length(), nowNs);
        }
        return demanding;
    }
}

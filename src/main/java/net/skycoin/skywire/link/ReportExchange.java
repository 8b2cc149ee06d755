package net.skycoin.skywire.link;

import java.util.random.RandomGenerator;
import net.skycoin.skywire.noise.Session;
import net.skycoin.skywire.wire.Report;

/**
 * Makes the reports for the peer and reads the peer's: round-trip time, one-way delays, and what
 * the {@link TrafficMeter} needs. Times are microseconds from an origin of this session, so they
 * tell nothing about the host.
 */
final class ReportExchange {
    private final Session session;
    private final TrafficMeter meter;
    private final RoundTripTime rtt;
    private final OneWayDelays delays = new OneWayDelays();
    private final long originMicros;
    private long peerTimeMicros;
    private long peerTimeAtMicros;
    private boolean heardReport;

    ReportExchange(Session session, TrafficMeter meter, RoundTripTime rtt, RandomGenerator random) {
        this.session = session;
        this.meter = meter;
        this.rtt = rtt;
        originMicros = random.nextLong();
    }

    private long micros(long nowNs) {
        return originMicros + nowNs / 1000;
    }

    /** The report to send now. */
    Report make(boolean answerAtOnce, long nowNs) {
        long heldMicros = micros(nowNs) - peerTimeAtMicros;
        boolean echo = heardReport && heldMicros <= Report.MAX_HELD_MICROS;
        return new Report(
                micros(nowNs),
                echo ? peerTimeMicros : 0,
                echo ? heldMicros : 0,
                session.receivedPackets(),
                Math.max(0, session.highestCounter()),
                session.highestEpoch(),
                meter.receivedBytes(),
                answerAtOnce);
    }

    /** Takes a report of the peer's; one that was overtaken by a newer one tells nothing more. */
    void read(Report report, long nowNs) {
        if (heardReport && report.timeMicros() - peerTimeMicros <= 0) {
            return;
        }
        heardReport = true;
        peerTimeMicros = report.timeMicros();
        peerTimeAtMicros = micros(nowNs);
        meter.reported(report);
        if (report.echoedMicros() != 0) {
            readEcho(report, nowNs);
        }
    }

    private void readEcho(Report report, long nowNs) {
        long received = micros(nowNs);
        rtt.sample((received - report.echoedMicros() - report.heldMicros()) * 1000);
        delays.sample(
                report.echoedMicros(),
                report.timeMicros() - report.heldMicros(),
                report.timeMicros(),
                received,
                nowNs);
    }

    OneWayDelays delays() {
        return delays;
    }
}

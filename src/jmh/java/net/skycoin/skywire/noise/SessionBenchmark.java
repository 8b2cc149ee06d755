package net.skycoin.skywire.noise;

import java.util.concurrent.TimeUnit;
import net.skycoin.skywire.crypto.AeadAlgorithm;
import net.skycoin.skywire.wire.LinkHeader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A packet through both ends of a link's session, and the replay window alone. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SessionBenchmark {
    /** Which cipher. */
    @Param public AeadAlgorithm algorithm;

    private final byte[] plaintext = new byte[1440];
    private final byte[] packet = new byte[2048];
    private Session sender;
    private Session receiver;
    private ReplayWindow window;
    private long counter;

    /** Two ends under the same keys. */
    @Setup
    public void prepare() {
        sender = session(true);
        receiver = session(false);
        window = new ReplayWindow();
    }

    private Session session(boolean initiator) {
        HandshakeKeys keys =
                new HandshakeKeys(new byte[32], new byte[32], new byte[32], new byte[32]);
        int own = initiator ? 1 : 2;
        return new Session(initiator, false, keys, algorithm, own, 3 - own, 0);
    }

    /** Header, seal, header checks, window, open. */
    @Benchmark
    public int sealAndOpen() {
        int sealed = sender.seal(LinkHeader.CELL, plaintext, 0, plaintext.length, packet, 0);
        return receiver.open(packet, 0, sealed);
    }

    /** In order, as nearly all packets come. */
    @Benchmark
    public boolean replayWindow() {
        boolean fresh = window.check(++counter);
        window.mark(counter);
        return fresh;
    }
}

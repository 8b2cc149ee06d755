package net.skycoin.skywire.pay;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.wire.PayTick;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a tick costs: its payer, the making of the chain included, and its payee, parsing included.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TickBenchmark {
    private static final int TICKS = 2048;

    private final Random random = new Random(1);
    private final byte[] channel = new byte[16];
    private final byte[][] messages = new byte[TICKS + 1][];
    private PayChain paying;
    private byte[] root;
    private PayChainChecker checker;
    private int taken;

    @Setup
    public void setUp() {
        byte[] secret = new byte[PayChain.WORD_LENGTH];
        random.nextBytes(secret);
        paying = new PayChain(secret, TICKS);
        try (PayChain chain = new PayChain(secret, TICKS)) {
            root = chain.root();
            for (int tick = 1; tick <= TICKS; tick++) {
                messages[tick] =
                        new PayTick(1, 2, NanoSky.ZERO, channel, tick, chain.pay(tick)).emit();
            }
        }
        checker = new PayChainChecker(root, TICKS);
    }

    @Benchmark
    public byte[] payer() {
        if (paying.shown() == TICKS) {
            byte[] secret = new byte[PayChain.WORD_LENGTH];
            random.nextBytes(secret);
            paying = new PayChain(secret, TICKS);
        }
        int tick = paying.shown() + 1;
        return new PayTick(1, 2, NanoSky.ZERO, channel, tick, paying.pay(tick)).emit();
    }

    @Benchmark
    public PayChainChecker.Verdict payee() {
        if (taken == TICKS) {
            taken = 0;
            checker = new PayChainChecker(root, TICKS);
        }
        PayTick tick = PayTick.parse(messages[++taken]);
        return checker.accept(tick.tick(), tick.word());
    }
}

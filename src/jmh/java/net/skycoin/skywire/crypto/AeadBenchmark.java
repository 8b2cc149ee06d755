package net.skycoin.skywire.crypto;

import java.util.concurrent.TimeUnit;
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

/** One seal, and one open of a sealed packet, by the provider that {@code skywire.ciphers} names. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AeadBenchmark {
    private static final byte[] NO_DATA = {};

    /** Which cipher. */
    @Param public AeadAlgorithm algorithm;

    /** Bytes of plaintext. */
    @Param({"64", "1400"})
    public int length;

    private final byte[] plaintext = new byte[2048];
    private final byte[] sealed = new byte[2048];
    private final byte[] opened = new byte[2048];
    private Aead sealer;
    private Aead opener;
    private long nonce;

    /** Both directions under one key. */
    @Setup
    public void prepare() {
        byte[] key = new byte[32];
        sealer = algorithm.withKey(key);
        opener = algorithm.withKey(key);
        sealer.seal(0, NO_DATA, 0, 0, plaintext, 0, length, sealed, 0);
    }

    /** Each with its own nonce. */
    @Benchmark
    public int seal() {
        return sealer.seal(++nonce, NO_DATA, 0, 0, plaintext, 0, length, opened, 0);
    }

    /** The same packet again and again: the replay window is not the cipher's. */
    @Benchmark
    public int open() {
        return opener.open(0, NO_DATA, 0, 0, sealed, 0, length + Aead.TAG_LENGTH, opened, 0);
    }
}

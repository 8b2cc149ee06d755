package net.skycoin.skywire.wire;

import java.util.List;
import java.util.concurrent.TimeUnit;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What is read of each packet: the inner packet's flow, and a link's control frames. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ParseBenchmark {
    private final byte[] packet = new byte[1400];
    private byte[] frames = {};

    /** A TCP packet over IPv4, and a probe's answer. */
    @Setup
    public void prepare() {
        packet[0] = 0x45;
        packet[2] = (byte) (packet.length >> 8);
        packet[3] = (byte) packet.length;
        packet[9] = 6;
        ByteWriter writer = new ByteWriter(64);
        new ProbeReply(1472).emit(writer);
        frames = writer.toByteArray();
    }

    /** Checks of an inner packet, and the hash that keeps flows apart. */
    @Benchmark
    public long innerPacket() {
        return IpPacket.isWellFormed(packet, 0, packet.length)
                ? IpPacket.flowHash(packet, 0, packet.length, 1, 2)
                : 0;
    }

    /** One control packet. */
    @Benchmark
    public @Nullable List<ControlFrame> controlFrames() {
        return ControlFrame.parseAll(frames, 0, frames.length);
    }
}

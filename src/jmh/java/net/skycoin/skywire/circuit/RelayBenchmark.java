package net.skycoin.skywire.circuit;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import net.skycoin.skywire.bytes.Packet;
import net.skycoin.skywire.bytes.PacketPool;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.link.Neighbour;
import net.skycoin.skywire.wire.FailureCode;
import net.skycoin.skywire.wire.Purpose;
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

/**
 * A cell on its way over one relay, the links left out: sealed by the initiator, peeled by the
 * relay, opened by the end.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RelayBenchmark {
    private static final int LENGTH = 1392;

    private final Timers timers = new Timers(0);
    private final SplittableRandom random = new SplittableRandom(1);
    private final PacketPool pool = PacketPool.of(64);
    private final byte[] packet = new byte[LENGTH];
    private Node initiator;
    private Node relay;
    private Node end;
    private OutboundCircuit circuit;
    private int sequence;

    /** Three nodes in a row, and a circuit to the last. */
    @Setup
    public void prepare() {
        initiator = new Node();
        relay = new Node();
        end = new Node();
        join(initiator, relay);
        join(relay, end);
        List<Hop> path = List.of(relay.hop(), end.hop());
        circuit = initiator.circuits.open(path, Purpose.EXIT, 600, LENGTH);
        timers.advance(1_000_000_000L);
        if (!circuit.isOpen()) {
            throw new IllegalStateException("no circuit");
        }
    }

    /** One cell, initiator to end. */
    @Benchmark
    public long cellOverOneRelay() {
        if (!circuit.send(1, ++sequence, 0, 0, packet, 0, LENGTH)) {
            throw new IllegalStateException("not sent");
        }
        return end.received;
    }

    private void join(Node a, Node b) {
        Way forth = new Way(b);
        Way back = new Way(a);
        forth.reverse = back;
        back.reverse = forth;
        a.ways.put(b.identity.publicKey(), forth);
        b.ways.put(a.identity.publicKey(), back);
    }

    /** A node without links. */
    private final class Node implements CircuitListener {
        final PrivateKey identity = PrivateKey.generate(random);
        final OnionKeys onionKeys = new OnionKeys(random, timers, () -> {});
        final Map<PublicKey, Way> ways = new LinkedHashMap<>();
        final Circuits circuits =
                new Circuits(
                        CircuitSettings.of(true, EnumSet.allOf(Purpose.class)),
                        identity,
                        onionKeys,
                        0,
                        random,
                        timers,
                        pool,
                        this,
                        ways::get,
                        () -> new byte[0]);
        long received;

        Hop hop() {
            return new Hop(identity.publicKey(), onionKeys.current());
        }

        @Override
        public void opened(OutboundCircuit opened) {}

        @Override
        public void failed(
                OutboundCircuit failed, FailureCode code, @Nullable PublicKey reporter) {
            throw new IllegalStateException(code.toString());
        }

        @Override
        public void accepted(InboundCircuit accepted) {}

        @Override
        public void closed(Circuit closed, Closing why) {}

        @Override
        public void staleDescriptor(byte[] descriptor) {}

        @Override
        public void received(
                Circuit from,
                int flow,
                int flowSequence,
                int cellClass,
                int flags,
                byte[] array,
                int offset,
                int length) {
            received += length;
        }
    }

    /** One direction between two nodes, without delay. */
    private final class Way implements Neighbour {
        final Node to;
        final long id = random.nextLong();
        @Nullable Way reverse;

        Way(Node to) {
            this.to = to;
        }

        @Override
        public PublicKey key() {
            return to.identity.publicKey();
        }

        @Override
        public long id() {
            return id;
        }

        @Override
        public int maxCell() {
            return 1440;
        }

        @Override
        public boolean send(byte[] message) {
            timers.after(
                    1,
                    () -> to.circuits.messageReceived(Objects.requireNonNull(reverse), message));
            return true;
        }

        @Override
        public void sendCell(Packet cell, int flow) {
            to.circuits.cellReceived(
                    Objects.requireNonNull(reverse), cell.array, cell.offset, cell.length);
            cell.release();
        }

        @Override
        public boolean usable() {
            return true;
        }

        @Override
        public long rttNs() {
            return 1;
        }
    }
}

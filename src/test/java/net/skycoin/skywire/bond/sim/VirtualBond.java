package net.skycoin.skywire.bond.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import net.skycoin.skywire.bond.Bond;
import net.skycoin.skywire.bond.BondListener;
import net.skycoin.skywire.bond.Carrier;
import net.skycoin.skywire.bond.ParcelPool;
import net.skycoin.skywire.bond.Path;
import net.skycoin.skywire.bytes.BigEndian;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.wire.Cell;
import net.skycoin.skywire.wire.CircuitMessage;
import net.skycoin.skywire.wire.Feedback;
import org.jspecify.annotations.Nullable;

/**
 * Two bonds joined by virtual wires, a router's end and an exit's, with the hosts behind them. All
 * randomness comes from the seed.
 */
public final class VirtualBond {
    public static final long MS = 1_000_000;
    public static final long SECOND = 1000 * MS;
    private static final int MAX_PACKET = 1392;

    private final Timers timers = new Timers(SECOND);
    private final SplittableRandom random;
    private final End router;
    private final End exit;
    private final List<Line> lines = new ArrayList<>();
    private final Map<Integer, VirtualTcp> connections = new LinkedHashMap<>();
    private @Nullable BiConsumer<Boolean, byte[]> observer;

    /** One path: the two wires and its two ends. */
    public static final class Line {
        final VirtualWire up;
        final VirtualWire down;
        @Nullable Path atRouter;
        @Nullable Path atExit;
        boolean dead;

        Line(VirtualWire up, VirtualWire down) {
            this.up = up;
            this.down = down;
        }

        public VirtualWire up() {
            return up;
        }

        public VirtualWire down() {
            return down;
        }

        public @Nullable Path atRouter() {
            return atRouter;
        }

        public @Nullable Path atExit() {
            return atExit;
        }

        public boolean isDead() {
            return dead;
        }

        public void cut(boolean is) {
            up.cut(is);
            down.cut(is);
        }
    }

    private record Datagram(
            long sequence, int flow, int flowSequence, int cellClass, int flags, byte[] content) {}

    /** A circuit's end. */
    private static final class CircuitEnd implements Carrier {
        private final VirtualWire wire;
        private final Consumer<Datagram> other;
        private long sequence;

        CircuitEnd(VirtualWire wire, Consumer<Datagram> other) {
            this.wire = wire;
            this.other = other;
        }

        @Override
        public boolean send(
                int flow,
                int flowSequence,
                int cellClass,
                int flags,
                byte[] source,
                int offset,
                int length) {
            byte[] content = new byte[length];
            System.arraycopy(source, offset, content, 0, length);
            Datagram datagram =
                    new Datagram(sequence++, flow, flowSequence, cellClass, flags, content);
            wire.send(datagram, length + 108, other);
            return true;
        }

        @Override
        public int maxPacket() {
            return MAX_PACKET;
        }
    }

    /** One end: a bond and what it delivers. */
    private final class End implements BondListener {
        final boolean initiator;
        final ParcelPool pool = new ParcelPool(8192);
        final Bond bond;

        End(boolean initiator, Bond.Policy policy) {
            this.initiator = initiator;
            bond = new Bond(initiator, policy, random.split(), timers, pool, this);
        }

        void take(@Nullable Path path, Datagram datagram) {
            if (path == null || !bond.paths().contains(path)) {
                return;
            }
            byte[] content = datagram.content();
            if (datagram.cellClass() == Cell.CLASS_DATA) {
                bond.dataArrived(
                        path,
                        datagram.sequence(),
                        datagram.flow(),
                        datagram.flowSequence(),
                        datagram.flags(),
                        content,
                        0,
                        content.length);
                return;
            }
            bond.controlArrived(path, datagram.sequence(), datagram.flags());
            if (CircuitMessage.parse(content, 0, content.length) instanceof Feedback feedback) {
                bond.feedbackArrived(path, feedback);
            }
        }

        @Override
        public void packetArrived(byte[] array, int offset, int length, int flags) {
            byte[] packet = new byte[length];
            System.arraycopy(array, offset, packet, 0, length);
            if (observer != null) {
                observer.accept(initiator, packet);
            }
            VirtualTcp connection = connections.get(BigEndian.getU16(packet, 20));
            if (connection == null) {
                connection = connections.get(BigEndian.getU16(packet, 22));
            }
            if (connection != null) {
                connection.takes(packet);
            }
        }

        @Override
        public void pathDied(Path path) {
            ((Line) path.owner()).dead = true;
        }
    }

    public VirtualBond(long seed, Bond.Policy policy) {
        random = new SplittableRandom(seed);
        router = new End(true, policy);
        exit = new End(false, policy);
    }

    public VirtualBond(long seed) {
        this(seed, Bond.Policy.SUM);
    }

    public Timers timers() {
        return timers;
    }

    public Bond routerBond() {
        return router.bond;
    }

    public Bond exitBond() {
        return exit.bond;
    }

    public SplittableRandom random() {
        return random;
    }

    /** Sees every inner packet that is delivered, and whether at the router. */
    public void observe(BiConsumer<Boolean, byte[]> who) {
        observer = who;
    }

    public Line join(VirtualWire.Shape shape) {
        return join(shape, shape);
    }

    public Line join(VirtualWire.Shape upShape, VirtualWire.Shape downShape) {
        Line line =
                new Line(
                        new VirtualWire(timers, random.split(), upShape),
                        new VirtualWire(timers, random.split(), downShape));
        connect(line);
        lines.add(line);
        return line;
    }

    /** A new circuit over the line, as after a death. */
    public void connect(Line line) {
        line.dead = false;
        Path atRouter =
                router.bond.add(
                        new CircuitEnd(line.up, datagram -> exit.take(line.atExit, datagram)),
                        line);
        line.atRouter = atRouter;
        line.atExit =
                exit.bond.add(
                        new CircuitEnd(line.down, datagram -> router.take(line.atRouter, datagram)),
                        line);
        router.bond.probe(atRouter);
    }

    public List<Line> lines() {
        return lines;
    }

    /** Packet buffers that are out at both ends; 0 after {@link #close}. */
    public int parcelsOut() {
        return router.pool.outstanding() + exit.pool.outstanding();
    }

    /** A connection whose data goes to the router. */
    public VirtualTcp download(int port) {
        return connection(port, true);
    }

    public VirtualTcp upload(int port) {
        return connection(port, false);
    }

    private VirtualTcp connection(int port, boolean down) {
        Bond sender = down ? exit.bond : router.bond;
        Bond receiver = down ? router.bond : exit.bond;
        VirtualTcp connection =
                new VirtualTcp(
                        timers,
                        port,
                        3_000_000,
                        packet -> sender.send(packet, 0, packet.length, 0),
                        packet -> receiver.send(packet, 0, packet.length, 0));
        connections.put(port, connection);
        return connection;
    }

    public void run(double seconds) {
        timers.advance(timers.nowNs() + (long) (seconds * SECOND));
    }

    public void close() {
        router.bond.close();
        exit.bond.close();
    }

    /** Sum of the wires' rates towards the router, bits per second. */
    public double sumDownBps() {
        return lines.stream().mapToDouble(line -> line.down.shape().meanBps()).sum();
    }
}

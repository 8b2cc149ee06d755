package net.skycoin.skywire.pay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.bytes.Packet;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.link.Neighbour;
import net.skycoin.skywire.link.NeighbourTime;
import net.skycoin.skywire.wire.ChannelTerms;
import net.skycoin.skywire.wire.CircuitTerms;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that have nothing but accounts with each other, in virtual time: messages take a while,
 * cells may get lost, writes reach the disk later or, when the power goes, never.
 */
final class PayWorld {
    static final long MS = 1_000_000;
    static final long SECOND = 1000 * MS;
    static final int CELL = 1400;
    private static final long DELAY_NS = 10 * MS;
    private static final long DISK_NS = 5 * MS;

    /** Some day in 2026. */
    private static final long UNIX_MS = 1_790_000_000_000L;

    final Timers timers = new Timers(SECOND);
    final Random random;
    final PlainHub hub = new PlainHub();
    final List<Node> nodes = new ArrayList<>();
    private long nextLink = 1;

    PayWorld(long seed) {
        System.out.println("accounts with seed " + seed);
        random = new Random(seed);
    }

    /** A node: an identity and a disk that outlive its lives. */
    final class Node {
        final PrivateKey identity = PrivateKey.generate(random);
        final PrivateKey account = PrivateKey.generate(random);
        final long price;
        final Map<String, PayRecord> disk = new LinkedHashMap<>();
        final List<PayRecord.Note> notes = new ArrayList<>();
        final List<PayRecord.Receipt> receipts = new ArrayList<>();
        final List<PublicKey> stopped = new ArrayList<>();
        final Map<Node, Wire> wires = new LinkedHashMap<>();
        long writes;
        int life;
        long freeBytesPerSecond = 8_000;
        @Nullable Payments payments;

        Node(long price) {
            this.price = price;
            nodes.add(this);
        }

        PublicKey key() {
            return identity.publicKey();
        }

        Payments payments() {
            return Objects.requireNonNull(payments);
        }

        Node start() {
            int thisLife = ++life;
            NeighbourTime time = new NeighbourTime(timers);
            time.ownClock(OptionalLong.of(UNIX_MS + timers.nowNs() / MS));
            List<PayRecord> saved =
                    disk.values().stream()
                            .filter(
                                    record ->
                                            switch (record) {
                                                case PayRecord.Earning earning -> !earning.ended();
                                                case PayRecord.Spending spending ->
                                                        !spending.ended();
                                                default -> false;
                                            })
                            .toList();
            payments =
                    new Payments(
                            new PaySettings(
                                    new Price(new NanoSky(price)),
                                    Map.of(),
                                    Map.of(hub.key.publicKey(), account.publicKey()),
                                    freeBytesPerSecond),
                            identity,
                            random,
                            timers,
                            time,
                            (record, onDisk) ->
                                    timers.after(
                                            DISK_NS,
                                            () -> {
                                                if (life == thisLife) {
                                                    written(record);
                                                    onDisk.run();
                                                }
                                            }),
                            new LiveGate(thisLife, hub.gate(account.publicKey(), timers)),
                            saved,
                            stopped::add,
                            () -> {});
            payments().start();
            wires.values().forEach(Wire::up);
            return this;
        }

        private final class LiveGate implements HubGate {
            private final int ofLife;
            private final HubGate gate;

            LiveGate(int ofLife, HubGate gate) {
                this.ofLife = ofLife;
                this.gate = gate;
            }

            private Consumer<Answer> alive(Consumer<Answer> answer) {
                return said -> {
                    if (life == ofLife) {
                        answer.accept(said);
                    }
                };
            }

            @Override
            public void open(ChannelTerms terms, Consumer<Answer> answer) {
                gate.open(terms, alive(answer));
            }

            @Override
            public void redeem(ChannelTerms terms, int tick, byte[] word, Consumer<Answer> answer) {
                gate.redeem(terms, tick, word, alive(answer));
            }

            @Override
            public void close(ChannelTerms terms, PublicKey by, Consumer<Answer> answer) {
                gate.close(terms, by, alive(answer));
            }

            @Override
            public NanoSky available(PublicKey at) {
                return gate.available(at);
            }
        }

        private void written(PayRecord record) {
            writes++;
            switch (record) {
                case PayRecord.Earning earning -> {
                    String id = "in " + earning.voucher().terms().id();
                    disk.remove(id);
                    disk.put(id, record);
                }
                case PayRecord.Spending spending -> {
                    String id = "out " + spending.terms().id();
                    disk.remove(id);
                    disk.put(id, record);
                }
                case PayRecord.Note note -> notes.add(note);
                case PayRecord.Receipt receipt -> receipts.add(receipt);
                case PayRecord.Day _ -> {
                    // Sums are of no interest here.
                }
            }
        }

        /** The power goes. */
        void crash() {
            life++;
            payments = null;
            wires.values().forEach(Wire::down);
        }

        Payments.View view(Node other) {
            return payments().views().stream()
                    .filter(view -> view.neighbour().equals(other.key()))
                    .findFirst()
                    .orElseThrow();
        }

        long balance() {
            return hub.balances.getOrDefault(account.publicKey(), 0L);
        }
    }

    /** One direction between two nodes. */
    final class Wire implements Neighbour {
        final Node from;
        final Node to;
        final long id = nextLink++;
        double loss;
        boolean up;
        boolean cut;
        long lost;

        Wire(Node from, Node to) {
            this.from = from;
            this.to = to;
        }

        Wire back() {
            return Objects.requireNonNull(to.wires.get(from));
        }

        void up() {
            if (!up && from.payments != null && to.payments != null) {
                up = true;
                back().up = true;
                from.payments().linkUp(this);
                to.payments().linkUp(back());
            }
        }

        void down() {
            if (up) {
                up = false;
                back().up = false;
                if (from.payments != null) {
                    from.payments().linkDown(this);
                }
                if (to.payments != null) {
                    to.payments().linkDown(back());
                }
            }
        }

        @Override
        public PublicKey key() {
            return to.key();
        }

        @Override
        public long id() {
            return id;
        }

        @Override
        public int maxCell() {
            return CELL;
        }

        @Override
        public boolean send(byte[] message) {
            int lifeOfReceiver = to.life;
            if (!cut) {
                timers.after(
                        DELAY_NS + random.nextInt(5) * MS,
                        () -> {
                            if (to.payments != null && to.life == lifeOfReceiver && up) {
                                to.payments().received(back(), message);
                                to.payments().work();
                            }
                        });
            }
            return up;
        }

        @Override
        public void sendCell(Packet cell, int flow) {
            throw new UnsupportedOperationException("cells are bytes here");
        }

        @Override
        public boolean usable() {
            return up;
        }

        @Override
        public long rttNs() {
            return 2 * DELAY_NS;
        }

        @Override
        public long missing() {
            return lost;
        }
    }

    void join(Node a, Node b) {
        a.wires.put(b, new Wire(a, b));
        b.wires.put(a, new Wire(b, a));
        Objects.requireNonNull(a.wires.get(b)).up();
    }

    Wire wire(Node from, Node to) {
        return Objects.requireNonNull(from.wires.get(to));
    }

    void run(long ns) {
        timers.advance(timers.nowNs() + ns);
    }

    /** A circuit of one hop: what its two ends count. */
    final class Flow {
        final Node payer;
        final Node payee;
        final SpendingToll spent;
        final EarningToll earned;
        long carried;
        long refused;

        Flow(Node payer, Node payee, long perMebibyte) {
            this.payer = payer;
            this.payee = payee;
            CircuitTerms terms = new CircuitTerms(new NanoSky(perMebibyte), 4096, 4096);
            spent =
                    Objects.requireNonNull(
                            payer.payments().spends(payee.key(), terms.paidPerMebibyte()));
            earned = Objects.requireNonNull(payee.payments().earns(payer.key(), terms));
        }

        /** A cell away from the payer; whether it was carried. */
        boolean forward() {
            spent.forward(CELL);
            Wire wire = wire(payer, payee);
            if (random.nextDouble() < wire.loss) {
                wire.lost++;
                return false;
            }
            return count(earned.forward(CELL, timers.nowNs()));
        }

        /** A cell towards the payer. */
        boolean backward() {
            if (!count(earned.backward(CELL, timers.nowNs()))) {
                return false;
            }
            Wire wire = wire(payee, payer);
            if (random.nextDouble() < wire.loss) {
                wire.lost++;
            } else {
                spent.backward(CELL);
            }
            return true;
        }

        private boolean count(boolean passes) {
            if (passes) {
                carried += CELL;
            } else {
                refused += CELL;
            }
            return passes;
        }

        /** Traffic both ways at a rate, a batch each millisecond. */
        void run(long durationNs, long bytesPerSecond) {
            long cells = bytesPerSecond / 1000 / CELL;
            for (long endNs = timers.nowNs() + durationNs; timers.nowNs() < endNs; ) {
                for (long i = 0; i < cells && payer.payments != null; i++) {
                    if (random.nextBoolean()) {
                        forward();
                    } else {
                        backward();
                    }
                }
                if (payer.payments != null) {
                    payer.payments().work();
                }
                if (payee.payments != null) {
                    payee.payments().work();
                }
                PayWorld.this.run(MS);
            }
        }

        void close() {
            payer.payments().closed(payee.key(), spent);
        }
    }
}

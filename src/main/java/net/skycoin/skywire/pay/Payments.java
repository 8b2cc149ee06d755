package net.skycoin.skywire.pay;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.link.Neighbour;
import net.skycoin.skywire.link.NeighbourTime;
import net.skycoin.skywire.wire.CircuitTerms;
import net.skycoin.skywire.wire.FailureCode;
import net.skycoin.skywire.wire.PayBill;
import net.skycoin.skywire.wire.PayHello;
import net.skycoin.skywire.wire.PayReceipt;
import org.jspecify.annotations.Nullable;

/**
 * All accounts of a node with its neighbours: what they pay for being carried, and what it pays
 * them. Messages of links and the terms of circuits go in; meters, messages, records and questions
 * to hubs come out. Does no I/O; what is written and what hubs say comes back by {@link PayStore}
 * and {@link HubGate}.
 *
 * <p>Engine's thread only.
 */
public final class Payments {
    private static final long LOOK_NS = 250_000_000L;

    /** Accounts with those who are not linked and owe nothing are forgotten above so many. */
    private static final int MOST_LINES = 1024;

    private final PayContext context;
    private final Consumer<PublicKey> onStopped;
    private final Runnable onMeans;
    private final Map<PublicKey, Line> lines = new TreeMap<>();
    private final List<Line> order = new ArrayList<>();
    private long malformed;
    private Timers.@Nullable Timer timer;

    /**
     * @param identity signs receipts; stays the caller's
     * @param saved what the store holds, oldest first
     * @param onStopped hears of a neighbour that has not paid: its circuits are to be ended
     * @param onMeans called when this node can pay a neighbour that it could not pay before
     */
    public Payments(
            PaySettings settings,
            PrivateKey identity,
            RandomGenerator random,
            Timers timers,
            NeighbourTime time,
            PayStore store,
            HubGate hubs,
            List<PayRecord> saved,
            Consumer<PublicKey> onStopped,
            Runnable onMeans) {
        context =
                new PayContext(
                        settings, identity, random.nextLong(), random, timers, time, store, hubs);
        this.onStopped = onStopped;
        this.onMeans = onMeans;
        saved.forEach(this::resume);
    }

    private void resume(PayRecord record) {
        switch (record) {
            case PayRecord.Earning earning -> line(earning.neighbour()).payee().resume(earning);
            case PayRecord.Spending spending -> line(spending.neighbour()).payer().resume(spending);
            case PayRecord.Day _, PayRecord.Receipt _, PayRecord.Note _ -> {
                // They are for people to read.
            }
        }
    }

    public void start() {
        timer = context.timers().after(LOOK_NS, this::look);
    }

    /** Writes what is worth keeping and wipes the chains; nothing is paid any more. */
    public void close() {
        if (timer != null) {
            timer.cancel();
        }
        for (Line line : order) {
            line.receipts().writeSums();
            line.payee().saveAll();
            line.payer().close();
        }
    }

    private Line line(PublicKey neighbour) {
        Line known = lines.get(neighbour);
        if (known != null) {
            return known;
        }
        if (lines.size() >= MOST_LINES) {
            forgetIdle();
        }
        Line fresh = new Line(context, neighbour, () -> onStopped.accept(neighbour));
        lines.put(neighbour, fresh);
        order.add(fresh);
        return fresh;
    }

    private void forgetIdle() {
        lines.values()
                .removeIf(
                        line ->
                                !line.isLinked()
                                        && line.payee().channels().isEmpty()
                                        && line.payer().channels().isEmpty());
        order.clear();
        order.addAll(lines.values());
    }

    // ---- circuits

    /**
     * Why a set-up cannot be taken on these terms; null when it can.
     *
     * @param next null at the end point
     * @param payOn per MiB to the next node
     */
    public @Nullable FailureCode refuses(
            PublicKey previous, @Nullable PublicKey next, CircuitTerms terms, NanoSky payOn) {
        Payee payee = line(previous).payee();
        if (!payee.accepts(terms, payOn)) {
            return FailureCode.PRICE_NOT_MET;
        }
        boolean pays = terms.paidPerMebibyte().value() > 0;
        if (pays && !payee.serves()) {
            return FailureCode.UNPAID;
        }
        return next != null && !line(next).payer().canPay(payOn) ? FailureCode.UNPAID : null;
    }

    /** The meter of a circuit for which a neighbour pays; null when it is free. */
    public @Nullable EarningToll earns(PublicKey previous, CircuitTerms terms) {
        boolean free =
                terms.paidPerMebibyte().value() == 0 && context.settings().asks(previous).isFree();
        return free ? null : line(previous).payee().open(terms);
    }

    /** The meter of a circuit for which this node pays a neighbour; null when it is free. */
    public @Nullable SpendingToll spends(PublicKey next, NanoSky perMebibyte) {
        return perMebibyte.value() == 0 ? null : line(next).payer().open(perMebibyte);
    }

    /** Whether this node could pay a neighbour so much per MiB. */
    public boolean canPay(PublicKey next, NanoSky perMebibyte) {
        return line(next).payer().canPay(perMebibyte);
    }

    /** A circuit for which this node paid is gone. */
    public void closed(PublicKey next, SpendingToll toll) {
        line(next).payer().closed(toll);
    }

    // ---- links

    public void linkUp(Neighbour link) {
        line(link.key()).linkUp(link);
    }

    public void linkDown(Neighbour link) {
        line(link.key()).linkDown(link);
    }

    /** Whether a link's message is for here. */
    public static boolean handles(int type) {
        return type >= PayHello.MESSAGE_TYPE && type <= PayReceipt.MESSAGE_TYPE;
    }

    public void received(Neighbour from, byte[] message) {
        if (!line(from.key()).received(message)) {
            malformed++;
        }
    }

    // ---- time

    /** After each round of input: bills and ticks that are due; cheap while nothing changed. */
    public void work() {
        for (int i = 0; i < order.size(); i++) {
            order.get(i).work();
        }
    }

    private void look() {
        boolean means = false;
        for (Line line : List.copyOf(order)) {
            line.look();
            means |= line.payer().hasNewMeans();
        }
        if (means) {
            onMeans.run();
        }
        timer = context.timers().after(LOOK_NS, this::look);
    }

    /** Something changed at a hub: what was refused for lack of money is tried again. */
    public void hubsChanged() {
        order.forEach(line -> line.payer().hubsChanged());
    }

    /** Has everything that was earned paid out to this node's accounts. */
    public void redeem() {
        List.copyOf(order).forEach(line -> line.payee().redeem());
    }

    // ---- what people see

    /** Messages of neighbours that could not be read. */
    public long malformed() {
        return malformed;
    }

    /** One account, at one moment. */
    public record View(
            PublicKey neighbour,
            boolean linked,
            NanoSky asks,
            @Nullable PayHello hello,
            Earned earned,
            Spent spent,
            @Nullable PayReceipt lastReceipt) {}

    /**
     * What the neighbour pays.
     *
     * @param owed negative when it has paid ahead
     */
    public record Earned(
            long bytes,
            long freeBytes,
            long refusedBytes,
            long due,
            long paid,
            long owed,
            long disputed,
            NanoSky unredeemed,
            long creditBytes,
            String service,
            String reason,
            List<Channel> channels) {}

    /**
     * What the neighbour is paid.
     *
     * @param owed negative when it was paid ahead
     * @param bill what the payee said last; null before it said anything
     * @param trouble why nothing can be paid; empty when nothing stands against it
     */
    public record Spent(
            long bytes,
            long counted,
            long paid,
            long owed,
            long disputed,
            int circuits,
            @Nullable PayBill bill,
            String trouble,
            List<Channel> channels) {}

    /**
     * A channel.
     *
     * @param tick paid so far
     * @param redeemed paid out so far; of a channel that this node pays with, ticks that may have
     *     been released as the disk knows
     */
    public record Channel(
            String id,
            PublicKey hub,
            NanoSky tickValue,
            int tick,
            int ticks,
            int redeemed,
            long expiresAtSeconds) {}

    /** All accounts, by key. */
    public List<View> views() {
        return lines.values().stream().map(this::view).toList();
    }

    private View view(Line line) {
        Payee payee = line.payee();
        Payer payer = line.payer();
        return new View(
                line.neighbour(),
                line.isLinked(),
                context.settings().asks(line.neighbour()).perMebibyte(),
                line.hello(),
                new Earned(
                        payee.meter().bytes(),
                        payee.meter().freeBytes(),
                        payee.meter().refusedBytes(),
                        payee.dueInAll(),
                        payee.paidInAll(),
                        payee.owed(),
                        payee.disputed(),
                        payee.unredeemed(),
                        payee.window().credit(),
                        payee.window().service().name().toLowerCase(Locale.ROOT),
                        payee.reason().words(),
                        payee.channels().stream().map(Payments::channel).toList()),
                new Spent(
                        payer.meter().bytes(),
                        payer.countedInAll(),
                        payer.paidInAll(),
                        payer.owed(),
                        payer.disputed(),
                        payer.circuits(),
                        payer.bill(),
                        payer.trouble(),
                        payer.channels().stream().map(Payments::channel).toList()),
                line.receipts().last());
    }

    private static Channel channel(EarnedChannel channel) {
        return new Channel(
                channel.terms().id(),
                channel.terms().hub(),
                channel.terms().tickValue(),
                channel.checker.tick(),
                channel.terms().ticks(),
                channel.redeemed,
                channel.terms().expiresAtSeconds());
    }

    private static Channel channel(SpentChannel channel) {
        return new Channel(
                channel.terms.id(),
                channel.terms.hub(),
                channel.terms.tickValue(),
                channel.chain.shown(),
                channel.terms.ticks(),
                channel.mayRelease,
                channel.terms.expiresAtSeconds());
    }
}

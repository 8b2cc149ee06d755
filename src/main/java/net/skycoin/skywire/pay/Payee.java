package net.skycoin.skywire.pay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.wire.ChannelTerms;
import net.skycoin.skywire.wire.ChannelVoucher;
import net.skycoin.skywire.wire.CircuitTerms;
import net.skycoin.skywire.wire.PayBill;
import net.skycoin.skywire.wire.PayReason;
import net.skycoin.skywire.wire.PayService;
import net.skycoin.skywire.wire.PayTick;
import org.jspecify.annotations.Nullable;

/**
 * The payee's side of an account: counts what is carried for a neighbour, takes its ticks, decides
 * how it is served, and sends bills.
 *
 * <p>What counts, the rule about loss: cells that arrived here; and cells that were sent from here,
 * less those that the payer says did not arrive, as far as the links know of so many lost packets.
 * What the payer denies beyond that stays due. Engine's thread only.
 */
final class Payee {
    /** No tick is taken so shortly before a channel expires (design, section 8). */
    static final long LAST_TICK_SECONDS = 3600;

    /** A channel that has less time left is not accepted. */
    private static final long SHORTEST_LIFE_SECONDS = 24 * 3600;

    private static final int MOST_CHANNELS = 16;
    private static final int LONGEST_CELL = 2048;
    private static final long MOST_BYTES_LOST = 1L << 40;
    private static final long MEBIBYTE = 1L << 20;
    private static final long SECOND_NS = 1_000_000_000L;

    /** The longest that a tick stays unwritten. */
    private static final long SAVE_NS = 60 * SECOND_NS;

    private final PayContext context;
    private final Line line;
    private final EarningMeter meter;
    private final CreditWindow window = new CreditWindow(Price.FREE);
    private final Map<String, EarnedChannel> channels = new LinkedHashMap<>();
    private Price highest = Price.FREE;
    private @Nullable EarnedChannel last;
    private @Nullable PayReason channelTrouble;

    private long carried;
    private long paid;
    private long claimed;
    private long missingAtStart;

    private long settledAt;
    private boolean dirty;
    private long billedDue;
    private long billedPaid;
    private PayService billedService = PayService.OPEN;
    private PayReason billedReason = PayReason.FREE;
    private long billedAtNs;
    private long unsavedSinceNs = -1;
    private long redeemAtNs;
    private long paidBefore;
    private long dueBefore;

    Payee(PayContext context, Line line) {
        this.context = context;
        this.line = line;
        meter = new EarningMeter(context.settings().freeBytesPerSecond());
        redeemAtNs = context.nowNs() + redemptionNs();
    }

    /** An hour, give or take: the hub shall not see whose traffic went when. */
    private long redemptionNs() {
        return 1800 * SECOND_NS + context.random().nextLong(3600 * SECOND_NS);
    }

    // ---- circuits

    /** Whether this node carries for the neighbour on these terms. */
    boolean accepts(CircuitTerms terms, NanoSky payOn) {
        Price asked = context.settings().asks(line.neighbour());
        long pay = terms.paidPerMebibyte().value();
        if (pay > Price.MOST
                || !Price.isOnGrid(terms.paidPerMebibyte())
                || !Price.isOnGrid(payOn)) {
            return false;
        }
        if (pay == 0 && payOn.value() == 0) {
            return asked.isFree() || context.settings().freeBytesPerSecond() > 0;
        }
        return pay - payOn.value() >= asked.perMebibyte().value() && pay > 0;
    }

    /** Whether so far nothing stands against circuits that are to be paid. */
    boolean serves() {
        return window.service() != PayService.STOPPED;
    }

    EarningToll open(CircuitTerms terms) {
        NanoSky pay = terms.paidPerMebibyte();
        if (pay.compareTo(highest.perMebibyte()) > 0) {
            highest = new Price(pay);
            window.reprice(highest, context.nowNs());
        }
        dirty = true;
        return new EarningToll(
                meter,
                pay.value(),
                terms.budgetForwardMebibytes() * MEBIBYTE,
                terms.budgetBackwardMebibytes() * MEBIBYTE);
    }

    // ---- payments

    /** A neighbour shows what it will pay with. */
    void take(ChannelVoucher voucher) {
        ChannelTerms terms = voucher.terms();
        channelTrouble = null;
        if (!channels.containsKey(terms.id())) {
            if (!acceptable(voucher)) {
                channelTrouble = PayReason.CHANNEL_REFUSED;
            } else {
                channels.put(terms.id(), new EarnedChannel(voucher));
            }
        }
        dirty = true;
    }

    private boolean acceptable(ChannelVoucher voucher) {
        ChannelTerms terms = voucher.terms();
        long now = context.unixSeconds();
        long open = channels.values().stream().filter(channel -> !channel.ended).count();
        boolean reused =
                channels.values().stream()
                        .anyMatch(channel -> Arrays.equals(channel.terms().root(), terms.root()));
        return !reused
                && open < MOST_CHANNELS
                && now > 0
                && terms.expiresAtSeconds() - now >= SHORTEST_LIFE_SECONDS
                && terms.payee().equals(context.settings().accounts().get(terms.hub()))
                && voucher.verify();
    }

    /** A channel as it was left in a former life. */
    void resume(PayRecord.Earning record) {
        EarnedChannel channel = new EarnedChannel(record);
        channels.put(channel.terms().id(), channel);
        last = channel;
        // The one that was written last says what was owed then.
        carried = record.owed();
        rebaseWindow();
        if (channel.checker.tick() > channel.redeemed) {
            redeemAtNs = Math.min(redeemAtNs, context.nowNs() + 60 * SECOND_NS);
        }
    }

    /** A payment, which is always taken, whatever else stands. */
    void take(PayTick tick, long peerInstance) {
        if (tick.payeeInstance() == context.instance() && tick.payerInstance() == peerInstance) {
            claimed = Math.max(claimed, tick.backward().value());
        }
        dirty = true;
        EarnedChannel channel = channels.get(Hex.encode(tick.channel()));
        if (channel == null || tick.tick() == 0) {
            return;
        }
        last = channel;
        long now = context.unixSeconds();
        if (now > 0 && now >= channel.terms().expiresAtSeconds() - LAST_TICK_SECONDS) {
            channelTrouble = PayReason.CHANNEL_REFUSED;
            return;
        }
        int before = channel.checker.tick();
        if (channel.checker.accept(tick.tick(), tick.word()) == PayChainChecker.Verdict.PAID) {
            long worth = channel.terms().worth(channel.checker.tick() - before).value();
            paid = Math.addExact(paid, worth);
            if (unsavedSinceNs < 0) {
                unsavedSinceNs = context.nowNs();
            }
            saveIfDue();
        }
    }

    private void saveIfDue() {
        long threshold = highest.of(Math.max(window.credit(), CreditWindow.SMALLEST)).value();
        for (EarnedChannel channel : channels.values()) {
            long unsaved = channel.unsaved().value();
            if (unsaved > 0
                    && (unsaved >= threshold || context.nowNs() - unsavedSinceNs >= SAVE_NS)) {
                save(channel);
            }
        }
    }

    /** Writes down what was not yet. */
    void saveAll() {
        for (EarnedChannel channel : channels.values()) {
            if (channel.unsaved().value() > 0) {
                save(channel);
            }
        }
    }

    private void save(EarnedChannel channel) {
        channel.saved = channel.checker.tick();
        unsavedSinceNs = -1;
        context.write(channel.record(line.neighbour(), owed()));
    }

    // ---- the account

    /** What is owed, all in all; negative when it was paid ahead. */
    long owed() {
        return carried + due() - paid;
    }

    /** Worth of what was carried since the two instances met. */
    private long due() {
        return meter.receivedWorth() + backwardDue();
    }

    private long backwardDue() {
        long sent = meter.sentWorth();
        return Math.min(sent, Math.max(claimed, sent - lostWorth()));
    }

    private long lostWorth() {
        long packets = Math.max(0, line.missing() - missingAtStart);
        long bytes = Math.min(packets, MOST_BYTES_LOST / LONGEST_CELL) * LONGEST_CELL;
        return highest.of(bytes).value();
    }

    /** What the payer denies although no loss explains it, on top of what may be under way. */
    long disputed() {
        long denied = meter.sentWorth() - lostWorth() - claimed;
        return Math.max(0, denied - window.creditWorth().value());
    }

    /** One of the two began a new life: counts begin again, what is owed is carried on. */
    void rebase() {
        carried = owed();
        paidBefore += paid;
        dueBefore += due();
        paid = 0;
        claimed = 0;
        meter.reset();
        missingAtStart = line.missing();
        billedDue = 0;
        billedPaid = 0;
        settledAt = 0;
        rebaseWindow();
    }

    private void rebaseWindow() {
        window.rebase(
                new NanoSky(Math.max(0, carried)),
                new NanoSky(Math.max(0, -carried)),
                context.nowNs());
        dirty = true;
    }

    /** After each round of input: cheap while nothing changed. */
    void work() {
        long counted = meter.receivedWorth() + meter.sentWorth();
        boolean closed = counted != settledAt && !meter.isOpen();
        if (dirty || closed || counted - settledAt >= billingStep() / 4) {
            settle(counted);
        }
    }

    private long billingStep() {
        return Math.max(
                1, highest.of(Math.max(CreditWindow.SMALLEST, window.credit())).value() / 4);
    }

    private void settle(long counted) {
        dirty = false;
        settledAt = counted;
        long nowNs = context.nowNs();
        long due = due();
        window.due(new NanoSky(Math.max(0, carried) + due), nowNs);
        window.paid(new NanoSky(Math.max(0, -carried) + paid), nowNs);
        serve(counted);
        boolean changed =
                window.service() != billedService
                        || reason() != billedReason
                        || (window.service() != PayService.OPEN && paid > billedPaid);
        if (changed || due - billedDue >= billingStep()) {
            bill();
        }
    }

    private void serve(long counted) {
        switch (window.service()) {
            case OPEN -> meter.serveUpTo(Math.addExact(counted, window.room()));
            case THROTTLED -> meter.serveUpTo(0);
            case STOPPED -> meter.stop();
        }
    }

    /** Several times a second: what time brings about. */
    void look() {
        if (highest.isFree()) {
            return;
        }
        long nowNs = context.nowNs();
        boolean served = window.service() != PayService.STOPPED;
        window.tick(nowNs);
        if (served && window.service() == PayService.STOPPED) {
            line.stopped();
        }
        settle(meter.receivedWorth() + meter.sentWorth());
        if (nowNs - billedAtNs >= SECOND_NS && (due() != billedDue || paid != billedPaid)) {
            bill();
        }
        saveIfDue();
        if (nowNs >= redeemAtNs) {
            redeemAtNs = nowNs + redemptionNs();
            redeem();
        }
    }

    PayReason reason() {
        if (window.service() == PayService.OPEN) {
            return window.reason();
        }
        PayReason trouble = channelTrouble;
        if (trouble != null) {
            return trouble;
        }
        if (window.service() == PayService.THROTTLED && disputed() > 0) {
            return PayReason.DISPUTED;
        }
        return channels.values().stream().allMatch(channel -> channel.ended)
                ? PayReason.NO_CHANNEL
                : window.reason();
    }

    /** Tells the payer how things stand. */
    void bill() {
        if (highest.isFree() || !line.isLinked()) {
            return;
        }
        billedDue = due();
        billedPaid = paid;
        billedService = window.service();
        billedReason = reason();
        billedAtNs = context.nowNs();
        EarnedChannel channel = last;
        line.send(
                new PayBill(
                                context.instance(),
                                line.peerInstance(),
                                carried,
                                new NanoSky(billedDue),
                                new NanoSky(paid),
                                window.credit(),
                                billedService,
                                billedReason,
                                channel == null
                                        ? new byte[ChannelTerms.ID_LENGTH]
                                        : channel.terms().channel(),
                                channel == null ? 0 : channel.checker.tick())
                        .emit());
    }

    // ---- redemption

    /** Has the hubs pay out what was earned. */
    void redeem() {
        for (EarnedChannel channel : List.copyOf(channels.values())) {
            long now = context.unixSeconds();
            boolean expired = now > 0 && now >= channel.terms().expiresAtSeconds();
            if (channel.ended || channel.asking) {
                continue;
            }
            if (expired) {
                end(channel, channel.unredeemed());
            } else if (channel.checker.tick() > channel.redeemed) {
                save(channel);
                redeem(channel);
            }
        }
    }

    private void redeem(EarnedChannel channel) {
        channel.asking = true;
        context.hubs()
                .redeem(
                        channel.terms(),
                        channel.checker.tick(),
                        channel.checker.word(),
                        answer -> {
                            channel.asking = false;
                            redeemed(channel, answer);
                        });
    }

    private void redeemed(EarnedChannel channel, HubGate.Answer answer) {
        switch (answer) {
            case HubGate.Done done -> {
                channel.redeemed = Math.max(channel.redeemed, done.ticks());
                boolean used = channel.redeemed >= channel.terms().ticks();
                if (used) {
                    end(channel, NanoSky.ZERO);
                } else if (done.closing() && channel.redeemed == channel.checker.tick()) {
                    release(channel);
                } else {
                    save(channel);
                }
            }
            case HubGate.Refused refused -> {
                context.note(
                        line.neighbour(),
                        "channel "
                                + channel.terms().id()
                                + " was not redeemed: "
                                + refused.reason());
                if (refused.forGood()) {
                    end(channel, channel.unredeemed());
                }
            }
            case HubGate.Granted _ -> {
                // No answer to this question.
            }
        }
    }

    /** The payer wants the rest back, and all that was earned was paid out. */
    private void release(EarnedChannel channel) {
        end(channel, NanoSky.ZERO);
        context.hubs().close(channel.terms(), channel.terms().payee(), _ -> {});
    }

    private void end(EarnedChannel channel, NanoSky lost) {
        channel.ended = true;
        save(channel);
        channels.remove(channel.terms().id());
        if (lost.value() > 0) {
            context.note(
                    line.neighbour(),
                    lost.value()
                            + " nanoSKY of channel "
                            + channel.terms().id()
                            + " could not be redeemed");
        }
    }

    // ---- what others see

    EarningMeter meter() {
        return meter;
    }

    CreditWindow window() {
        return window;
    }

    List<EarnedChannel> channels() {
        return new ArrayList<>(channels.values());
    }

    /** What was paid in this life. */
    long paidInAll() {
        return paidBefore + paid;
    }

    /** The worth of what was carried in this life. */
    long dueInAll() {
        return dueBefore + due();
    }

    /** What was paid and the hubs have not paid out. */
    NanoSky unredeemed() {
        NanoSky sum = NanoSky.ZERO;
        for (EarnedChannel channel : channels.values()) {
            sum = sum.plus(channel.unredeemed());
        }
        return sum;
    }

    /** The highest price that was agreed on for a circuit. */
    Price highest() {
        return highest;
    }
}

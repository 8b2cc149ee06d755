package net.skycoin.skywire.pay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.ChannelTerms;
import net.skycoin.skywire.wire.ChannelVoucher;
import net.skycoin.skywire.wire.PayBill;
import net.skycoin.skywire.wire.PayHello;
import net.skycoin.skywire.wire.PayReason;
import net.skycoin.skywire.wire.PayService;
import net.skycoin.skywire.wire.PayTick;
import org.jspecify.annotations.Nullable;

/**
 * The payer's side of an account: counts what a neighbour carries for this node, has hubs open
 * channels, and releases ticks for what both sides count.
 *
 * <pre>
 *   no channel --asked, written down--> granted by the hub --shown to the payee--> ticks --used up--> the next one
 * </pre>
 *
 * <p>It pays for no more than it has counted itself, and for no more than the payee has billed and
 * one credit window. A tick leaves only once the disk says that it may have left. Engine's thread
 * only.
 */
final class Payer {
    /** Traffic that one tick pays at the highest price in use. */
    static final long TICK_BYTES = 256 * 1024;

    /** Ticks of a chain, where the money lasts: 512 MiB. */
    static final int TICKS = 2048;

    private static final NanoSky ONE = new NanoSky(1);
    private static final int FEWEST_TICKS = 4;
    private static final int TICKS_PER_MEBIBYTE = 4;
    private static final long CHANNEL_SECONDS = 14 * 24 * 3600;

    /** An old channel is of no use to the payee any more when it has less time left. */
    private static final long MARGIN_SECONDS = 2 * Payee.LAST_TICK_SECONDS;

    private static final long SECOND_NS = 1_000_000_000L;
    private static final long RETRY_MIN_NS = SECOND_NS;
    private static final long RETRY_MAX_NS = 60 * SECOND_NS;
    private static final long RESEND_NS = 200_000_000L;

    /** A channel that no circuit needs any more is given back after this. */
    private static final long IDLE_NS = 3600 * SECOND_NS;

    private final PayContext context;
    private final Line line;
    private final SpendingMeter meter = new SpendingMeter();
    private final Map<String, SpentChannel> channels = new LinkedHashMap<>();
    private Price highest = Price.FREE;
    private @Nullable SpentChannel current;
    private int circuits;

    private long carried;
    private boolean carriedUnknown;
    private boolean firstBill = true;
    private long paid;
    private long countedAtBill;
    private long paidBefore;
    private long countedBefore;
    private @Nullable PayBill bill;

    private boolean dirty;
    private long workedAt;
    private @Nullable SpentChannel asked;
    private long retryAtNs;
    private long retryNs = RETRY_MIN_NS;
    private long resendAtNs;
    private long idleSinceNs;
    private String trouble = "";
    private boolean means;

    Payer(PayContext context, Line line) {
        this.context = context;
        this.line = line;
        idleSinceNs = context.nowNs();
    }

    // ---- circuits

    /** Whether this node could pay the neighbour for a circuit. */
    boolean canPay(NanoSky perMebibyte) {
        if (perMebibyte.value() == 0) {
            return true;
        }
        SpentChannel channel = current;
        boolean funded =
                (channel != null && usable(channel))
                        || asked != null
                        || (commonHub() != null && context.unixSeconds() > 0 && hasFunds());
        return perMebibyte.value() <= Price.MOST && Price.isOnGrid(perMebibyte) && funded;
    }

    /** Whether the neighbour can be paid now, and could not when this was asked before. */
    boolean hasNewMeans() {
        boolean before = means;
        means = line.isLinked() && canPay(ONE);
        return means && !before;
    }

    private boolean hasFunds() {
        PayHello.Account account = commonHub();
        return account != null && context.hubs().available(account.hub()).value() > 0;
    }

    SpendingToll open(NanoSky perMebibyte) {
        if (perMebibyte.compareTo(highest.perMebibyte()) > 0) {
            highest = new Price(perMebibyte);
        }
        if (perMebibyte.value() > 0) {
            circuits++;
            dirty = true;
        }
        return new SpendingToll(meter, perMebibyte.value());
    }

    void closed(SpendingToll toll) {
        if (toll.perMebibyte() > 0) {
            circuits--;
            idleSinceNs = context.nowNs();
        }
    }

    // ---- the account

    private long counted() {
        return meter.sentWorth() + meter.receivedWorth();
    }

    private long window() {
        PayBill last = bill;
        long bytes = Math.max(CreditWindow.SMALLEST, last == null ? 0 : last.creditBytes());
        return highest.of(Math.min(bytes, CreditWindow.LARGEST)).value();
    }

    private boolean paysAhead() {
        PayBill last = bill;
        return circuits > 0 && (last == null || last.creditBytes() == 0);
    }

    /**
     * What should be paid by now, in this period: what is billed, and what was counted since the
     * bill came, since of what was counted before some got lost. A stranger is not waited for: it
     * pays what it counts.
     */
    private long target() {
        PayBill last = bill;
        long counted = counted();
        if (last == null) {
            return carried + Math.min(counted, window());
        }
        long since = last.creditBytes() == 0 ? window() : counted - countedAtBill;
        long most = Math.addExact(last.due().value(), Math.min(since, window()));
        return carried + Math.min(counted, most);
    }

    /** What the payee bills although it was not counted here. */
    long disputed() {
        PayBill last = bill;
        return last == null ? 0 : Math.max(0, last.due().value() - counted());
    }

    /** What is owed as this side sees it; negative when it was paid ahead. */
    long owed() {
        return carried + counted() - paid;
    }

    /** One of the two began a new life: counts begin again. */
    void rebase() {
        carried = target() - paid;
        firstBill = true;
        bill = null;
        paidBefore += paid;
        countedBefore += counted();
        paid = 0;
        meter.reset();
        workedAt = 0;
        dirty = true;
        for (SpentChannel channel : channels.values()) {
            show(channel);
        }
    }

    /** A channel as it was left in a former life. */
    void resume(PayRecord.Spending record) {
        SpentChannel channel = SpentChannel.of(record);
        channels.put(channel.terms.id(), channel);
        carriedUnknown = true;
        if (channel.voucher == null) {
            // Asked for when the power went: the hub may have set the money aside.
            asked = channel;
            ask(channel);
        } else {
            current = channel;
        }
    }

    /** The payee says how things stand. */
    void take(PayBill told, long peerInstance) {
        if (told.payerInstance() != context.instance() || told.payeeInstance() != peerInstance) {
            return;
        }
        if (firstBill) {
            firstBill = false;
            settleCarried(told);
        }
        bill = told;
        countedAtBill = counted();
        dirty = true;
        SpentChannel channel = channels.get(Hex.encode(told.channel()));
        if (channel != null) {
            learn(channel, told.tick());
        }
        SpentChannel paying = current;
        if (paying == null) {
            return;
        }
        boolean behind = channel != paying || told.tick() < paying.chain.shown();
        boolean needed = (behind && paying.chain.shown() > 0) || told.service() != PayService.OPEN;
        if (needed && context.nowNs() >= resendAtNs) {
            resendAtNs = context.nowNs() + RESEND_NS;
            show(paying);
        }
        if (told.reason() == PayReason.CHANNEL_REFUSED && channel == paying) {
            retire(paying, "the payee does not take it any more");
        }
    }

    /**
     * After a new life of the payer only the payee knows what was owed: it is believed up to one
     * window. After one of the payee the payer knows as well, and the lesser claim counts.
     */
    private void settleCarried(PayBill told) {
        long claim = told.carried();
        if (carriedUnknown) {
            carriedUnknown = false;
            long bytes = Math.max(CreditWindow.SMALLEST, told.creditBytes());
            Price price = priceOfFormerLife();
            long most = price.of(Math.min(bytes, CreditWindow.LARGEST)).value();
            carried = Math.min(claim, most);
            if (claim > most) {
                context.note(
                        line.neighbour(),
                        "claims that "
                                + claim
                                + " nanoSKY were owed before this node was started; believed are "
                                + most);
            }
        } else {
            carried = Math.min(carried, claim);
        }
    }

    private Price priceOfFormerLife() {
        SpentChannel channel = current;
        if (channel == null) {
            return highest;
        }
        long perMebibyte = channel.terms.tickValue().value() * TICKS_PER_MEBIBYTE;
        return perMebibyte > Price.MOST ? highest : Price.atLeast(new NanoSky(perMebibyte));
    }

    /** The payee has seen this tick: what else a former life may have shown never arrived. */
    private void learn(SpentChannel channel, int tick) {
        if (!channel.uncertain || tick > channel.terms.ticks()) {
            return;
        }
        channel.uncertain = false;
        if (tick > channel.mayRelease) {
            context.note(
                    line.neighbour(),
                    "has a tick of channel "
                            + channel.terms.id()
                            + " that this node does not know it released: its store is older");
        } else if (tick < channel.mayRelease) {
            context.note(
                    line.neighbour(),
                    (channel.mayRelease - tick)
                            + " ticks of channel "
                            + channel.terms.id()
                            + " that may have been released before the restart were not");
        }
        channel.chain.resumeAt(Math.max(tick, channel.chain.shown()));
        channel.mayRelease = Math.max(channel.mayRelease, tick);
        channel.recording = Math.max(channel.recording, tick);
    }

    // ---- payments

    /** After each round of input: cheap while nothing changed. */
    void work() {
        SpentChannel channel = current;
        long step = channel == null ? 1 : channel.terms.tickValue().value();
        long counted = counted();
        if (dirty || counted - workedAt >= Math.max(1, step / 2)) {
            dirty = false;
            workedAt = counted;
            pay();
        }
    }

    private void pay() {
        if (!line.isLinked() || !line.isKnown()) {
            return;
        }
        for (int i = 0; i < 2; i++) {
            SpentChannel channel = current;
            if (channel == null || channel.voucher == null || channel.uncertain) {
                break;
            }
            pay(channel);
            if (channel.remaining() > 0) {
                break;
            }
            retire(channel, null);
        }
        openNext();
    }

    private void pay(SpentChannel channel) {
        long value = channel.terms.tickValue().value();
        long wanted = target() + (paysAhead() ? value : 0) - paid;
        if (wanted < value) {
            return;
        }
        int shown = channel.chain.shown();
        long most = shown + Math.min(wanted / value, PayChainChecker.LONGEST_JUMP);
        int tick = (int) Math.min(most, channel.terms.ticks());
        record(channel, tick);
        int allowed = Math.min(tick, channel.mayRelease);
        if (allowed > shown) {
            byte[] word = channel.chain.pay(allowed);
            channel.lastWord = word;
            paid = Math.addExact(paid, channel.terms.worth(allowed - shown).value());
            send(channel, allowed, word);
        }
    }

    /** Has the disk allow more ticks, a window's worth at a time, before they are needed. */
    private void record(SpentChannel channel, int tick) {
        long value = channel.terms.tickValue().value();
        int step = Math.clamp(window() / value, FEWEST_TICKS, channel.terms.ticks());
        if (tick + step / 8 <= channel.recording || channel.recording >= channel.terms.ticks()) {
            return;
        }
        int upTo = Math.min(channel.terms.ticks(), Math.max(tick, channel.recording + step));
        channel.recording = upTo;
        context.store()
                .write(
                        channel.record(line.neighbour(), upTo),
                        () -> {
                            channel.mayRelease = Math.max(channel.mayRelease, upTo);
                            dirty = true;
                            work();
                        });
    }

    private void send(SpentChannel channel, int tick, byte[] word) {
        line.send(
                new PayTick(
                                context.instance(),
                                line.peerInstance(),
                                new NanoSky(meter.receivedWorth()),
                                channel.terms.channel(),
                                tick,
                                word)
                        .emit());
    }

    /** Shows a channel and its last tick, again if need be. */
    private void show(SpentChannel channel) {
        ChannelVoucher voucher = channel.voucher;
        if (voucher == null || !line.isLinked()) {
            return;
        }
        line.send(voucher.emitMessage());
        byte[] word = channel.lastWord;
        if (word != null) {
            send(channel, channel.chain.shown(), word);
        }
    }

    /** Tells what has arrived, so that what got lost is not billed. */
    private void report() {
        SpentChannel channel = current;
        byte[] word = channel == null ? null : channel.lastWord;
        if (channel != null && word != null) {
            send(channel, channel.chain.shown(), word);
        } else {
            byte[] none = new byte[PayTick.WORD_LENGTH];
            line.send(
                    new PayTick(
                                    context.instance(),
                                    line.peerInstance(),
                                    new NanoSky(meter.receivedWorth()),
                                    new byte[ChannelTerms.ID_LENGTH],
                                    0,
                                    none)
                            .emit());
        }
    }

    /** A few times a second: what time brings about. */
    void look() {
        if (circuits > 0 && line.isLinked() && line.isKnown()) {
            PayBill last = bill;
            long billed = last == null ? 0 : last.due().value();
            if (billed > counted() || (last != null && last.service() != PayService.OPEN)) {
                report();
            }
        }
        dirty = true;
        work();
        giveBackIdle();
    }

    // ---- channels

    private PayHello.@Nullable Account commonHub() {
        PayHello hello = line.hello();
        if (hello != null) {
            for (PublicKey hub : context.settings().accounts().keySet()) {
                for (PayHello.Account account : hello.accounts()) {
                    if (account.hub().equals(hub)) {
                        return account;
                    }
                }
            }
        }
        return null;
    }

    private boolean usable(SpentChannel channel) {
        long now = context.unixSeconds();
        return channel.voucher != null
                && channel.remaining() > 0
                && now > 0
                && now < channel.terms.expiresAtSeconds() - MARGIN_SECONDS;
    }

    private void retire(SpentChannel channel, @Nullable String why) {
        channel.ended = true;
        channel.chain.close();
        channels.remove(channel.terms.id());
        context.write(channel.record(line.neighbour(), channel.recording));
        if (why != null) {
            trouble = "channel " + channel.terms.id() + ": " + why;
            context.note(line.neighbour(), trouble);
            giveBack(channel);
        }
        if (current == channel) {
            current = channels.values().stream().filter(this::usable).findFirst().orElse(null);
            SpentChannel next = current;
            if (next != null) {
                show(next);
            }
        }
    }

    private void giveBack(SpentChannel channel) {
        if (channel.remaining() > 0 && channel.voucher != null) {
            context.hubs().close(channel.terms, channel.terms.payer(), _ -> {});
        }
    }

    private void giveBackIdle() {
        SpentChannel channel = current;
        if (channel != null
                && circuits == 0
                && channel.voucher != null
                && context.nowNs() - idleSinceNs >= IDLE_NS) {
            channel.ended = true;
            giveBack(channel);
            retire(channel, null);
        }
    }

    private void openNext() {
        SpentChannel channel = current;
        long now = context.unixSeconds();
        if (channel != null && channel.voucher != null && now > 0 && !usable(channel)) {
            retire(channel, "it expires");
            channel = current;
        }
        boolean low = channel == null || channel.remaining() < channel.terms.ticks() / 8;
        boolean another = channels.size() > (channel == null ? 0 : 1);
        if (circuits == 0
                || !low
                || another
                || asked != null
                || now == 0
                || context.nowNs() < retryAtNs) {
            return;
        }
        PayHello.Account payee = commonHub();
        if (payee == null) {
            trouble = PayReason.NO_COMMON_HUB.words();
            return;
        }
        openAt(payee, now);
    }

    private void openAt(PayHello.Account payee, long now) {
        long value = Math.max(1, highest.of(TICK_BYTES).value());
        long affordable = context.hubs().available(payee.hub()).value() / value;
        PublicKey account = context.settings().accounts().get(payee.hub());
        if (affordable < FEWEST_TICKS || account == null) {
            backOff("the account at hub " + payee.hub() + " holds too little: make a deposit");
            return;
        }
        byte[] id = new byte[ChannelTerms.ID_LENGTH];
        byte[] secret = new byte[PayChain.WORD_LENGTH];
        context.random().nextBytes(id);
        context.random().nextBytes(secret);
        int ticks = (int) Math.min(TICKS, affordable);
        byte[] root;
        try (PayChain chain = new PayChain(secret, ticks)) {
            root = chain.root();
        }
        ChannelTerms terms =
                new ChannelTerms(
                        id,
                        payee.hub(),
                        account,
                        payee.key(),
                        root,
                        new NanoSky(value),
                        ticks,
                        now + CHANNEL_SECONDS);
        SpentChannel fresh = new SpentChannel(terms, secret);
        Arrays.fill(secret, (byte) 0);
        asked = fresh;
        // Written before it is asked for: the hub's answer must never meet one who forgot.
        context.store().write(fresh.record(line.neighbour(), 0), () -> ask(fresh));
    }

    private void ask(SpentChannel channel) {
        context.hubs().open(channel.terms, answer -> answered(channel, answer));
    }

    private void answered(SpentChannel channel, HubGate.Answer answer) {
        asked = null;
        boolean granted =
                answer instanceof HubGate.Granted(ChannelVoucher voucher)
                        && voucher.terms().equals(channel.terms)
                        && voucher.verify();
        if (granted && answer instanceof HubGate.Granted(ChannelVoucher voucher)) {
            channel.voucher = voucher;
            channels.put(channel.terms.id(), channel);
            context.write(channel.record(line.neighbour(), channel.recording));
            retryNs = RETRY_MIN_NS;
            trouble = "";
            if (current == null) {
                current = channel;
            }
            show(channel);
            dirty = true;
            work();
            return;
        }
        String reason =
                answer instanceof HubGate.Refused refused
                        ? refused.reason()
                        : "the hub's answer is not valid";
        channel.ended = true;
        channels.remove(channel.terms.id());
        channel.chain.close();
        context.write(channel.record(line.neighbour(), channel.recording));
        backOff("no channel from hub " + channel.terms.hub() + ": " + reason);
    }

    private void backOff(String why) {
        trouble = why;
        retryAtNs = context.nowNs() + retryNs;
        retryNs = Math.min(2 * retryNs, RETRY_MAX_NS);
    }

    /** Something may have changed at the hubs: a deposit has come in, say. */
    void hubsChanged() {
        retryAtNs = context.nowNs();
        retryNs = RETRY_MIN_NS;
        dirty = true;
    }

    void close() {
        channels.values().forEach(channel -> channel.chain.close());
    }

    // ---- what others see

    SpendingMeter meter() {
        return meter;
    }

    List<SpentChannel> channels() {
        return new ArrayList<>(channels.values());
    }

    @Nullable PayBill bill() {
        return bill;
    }

    /** Why nothing can be paid, for a person; empty when nothing stands against it. */
    String trouble() {
        return trouble;
    }

    int circuits() {
        return circuits;
    }

    Price highest() {
        return highest;
    }

    /** What was paid in this life. */
    long paidInAll() {
        return paidBefore + paid;
    }

    /** The worth of what was bought in this life, as counted here. */
    long countedInAll() {
        return countedBefore + counted();
    }
}

package net.skycoin.skywire.pay;

import static net.skycoin.skywire.pay.PayWorld.MS;
import static net.skycoin.skywire.pay.PayWorld.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.wire.ChannelTerms;
import net.skycoin.skywire.wire.ChannelVoucher;
import net.skycoin.skywire.wire.CircuitTerms;
import net.skycoin.skywire.wire.FailureCode;
import net.skycoin.skywire.wire.PayTick;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two neighbours, one of which pays the other. */
class PaymentsTest {
    private static final long MIB = 1 << 20;
    private static final long PRICE = 1_000;
    private static final long SKY = 1_000_000_000;

    private PayWorld world = new PayWorld(1);
    private PayWorld.Node payer = world.new Node(0);
    private PayWorld.Node payee = world.new Node(PRICE);

    @BeforeEach
    void start() {
        begin(1);
    }

    private void begin(long seed) {
        world = new PayWorld(seed);
        payer = world.new Node(0);
        payee = world.new Node(PRICE);
        world.hub.deposit(payer.account.publicKey(), SKY);
        payer.start();
        payee.start();
        world.join(payer, payee);
        world.run(SECOND);
    }

    private static CircuitTerms terms(long paid) {
        return new CircuitTerms(new NanoSky(paid), 4096, 4096);
    }

    @Test
    void whatIsCarriedIsPaidToTheTick() {
        PayWorld.Flow flow = world.new Flow(payer, payee, PRICE);
        flow.run(20 * SECOND, 4 * MIB);
        world.run(2 * SECOND);

        Payments.View earned = payee.view(payer);
        long worth = new Price(new NanoSky(PRICE)).of(flow.carried).value();
        assertTrue(flow.carried > 50 * MIB, "carried " + flow.carried / MIB + " MiB");
        assertTrue(earned.earned().due() <= worth && earned.earned().due() >= worth * 95 / 100);
        assertTrue(Math.abs(earned.earned().owed()) <= PRICE / 2, "" + earned.earned());
        assertEquals("open", earned.earned().service());
        assertEquals(16 * MIB, earned.earned().creditBytes());
        assertEquals(0, earned.earned().disputed());

        long before = payee.balance();
        payee.payments().redeem();
        world.run(SECOND);
        assertEquals(earned.earned().paid(), payee.balance() - before);
        assertEquals(0, payee.view(payer).earned().unredeemed().value());
        assertEquals(0, world.hub.difference());
    }

    @Test
    void writesAndSignaturesAreFew() {
        PayWorld.Flow flow = world.new Flow(payer, payee, PRICE);
        flow.run(8 * SECOND, 4 * MIB);
        long payerBefore = payer.writes;
        long payeeBefore = payee.writes;
        long opened = world.hub.opened;
        long carried = flow.carried;
        flow.run(200 * SECOND, 4 * MIB);
        long windows = (flow.carried - carried) / (16 * MIB);
        // The hub's signatures, and one write for each when it is asked for, granted and used up.
        long channels = world.hub.opened - opened;
        assertTrue(channels <= (flow.carried - carried) / (128 * MIB) + 1, channels + " channels");
        assertTrue(
                payer.writes - payerBefore <= windows + 3 * (channels + 1),
                payer.writes - payerBefore + " writes of the payer in " + windows + " windows");
        assertTrue(
                payee.writes - payeeBefore <= windows + 2 * (channels + 1),
                payee.writes - payeeBefore + " writes of the payee in " + windows + " windows");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.02, 0.2})
    void whatIsLostIsNobodysDebt(double loss) {
        world.wire(payer, payee).loss = loss;
        world.wire(payee, payer).loss = loss;
        PayWorld.Flow flow = world.new Flow(payer, payee, PRICE);
        flow.run(60 * SECOND, 4 * MIB);
        world.run(2 * SECOND);
        Payments.Earned earned = payee.view(payer).earned();
        assertEquals("open", earned.service(), earned.toString());
        assertEquals(0, earned.disputed());
        // Nearly all of what was offered went through at full rate.
        assertTrue(flow.refused < flow.carried / 20, flow.refused + " of " + flow.carried);
        assertTrue(Math.abs(earned.owed()) <= PRICE + 16 * PRICE * loss, earned.toString());
        // The payer paid for what it got or got rid of, and for nothing else.
        Payments.Spent spent = payer.view(payee).spent();
        assertTrue(spent.paid() <= spent.counted() + PRICE, spent.toString());
    }

    @Test
    void whoDoesNotPayIsThrottledThenStoppedAndReadsWhy() {
        PayWorld.Flow flow = world.new Flow(payer, payee, PRICE);
        flow.run(5 * SECOND, 4 * MIB);
        long owedMost = payee.view(payer).earned().creditBytes() * PRICE / MIB;
        world.wire(payer, payee).cut = true;
        flow.run(3 * SECOND, 12 * MIB);
        Payments.Earned earned = payee.view(payer).earned();
        assertEquals("throttled", earned.service());
        assertEquals("what is owed exceeds the credit", earned.reason());
        assertTrue(earned.owed() <= owedMost + 2, earned.owed() + " owed");
        assertEquals("what is owed exceeds the credit", billReason());
        long free = earned.freeBytes();
        flow.run(4 * SECOND, 4 * MIB);
        long perSecond = (payee.view(payer).earned().freeBytes() - free) / 4;
        assertTrue(perSecond > 6_000 && perSecond < 9_000, perSecond + " bytes per second");
        assertEquals(List.of(), payee.stopped);

        flow.run(6 * SECOND, 4 * MIB);
        assertEquals("stopped", payee.view(payer).earned().service());
        assertEquals("what is owed was not paid in time", billReason());
        assertEquals(List.of(payer.key()), payee.stopped);
        assertEquals(
                FailureCode.UNPAID,
                payee.payments().refuses(payer.key(), null, terms(PRICE), NanoSky.ZERO));

        // Paying again restores it within a second.
        world.wire(payer, payee).cut = false;
        world.run(SECOND);
        assertEquals("open", payee.view(payer).earned().service());
        assertNull(payee.payments().refuses(payer.key(), null, terms(PRICE), NanoSky.ZERO));
        long refused = flow.refused;
        flow.run(SECOND, MIB);
        assertTrue(flow.refused - refused < MIB / 4, "" + (flow.refused - refused));
    }

    private String billReason() {
        return Objects.requireNonNull(payer.view(payee).spent().bill()).reason().words();
    }

    @Test
    void aStrangerGetsOneTickAheadOfItsMoney() {
        PayWorld.Flow flow = world.new Flow(payer, payee, PRICE);
        world.run(SECOND);
        Payments.Spent spent = payer.view(payee).spent();
        assertEquals(PRICE / 4, spent.paid(), "one tick of 256 KiB");
        // Nothing arrives here any more: no more than the tick is served.
        world.wire(payer, payee).cut = true;
        flow.run(100 * MS, 20 * MIB);
        assertTrue(flow.carried <= MIB / 4 + 2L * PayWorld.CELL + 40 * 1024, "" + flow.carried);
    }

    @Test
    void priceTooLowOrOffTheGridIsRefused() {
        Payments payments = payee.payments();
        NanoSky none = NanoSky.ZERO;
        assertNull(payments.refuses(payer.key(), null, terms(PRICE), none));
        assertNull(payments.refuses(payer.key(), null, terms(2 * PRICE), new NanoSky(PRICE)));
        for (long paid : new long[] {1, 500, 1_001, 1L << 50}) {
            assertEquals(
                    FailureCode.PRICE_NOT_MET,
                    payments.refuses(payer.key(), null, terms(paid), none));
        }
        assertEquals(
                FailureCode.PRICE_NOT_MET,
                payments.refuses(payer.key(), null, terms(2 * PRICE), new NanoSky(2 * PRICE)));
        // For nothing there is the free rate, where there is one.
        assertNull(payments.refuses(payer.key(), null, terms(0), none));
    }

    @Test
    void aNodeThatCannotPayOnRefuses() {
        PayWorld.Node poor = world.new Node(PRICE).start();
        world.join(poor, payee);
        world.run(SECOND);
        assertEquals(
                FailureCode.UNPAID,
                poor.payments()
                        .refuses(payer.key(), payee.key(), terms(5 * PRICE), new NanoSky(PRICE)));
    }

    @Test
    void replayedTicksAndReusedChainsPayNothing() {
        List<byte[]> ticks = new ArrayList<>();
        PayWorld.Flow flow = world.new Flow(payer, payee, PRICE);
        flow.run(5 * SECOND, 4 * MIB);
        Payments.Channel channel = payee.view(payer).earned().channels().getFirst();
        long paid = payee.view(payer).earned().paid();
        PayRecord.Spending spending =
                (PayRecord.Spending)
                        payer.disk.values().stream()
                                .filter(PayRecord.Spending.class::isInstance)
                                .findFirst()
                                .orElseThrow();
        try (PayChain chain = new PayChain(spending.secret(), spending.terms().ticks())) {
            for (int tick : new int[] {1, channel.tick() / 2, channel.tick()}) {
                ticks.add(
                        new PayTick(
                                        0,
                                        0,
                                        NanoSky.ZERO,
                                        spending.terms().channel(),
                                        tick,
                                        chain.pay(tick))
                                .emit());
            }
        }
        world.wire(payer, payee).cut = true;
        for (byte[] tick : ticks) {
            payee.payments().received(world.wire(payee, payer), tick);
        }
        assertEquals(paid, payee.view(payer).earned().paid());

        // The same chain under another name, and a promise that the hub never made.
        world.hub.deposit(payer.account.publicKey(), SKY);
        var terms = spending.terms();
        var again =
                new ChannelTerms(
                        new byte[16],
                        terms.hub(),
                        terms.payer(),
                        terms.payee(),
                        terms.root(),
                        terms.tickValue(),
                        terms.ticks(),
                        terms.expiresAtSeconds());
        int before = payee.view(payer).earned().channels().size();
        payee.payments()
                .received(
                        world.wire(payee, payer),
                        ChannelVoucher.sign(again, world.hub.key).emitMessage());
        var forged =
                new ChannelTerms(
                        new byte[16],
                        terms.hub(),
                        terms.payer(),
                        terms.payee(),
                        new byte[32],
                        terms.tickValue(),
                        terms.ticks(),
                        terms.expiresAtSeconds());
        payee.payments()
                .received(
                        world.wire(payee, payer),
                        ChannelVoucher.sign(forged, payer.account).emitMessage());
        assertEquals(before, payee.view(payer).earned().channels().size());
    }

    @Test
    void aPayeeThatCountsTooMuchGetsNoMoreThanWasSentAndOneWindow() {
        PayWorld.Flow flow = world.new Flow(payer, payee, PRICE);
        // Every cell is counted twice by the payee.
        for (int i = 0; i < 40_000; i++) {
            flow.forward();
            flow.earned.forward(PayWorld.CELL, world.timers.nowNs());
            if (i % 4 == 0) {
                payer.payments().work();
                payee.payments().work();
                world.run(MS);
            }
        }
        Payments.Spent spent = payer.view(payee).spent();
        assertTrue(spent.paid() <= spent.counted() + PRICE, spent.toString());
        assertTrue(spent.disputed() > 0, spent.toString());
        assertEquals("throttled", payee.view(payer).earned().service());
    }

    @Test
    void aPayerThatDeniesWhatArrivedIsThrottledWithinAWindow() {
        PayWorld.Flow flow = world.new Flow(payer, payee, PRICE);
        flow.run(5 * SECOND, 4 * MIB);
        long credit = payee.view(payer).earned().creditBytes();
        // From now on the payer counts nothing of what arrives.
        long sent = 0;
        for (int i = 0; i < 40_000; i++) {
            if (flow.earned.backward(PayWorld.CELL, world.timers.nowNs())) {
                sent += PayWorld.CELL;
            }
            if (i % 4 == 0) {
                payer.payments().work();
                payee.payments().work();
                world.run(MS);
            }
        }
        Payments.Earned earned = payee.view(payer).earned();
        assertFalse(earned.service().equals("open"), earned.toString());
        assertTrue(earned.owed() <= credit * PRICE / MIB + PRICE, earned.toString());
        assertTrue(sent < credit + 2 * MIB, sent / MIB + " MiB");
    }

    @Test
    void aHoursReceiptCarriesBothSignatures() {
        PayWorld.Flow flow = world.new Flow(payer, payee, PRICE);
        flow.run(5 * SECOND, 4 * MIB);
        world.run(3600 * SECOND);
        assertEquals(1, payer.receipts.size());
        assertTrue(payer.receipts.getFirst().receipt().isReceipt());
        assertEquals(2, payee.receipts.size());
        assertTrue(payee.receipts.get(1).receipt().isReceipt());
        assertNotNull(payee.view(payer).lastReceipt());
        assertEquals(
                payee.view(payer).earned().due(), payee.receipts.get(1).receipt().due().value());
    }

    /** Whoever crashes when: nobody loses more than a window, and nothing is paid twice. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void crashesCostNobodyMoreThanAWindow(long seed) {
        begin(seed);
        long window = 16 * PRICE;
        long carried = 0;
        int crashes = 0;
        for (int round = 0; round < 12; round++) {
            PayWorld.Flow flow = world.new Flow(payer, payee, PRICE);
            flow.run((1 + world.random.nextInt(4000)) * MS, 6 * MIB);
            carried += flow.carried;
            PayWorld.Node victim = world.random.nextBoolean() ? payer : payee;
            victim.crash();
            crashes++;
            world.run(world.random.nextInt(3000) * MS);
            victim.start();
            world.run(SECOND);
            if (victim == payee) {
                flow.close();
            }
        }
        world.run(5 * SECOND);
        payee.payments().redeem();
        world.run(SECOND);
        long worth = new Price(new NanoSky(PRICE)).of(carried).value();
        long paid = payee.balance();
        assertTrue(paid >= worth - crashes * window, paid + " paid of " + worth);
        assertTrue(paid <= worth + crashes * window, paid + " paid of " + worth);
        assertEquals(0, world.hub.difference());
        assertEquals(SKY, payer.balance() + payee.balance() + reserved());
        // It still works.
        PayWorld.Flow flow = world.new Flow(payer, payee, PRICE);
        flow.run(3 * SECOND, 2 * MIB);
        assertEquals("open", payee.view(payer).earned().service());
        assertTrue(flow.carried > 3 * MIB, "" + flow.carried);
    }

    private long reserved() {
        return world.hub.reserved.values().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void aLinkThatComesAndGoesLeavesNoDebt() {
        PayWorld.Flow flow = world.new Flow(payer, payee, PRICE);
        for (int i = 0; i < 30; i++) {
            flow.run(500 * MS, 6 * MIB);
            world.wire(payer, payee).down();
            world.run(300 * MS);
            world.wire(payer, payee).up();
            world.run(200 * MS);
        }
        flow.run(SECOND, 2 * MIB);
        assertEquals("open", payee.view(payer).earned().service());
        assertEquals(0, payee.view(payer).earned().disputed());
    }

    @Test
    void withoutTheHubTrafficGoesOnAsLongAsTheChannelLasts() {
        PayWorld.Flow flow = world.new Flow(payer, payee, PRICE);
        flow.run(2 * SECOND, 4 * MIB);
        world.hub.reachable = false;
        flow.run(60 * SECOND, 4 * MIB);
        assertEquals("open", payee.view(payer).earned().service());
        assertTrue(flow.carried > 160 * MIB, "" + flow.carried);
    }
}

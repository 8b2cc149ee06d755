package net.skycoin.skywire.pay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Random;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.Sha256;
import net.skycoin.skywire.pay.PayChainChecker.Verdict;
import net.skycoin.skywire.wire.PayReason;
import net.skycoin.skywire.wire.PayService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prices, chains and credit, against plain models. */
class PayTest {
    private static final long MIB = 1 << 20;

    private static Price price(long value) {
        return new Price(new NanoSky(value));
    }

    private static byte[] secret(long seed) {
        byte[] secret = new byte[32];
        new Random(seed).nextBytes(secret);
        return secret;
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,2", "2,5", "5,10", "10,20", "20,50", "50,100", "2000,5000"})
    void gridStepsFromPriceToPrice(long from, long to) {
        assertEquals(price(to), price(from).stepUp());
        assertEquals(price(to), Price.atLeast(new NanoSky(from + 1)));
        assertEquals(price(from), Price.atLeast(new NanoSky(from)));
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4, 6, 11, 15, 25, 101, 1_000_001})
    void whatIsNotOnTheGridIsNoPrice(long value) {
        assertFalse(Price.isOnGrid(new NanoSky(value)));
        assertThrows(IllegalArgumentException.class, () -> price(value));
    }

    @Test
    void costIsExactToTheLastNanoSky() {
        Random random = new Random(3);
        Price price = Price.FREE;
        for (int step = 0; step < 56; step++) {
            for (int i = 0; i < 200; i++) {
                long bytes = random.nextLong() >>> (1 + random.nextInt(60));
                BigInteger exact =
                        BigInteger.valueOf(bytes)
                                .multiply(BigInteger.valueOf(price.perMebibyte().value()))
                                .shiftRight(20);
                if (exact.bitLength() > 63) {
                    Price tooMuch = price;
                    assertThrows(ArithmeticException.class, () -> tooMuch.of(bytes));
                    continue;
                }
                assertEquals(exact.longValueExact(), price.of(bytes).value());
                if (!price.isFree()) {
                    BigInteger back =
                            exact.shiftLeft(20)
                                    .divide(BigInteger.valueOf(price.perMebibyte().value()));
                    assertEquals(
                            back.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact(),
                            price.bytesFor(new NanoSky(exact.longValueExact())),
                            price + " " + exact);
                }
            }
            price = price.stepUp();
        }
        assertEquals(
                5_000_000_000_000_000_000L,
                Price.atLeast(new NanoSky(4L << 60)).perMebibyte().value());
        assertThrows(ArithmeticException.class, () -> price(5_000_000_000_000_000_000L).stepUp());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 255, 256, 257, 1000, 5000})
    void everyTickIsTheHashOfTheNext(int ticks) {
        byte[][] model = new byte[ticks + 1][];
        model[ticks] = secret(ticks);
        for (int i = ticks; i > 0; i--) {
            model[i - 1] = Sha256.hash(model[i]);
        }
        try (PayChain chain = new PayChain(secret(ticks), ticks)) {
            assertArrayEquals(model[0], chain.root());
            PayChainChecker checker = new PayChainChecker(chain.root(), ticks);
            Random random = new Random(ticks);
            int tick = 0;
            while (tick < ticks) {
                tick =
                        Math.min(
                                ticks,
                                tick + 1 + (random.nextInt(5) == 0 ? random.nextInt(700) : 0));
                byte[] word = chain.pay(tick);
                assertArrayEquals(model[tick], word);
                assertEquals(Verdict.PAID, checker.accept(tick, word));
                assertEquals(tick, checker.tick());
            }
            int end = ticks;
            assertThrows(IllegalArgumentException.class, () -> chain.pay(end));
        }
    }

    @Test
    void payeeTakesNothingThatIsNotMore() {
        try (PayChain chain = new PayChain(secret(1), 20_000)) {
            PayChainChecker checker = new PayChainChecker(chain.root(), 20_000);
            byte[] third = chain.pay(3);
            assertEquals(Verdict.PAID, checker.accept(3, third));
            assertEquals(Verdict.OLD, checker.accept(3, third));
            assertEquals(Verdict.OLD, checker.accept(2, Sha256.hash(third)));
            assertEquals(Verdict.FORGED, checker.accept(4, third));
            assertEquals(Verdict.FORGED, checker.accept(5, secret(9)));
            assertEquals(Verdict.FORGED, checker.accept(5, new byte[31]));
            assertEquals(Verdict.OUT_OF_RANGE, checker.accept(20_001, third));
            assertEquals(Verdict.OUT_OF_RANGE, checker.accept(-1, third));
            assertEquals(Verdict.OUT_OF_RANGE, checker.accept(3 + 4_097, chain.pay(4_100)));
            assertEquals(3, checker.tick());
            assertArrayEquals(third, checker.word());
            // As it was left, after a restart.
            PayChainChecker again = new PayChainChecker(checker.word(), 20_000, checker.tick());
            assertEquals(Verdict.PAID, again.accept(4_099, word(chain, 1, 4_099)));
        }
    }

    private static byte[] word(PayChain of, long seed, int tick) {
        byte[] word = secret(seed);
        for (int i = of.ticks(); i > tick; i--) {
            word = Sha256.hash(word);
        }
        return word;
    }

    @Test
    void closedChainShowsNothingMore() {
        PayChain chain = new PayChain(secret(2), 10);
        chain.pay(1);
        chain.close();
        assertThrows(IllegalArgumentException.class, () -> chain.pay(2));
    }

    @Test
    void strangerPaysAheadAndCreditDoublesWithEachPaidWindow() {
        Price price = price(1_000);
        CreditWindow window = new CreditWindow(price);
        assertEquals(PayService.THROTTLED, window.service());
        assertEquals(PayReason.AHEAD, window.reason());
        assertEquals(0, window.allowance());
        window.tick(100 * CreditWindow.PATIENCE_NS);
        assertEquals(PayService.THROTTLED, window.service(), "who owes nothing is no defaulter");
        long total = 0;
        long served = 0;
        long[] expected = {1, 2, 4, 8, 16, 16};
        for (long credit : expected) {
            long length = Math.max(MIB, window.credit());
            total += price.of(length).value();
            window.paid(new NanoSky(total), 0);
            assertEquals(PayService.OPEN, window.service());
            window.served(length, 0);
            served += length;
            // The window counts once its bytes are both paid and served.
            window.paid(new NanoSky(total + 1), 0);
            total += 1;
            assertEquals(credit * MIB, window.credit(), "after " + served / MIB + " MiB");
        }
    }

    @Test
    void whoDoesNotPayIsThrottledThenStoppedAndRestoredAtOnce() {
        Price price = price(1_000);
        CreditWindow window = new CreditWindow(price);
        window.paid(price.of(MIB), 0);
        window.served(MIB, 0);
        window.paid(new NanoSky(price.of(MIB).value() + 1), 0);
        assertEquals(MIB, window.credit());
        window.served(2 * MIB, 1);
        assertEquals(PayService.THROTTLED, window.service());
        assertEquals(PayReason.CREDIT, window.reason());
        window.tick(CreditWindow.PATIENCE_NS);
        assertEquals(PayService.THROTTLED, window.service());
        window.tick(1 + CreditWindow.PATIENCE_NS);
        assertEquals(PayService.STOPPED, window.service());
        assertEquals(0, window.credit());
        assertEquals("what is owed was not paid in time", window.reason().words());
        assertEquals(2 * 1_000 - 1, window.owed().value());
        window.paid(price.of(3 * MIB), 1);
        assertEquals(PayService.STOPPED, window.service());
        window.paid(price.of(3 * MIB + 2_000), 1);
        assertEquals(PayService.OPEN, window.service());
        assertEquals(NanoSky.ZERO, window.owed());
    }

    @Test
    void freeIsAPriceAtWhichNothingIsOwed() {
        CreditWindow window = new CreditWindow(Price.FREE);
        window.served(Long.MAX_VALUE / 2, 0);
        assertEquals(PayService.OPEN, window.service());
        assertEquals(PayReason.FREE, window.reason());
        assertEquals(NanoSky.ZERO, window.owed());
    }

    /** Whatever a payer does, an honest payee is never owed more than the credit and one packet. */
    @Test
    void lossIsNeverMoreThanOneCredit() {
        Random random = new Random(88);
        for (int round = 0; round < 200; round++) {
            Price price = price(1_000);
            CreditWindow window = new CreditWindow(price);
            long total = 0;
            long now = 0;
            for (int step = 0; step < 500; step++) {
                now += random.nextInt(1_000_000_000);
                if (window.service() == PayService.OPEN) {
                    window.served(Math.min(window.allowance(), random.nextInt(1 << 20)), now);
                }
                if (random.nextInt(3) == 0) {
                    long owed = window.owed().value();
                    total =
                            Math.max(
                                    total,
                                    random.nextInt(4) == 0
                                            ? total
                                            : total + owed + random.nextInt(900));
                    window.paid(new NanoSky(total), now);
                }
                window.tick(now);
                assertTrue(
                        window.owed().compareTo(price.of(CreditWindow.LARGEST)) <= 0,
                        "round " + round);
            }
        }
    }
}

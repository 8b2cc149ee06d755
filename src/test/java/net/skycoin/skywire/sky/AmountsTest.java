package net.skycoin.skywire.sky;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountsTest {
    private static Coins sky(String text) {
        return Objects.requireNonNull(Coins.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0.000000",
        "1, 1000000, 1.000000",
        "0.001, 1000, 0.001000",
        "22100.000001, 22100000001, 22100.000001",
        "9223372036854.775807, 9223372036854775807, 9223372036854.775807"
    })
    void amountIsExact(String text, long droplets, String shown) {
        assertEquals(droplets, sky(text).droplets());
        assertEquals(shown, sky(text).toString());
        assertEquals(sky(text), Coins.parse(shown));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1.",
                ".5",
                "-1",
                "+1",
                "1e3",
                "1,5",
                " 1",
                "0x1",
                "1.0000001",
                "٣",
                "9223372036854.775808",
                "99999999999999999999",
                "NaN",
                "1.-5"
            })
    void whatIsNoAmountIsRefused(String text) {
        assertNull(Coins.parse(text));
    }

    @Test
    void arithmeticNeverLeavesItsRange() {
        Coins most = new Coins(Long.MAX_VALUE);
        assertThrows(ArithmeticException.class, () -> most.plus(new Coins(1)));
        assertThrows(ArithmeticException.class, () -> Coins.ZERO.minus(new Coins(1)));
        assertThrows(ArithmeticException.class, () -> new CoinHours(-1));
        CoinHours hours = new CoinHours(Long.MAX_VALUE);
        assertThrows(ArithmeticException.class, () -> hours.plus(new CoinHours(1)));
        assertThrows(
                ArithmeticException.class,
                () -> CoinHours.accrued(CoinHours.ZERO, most, 0, Long.MAX_VALUE));
        assertThrows(ArithmeticException.class, () -> CoinHours.accrued(hours, sky("1"), 0, 3600));
    }

    @ParameterizedTest
    @CsvSource({
        // coins, seconds, hours
        "1, 3599, 0",
        "1, 3600, 1",
        "0.5, 7199, 0",
        "0.5, 7200, 1",
        "0.001, 3599999, 0",
        "0.001, 3600000, 1",
        "1.5, 2400, 1",
        "3.999999, 3600, 3"
    })
    void hoursGrowOneForEachSkyAndHour(String coins, long seconds, long expected) {
        assertEquals(
                expected,
                CoinHours.accrued(CoinHours.ZERO, sky(coins), 1000, 1000 + seconds).value());
    }

    @Test
    void clockBeforeTheOutputAddsNothing() {
        assertEquals(7, CoinHours.accrued(new CoinHours(7), sky("1000"), 5000, 4000).value());
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "9, 1",
        "10, 1",
        "11, 2",
        "20, 2",
        "21, 3",
        "0, 1",
        "9223372036854775807, 922337203685477581"
    })
    void feeIsATenthRoundedUpAndAtLeastOne(long hours, long fee) {
        assertEquals(fee, new SpendLimits(10, 32_768, 3).fee(new CoinHours(hours)).value());
    }

    @Test
    void decimalsAreCounted() {
        assertTrue(sky("0.001").fitsDecimals(3));
        assertFalse(sky("0.0001").fitsDecimals(3));
        assertTrue(sky("0.000001").fitsDecimals(6));
        assertFalse(sky("0.5").fitsDecimals(0));
        assertTrue(sky("5").fitsDecimals(0));
    }

    @Test
    void unreasonableLimitsOfANodeAreSeen() {
        assertTrue(SpendLimits.areReasonable(10, 32_768, 3));
        assertFalse(SpendLimits.areReasonable(1, 32_768, 3));
        assertFalse(SpendLimits.areReasonable(10, 10, 3));
        assertFalse(SpendLimits.areReasonable(10, 32_768, 7));
        assertFalse(SpendLimits.areReasonable(1L << 40, 32_768, 3));
    }
}

package net.skycoin.skywire.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class NanoSkyTest {
    @Test
    void amountsAreNeverNegativeAndNeverWrap() {
        NanoSky five = new NanoSky(5);
        assertEquals(new NanoSky(7), five.plus(new NanoSky(2)));
        assertEquals(NanoSky.ZERO, five.minus(five));
        assertThrows(ArithmeticException.class, () -> new NanoSky(-1));
        assertThrows(ArithmeticException.class, () -> NanoSky.ZERO.minus(five));
        assertThrows(ArithmeticException.class, () -> new NanoSky(Long.MAX_VALUE).plus(five));
    }
}

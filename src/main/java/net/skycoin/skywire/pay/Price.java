package net.skycoin.skywire.pay;

import net.skycoin.skywire.bytes.NanoSky;

/**
 * What a MiB of traffic costs. Prices lie on a grid of 1, 2, 5, 10, 20, 50, ... nanoSKY, and zero,
 * so that an amount says as little as possible about whose it is. Free is a price.
 */
public record Price(NanoSky perMebibyte) {
    public static final Price FREE = new Price(NanoSky.ZERO);

    /** The highest price that is ever paid or asked, 1,000 SKY: amounts stay far below a long. */
    public static final long MOST = 1_000_000_000_000L;

    private static final int MEBIBYTE_BITS = 20;
    private static final long MEBIBYTE = 1L << MEBIBYTE_BITS;

    public Price {
        if (!isOnGrid(perMebibyte)) {
            throw new IllegalArgumentException("price is not on the grid of 1, 2, 5, 10, ...");
        }
    }

    /** Whether an amount may be a price. */
    public static boolean isOnGrid(NanoSky amount) {
        long mantissa = amount.value();
        while (mantissa >= 10 && mantissa % 10 == 0) {
            mantissa /= 10;
        }
        return mantissa == 0 || mantissa == 1 || mantissa == 2 || mantissa == 5;
    }

    public boolean isFree() {
        return perMebibyte.value() == 0;
    }

    /**
     * The next higher price of the grid; of {@link #FREE}, one nanoSKY. Throws {@link
     * ArithmeticException} above the highest.
     */
    public Price stepUp() {
        long value = perMebibyte.value();
        if (value == 0) {
            return new Price(new NanoSky(1));
        }
        long unit = 1;
        while (value / unit >= 10) {
            unit *= 10;
        }
        long next = value / unit == 2 ? Math.multiplyExact(5, unit) : Math.multiplyExact(2, value);
        return new Price(new NanoSky(next));
    }

    /** The lowest price of the grid that is not below an amount. */
    public static Price atLeast(NanoSky amount) {
        Price price = FREE;
        while (price.perMebibyte().compareTo(amount) < 0) {
            price = price.stepUp();
        }
        return price;
    }

    /**
     * What so many bytes cost altogether, rounded down: totals are compared, never the rounded
     * parts of them added. Throws {@link ArithmeticException} beyond the range of money.
     */
    public NanoSky of(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a number of bytes is never negative");
        }
        long whole = Math.multiplyExact(bytes >> MEBIBYTE_BITS, perMebibyte.value());
        long rest = bytes & (MEBIBYTE - 1);
        // rest < 2^20: the product's upper half has at most 20 bits, which the shift brings back.
        long high = Math.multiplyHigh(rest, perMebibyte.value());
        long low = rest * perMebibyte.value();
        long part = high << (Long.SIZE - MEBIBYTE_BITS) | low >>> MEBIBYTE_BITS;
        return new NanoSky(Math.addExact(whole, part));
    }

    /** How many bytes an amount pays for, rounded down; without end when they are free. */
    public long bytesFor(NanoSky amount) {
        if (isFree()) {
            return Long.MAX_VALUE;
        }
        long whole = amount.value() / perMebibyte.value();
        long rest = amount.value() % perMebibyte.value();
        if (whole >= Long.MAX_VALUE >> MEBIBYTE_BITS) {
            return Long.MAX_VALUE;
        }
        // rest / price < 1: bit by bit, as rest << 20 may leave the range.
        long part = 0;
        for (int bit = 0; bit < MEBIBYTE_BITS; bit++) {
            part <<= 1;
            if (rest >= perMebibyte.value() - rest) {
                rest -= perMebibyte.value() - rest;
                part |= 1;
            } else {
                rest += rest;
            }
        }
        return (whole << MEBIBYTE_BITS) + part;
    }
}

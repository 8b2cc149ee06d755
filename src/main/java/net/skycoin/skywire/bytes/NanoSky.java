package net.skycoin.skywire.bytes;

/**
 * An amount of money in nanoSKY: 1 SKY = 10^6 droplets = 10^9 nanoSKY. Never negative; arithmetic
 * that would leave the range of a {@code long} throws {@link ArithmeticException}.
 */
public record NanoSky(long value) implements Comparable<NanoSky> {
    /** Nothing is to be paid: free is a price. */
    public static final NanoSky ZERO = new NanoSky(0);

    public NanoSky {
        if (value < 0) {
            throw new ArithmeticException("an amount of money cannot be negative");
        }
    }

    public NanoSky plus(NanoSky other) {
        return new NanoSky(Math.addExact(value, other.value));
    }

    public NanoSky minus(NanoSky other) {
        return new NanoSky(Math.subtractExact(value, other.value));
    }

    @Override
    public int compareTo(NanoSky other) {
        return Long.compare(value, other.value);
    }
}

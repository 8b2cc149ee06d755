package net.skycoin.skywire.pay;

/**
 * The exact worth of bytes at prices per MiB that differ: whole nanoSKY and the rest in parts of
 * 2^-20, so that no rounding adds up. Allocates nothing.
 */
final class Worth {
    private static final int MEBIBYTE_BITS = 20;
    private static final long MEBIBYTE = 1L << MEBIBYTE_BITS;

    private long nanoSky;
    private long rest;

    /**
     * Adds bytes at a price.
     *
     * @param bytes at most 2^22
     * @param perMebibyte at most {@link Price#MOST}: the product keeps within a long
     */
    void add(int bytes, long perMebibyte) {
        long sum = rest + bytes * perMebibyte;
        nanoSky = Math.addExact(nanoSky, sum >>> MEBIBYTE_BITS);
        rest = sum & (MEBIBYTE - 1);
    }

    /** The worth, rounded down. */
    long nanoSky() {
        return nanoSky;
    }

    /** Begins again at nothing; the rest of a nanoSKY is carried on. */
    void reset() {
        nanoSky = 0;
    }
}

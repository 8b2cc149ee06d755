package net.skycoin.skywire.sky;

import org.jspecify.annotations.Nullable;

/**
 * An amount of SKY in droplets: 1 SKY = 10^6 droplets. Never negative; arithmetic that would leave
 * the range of a {@code long} throws {@link ArithmeticException}.
 */
public record Coins(long droplets) implements Comparable<Coins> {
    public static final Coins ZERO = new Coins(0);

    /** Droplets of one SKY. */
    public static final long PER_SKY = 1_000_000;

    /** Decimals of a SKY. */
    public static final int DECIMALS = 6;

    public Coins {
        if (droplets < 0) {
            throw new ArithmeticException("an amount of SKY cannot be negative");
        }
    }

    /**
     * The amount written as digits with at most six decimals, such as "12" or "0.001"; null when
     * the text is not that, or too large.
     */
    public static @Nullable Coins parse(String text) {
        int dot = text.indexOf('.');
        String whole = dot < 0 ? text : text.substring(0, dot);
        String decimals = dot < 0 ? "" : text.substring(dot + 1);
        if (whole.isEmpty()
                || (dot >= 0 && decimals.isEmpty())
                || decimals.length() > DECIMALS
                || !isDigits(whole)
                || !isDigits(decimals)) {
            return null;
        }
        try {
            long parts =
                    decimals.isEmpty()
                            ? 0
                            : Long.parseLong(decimals + "0".repeat(DECIMALS - decimals.length()));
            return new Coins(
                    Math.addExact(Math.multiplyExact(Long.parseLong(whole), PER_SKY), parts));
        } catch (NumberFormatException | ArithmeticException _) {
            return null;
        }
    }

    private static boolean isDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    public Coins plus(Coins other) {
        return new Coins(Math.addExact(droplets, other.droplets));
    }

    public Coins minus(Coins other) {
        return new Coins(Math.subtractExact(droplets, other.droplets));
    }

    /** Whether it needs no more than this many decimals, 0 to 6. */
    public boolean fitsDecimals(int decimals) {
        long unit = 1;
        for (int i = decimals; i < DECIMALS; i++) {
            unit *= 10;
        }
        return droplets % unit == 0;
    }

    @Override
    public int compareTo(Coins other) {
        return Long.compare(droplets, other.droplets);
    }

    /** In SKY with all six decimals, as Skycoin's nodes write it. */
    @Override
    public String toString() {
        String parts = Long.toString(PER_SKY + droplets % PER_SKY).substring(1);
        return droplets / PER_SKY + "." + parts;
    }
}

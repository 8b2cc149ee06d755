package net.skycoin.skywire.topology;

/**
 * Bounds of a map.
 *
 * @param bytes of all records as they travel; in memory they take about three times as much
 */
public record MapLimits(int records, long bytes) {
    /** Room for 12,000 nodes with eight links each, and for longer records than those. */
    public static final MapLimits DEFAULT = new MapLimits(24_000, 16L << 20);
}

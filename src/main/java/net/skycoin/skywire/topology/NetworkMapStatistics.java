package net.skycoin.skywire.topology;

/**
 * Counters of a map since the start.
 *
 * @param records held now
 * @param bytes of them
 * @param stored ever
 * @param expired removed because their lifetime was over
 * @param pruned removed because the map was full
 */
public record NetworkMapStatistics(
        int records, long bytes, long stored, long expired, long pruned) {}

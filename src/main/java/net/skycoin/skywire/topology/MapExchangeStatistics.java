package net.skycoin.skywire.topology;

/**
 * Counters of the exchange with all neighbours since the start.
 *
 * @param stored records taken into the map
 * @param notNewer records that came too late
 * @param expired records that arrived past their lifetime
 * @param forged records with a wrong signature
 * @param malformed messages and records that could not be parsed
 * @param unrequested records that nobody had asked for
 * @param limited messages and records beyond what one neighbour may make us work
 * @param unanswered requests that timed out
 */
public record MapExchangeStatistics(
        long stored,
        long notNewer,
        long expired,
        long forged,
        long malformed,
        long unrequested,
        long limited,
        long unanswered) {}

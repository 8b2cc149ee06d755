package net.skycoin.skywire.noise;

/**
 * What a session refused to open, in packets.
 *
 * @param malformed not a sealed packet of this session
 * @param unknownEpoch of an epoch whose keys are not, or no longer, there
 * @param expired after the session's end
 * @param replayed seen before, or too old to tell
 * @param forged not sealed by the peer
 */
public record SessionStatistics(
        long malformed, long unknownEpoch, long expired, long replayed, long forged) {}

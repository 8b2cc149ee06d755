package net.skycoin.skywire.topology;

import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.LinkStates.Neighbour;

/**
 * A link that both of its ends publish, in one direction. Of what the two say the worse counts, so
 * that no end can make a link look better than the other one admits.
 *
 * @param delayNs one way; -1 when neither end knows
 * @param capacityBitsPerSecond -1 when neither end knows
 * @param largestDatagram bytes
 * @param price of one MiB that {@code from} carries to {@code to}
 */
public record Edge(
        PublicKey from,
        PublicKey to,
        long delayNs,
        long capacityBitsPerSecond,
        int largestDatagram,
        NanoSky price) {

    /**
     * The edge made of what both ends say.
     *
     * @param there what {@code from} lists of {@code to}
     * @param back what {@code to} lists of {@code from}
     */
    public static Edge of(PublicKey from, PublicKey to, Neighbour there, Neighbour back) {
        return new Edge(
                from,
                to,
                Math.max(there.delayNs(), back.delayNs()),
                lesserKnown(there.capacityBitsPerSecond(), back.capacityBitsPerSecond()),
                Math.min(there.largestDatagram(), back.largestDatagram()),
                there.price());
    }

    private static long lesserKnown(long a, long b) {
        return a < 0 || b < 0 ? Math.max(a, b) : Math.min(a, b);
    }
}

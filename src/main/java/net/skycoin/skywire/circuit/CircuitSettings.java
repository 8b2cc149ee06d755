package net.skycoin.skywire.circuit;

import java.util.Set;
import net.skycoin.skywire.wire.Purpose;

/**
 * What this node does for others, and how much.
 *
 * @param relays whether it passes other nodes' circuits on
 * @param serves purposes for which it is an end point
 * @param maximumCircuits other nodes' circuits at once, relayed and ending here; a busy one takes
 *     up to 128 KiB
 * @param circuitsPerNeighbour of those, how many may come from one neighbour
 * @param setupsPerSecond set-ups that are looked at, in the long run; bursts of 128
 * @param setupsPerSecondPerNeighbour of those, how many from one neighbour; bursts of 32
 * @param maximumLifetimeSeconds longest life of such a circuit; longer wishes are cut to it
 */
public record CircuitSettings(
        boolean relays,
        Set<Purpose> serves,
        int maximumCircuits,
        int circuitsPerNeighbour,
        int setupsPerSecond,
        int setupsPerSecondPerNeighbour,
        int maximumLifetimeSeconds) {

    public CircuitSettings {
        serves = Set.copyOf(serves);
    }

    /** The usual limits. */
    public static CircuitSettings of(boolean relays, Set<Purpose> serves) {
        return new CircuitSettings(relays, serves, 512, 128, 40, 10, 3_600);
    }
}

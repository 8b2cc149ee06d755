package net.skycoin.skywire.vpn;

import java.util.List;
import java.util.Set;
import net.skycoin.skywire.circuit.Hop;
import net.skycoin.skywire.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * Plans circuits for the uplink on the local map; joined to {@code route} and {@code topology} by
 * the node.
 */
public interface PathPlanner {
    /** A path to {@code hops.getLast()}; {@code largestDatagram} is the least of its links. */
    record Plan(List<Hop> hops, int largestDatagram) {
        public Plan {
            hops = List.copyOf(hops);
        }

        /** Whether its hops are paid. */
        public boolean isPaid() {
            return hops.getFirst().paidPerMebibyte().value() > 0;
        }

        /** The keys of the relays, first to last. */
        public List<PublicKey> relays() {
            return hops.subList(0, hops.size() - 1).stream().map(Hop::node).toList();
        }
    }

    /**
     * The best path to the exit with the configured number of relays that shares as few relays as
     * possible with {@code avoid} and keeps away from {@code disliked} where it can; null when the
     * map has none.
     */
    @Nullable Plan plan(PublicKey exit, Set<PublicKey> avoid, Set<PublicKey> disliked);

    /** The same to any node that can be called; {@code Plan#hops} ends there. */
    @Nullable Plan planToNode(PublicKey node, Set<PublicKey> avoid, Set<PublicKey> disliked);

    /**
     * A path in the place of one whose time is over: the same, unless another is much better by
     * now; null when the map has none.
     */
    @Nullable Plan replacement(Plan plan, Set<PublicKey> avoid, Set<PublicKey> disliked);

    /**
     * The same path with the nodes' present onion keys and the links' present sizes; null when it
     * is no longer on the map.
     */
    @Nullable Plan renewed(Plan plan);
}

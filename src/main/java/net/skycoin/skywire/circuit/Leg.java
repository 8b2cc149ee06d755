package net.skycoin.skywire.circuit;

import net.skycoin.skywire.link.Neighbour;

/** Where a circuit meets a link: what a circuit id that arrives on that link stands for. */
sealed interface Leg {
    /** The first link of a circuit that this node initiated. */
    record Outbound(OutboundCircuit circuit) implements Leg {}

    /** The last link of a circuit that ends here. */
    record Inbound(InboundCircuit circuit) implements Leg {}

    /** The side of a relayed circuit that faces its initiator. */
    record FromPrevious(RelayEntry entry) implements Leg {}

    /** The side of a relayed circuit that faces its end point. */
    record FromNext(RelayEntry entry) implements Leg {}

    /** Whether two objects are the same link. */
    static boolean same(Neighbour a, Neighbour b) {
        return a.id() == b.id();
    }
}

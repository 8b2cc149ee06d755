package net.skycoin.skywire.circuit;

import java.util.List;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.Purpose;
import org.jspecify.annotations.Nullable;

/** All circuits of a node at one moment, for a person to look at; oldest first. */
public record CircuitSnapshot(
        List<Outbound> outbound, List<Relayed> relayed, List<Inbound> inbound) {

    /**
     * A circuit that this node made.
     *
     * @param path node keys, first hop to end point
     * @param ageNs time since it was opened
     */
    public record Outbound(
            long id,
            List<PublicKey> path,
            Purpose purpose,
            OutboundCircuit.State state,
            long ageNs,
            int innerMtu,
            CircuitTraffic traffic) {}

    /**
     * A circuit that passes this node, and all that the node knows of it.
     *
     * @param open false while the reply is awaited
     */
    public record Relayed(
            PublicKey previous, PublicKey next, boolean open, long ageNs, CircuitTraffic traffic) {}

    /**
     * A circuit that ends here.
     *
     * @param caller the authenticated initiator; null when it is anonymous
     */
    public record Inbound(
            long id,
            PublicKey previous,
            Purpose purpose,
            @Nullable PublicKey caller,
            long ageNs,
            CircuitTraffic traffic) {}
}

package net.skycoin.skywire.vpn;

import java.util.List;
import net.skycoin.skywire.bond.Path;
import net.skycoin.skywire.circuit.OutboundCircuit;
import net.skycoin.skywire.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * One circuit of an {@link Uplink}'s bundle and where it is in its life:
 *
 * <pre>
 *   BUILDING -- opened --> LEASING -- lease --> IN_USE -- successor in use --> RETIRING -- 3 s --> gone
 *      any of them -- failed, refused, path died, closed by the other side --> gone; the uplink builds a new one
 * </pre>
 */
final class BundledCircuit {
    enum Stage {
        BUILDING,
        LEASING,
        IN_USE,
        RETIRING
    }

    final OutboundCircuit circuit;
    final PathPlanner.Plan plan;

    /** When the wait for the answer to its set-up ends. */
    final long giveUpAtNs;

    /** When its successor is to be built. */
    final long renewAtNs;

    /** The circuit whose place it is to take; null for a member in its own right. */
    @Nullable BundledCircuit replaces;

    Stage stage = Stage.BUILDING;
    @Nullable Path path;
    int leaseRequests;

    BundledCircuit(
            OutboundCircuit circuit,
            PathPlanner.Plan plan,
            long giveUpAtNs,
            long renewAtNs,
            @Nullable BundledCircuit replaces) {
        this.circuit = circuit;
        this.plan = plan;
        this.giveUpAtNs = giveUpAtNs;
        this.renewAtNs = renewAtNs;
        this.replaces = replaces;
    }

    List<PublicKey> relays() {
        return plan.relays();
    }

    /** Whether nothing is to be waited for. */
    boolean isSettled() {
        return stage == Stage.IN_USE || stage == Stage.RETIRING;
    }

    /** Whether packets can be sent on it, and it has not been silent just now. */
    boolean answers() {
        return stage == Stage.IN_USE && path != null && path.state() == Path.State.GOOD;
    }

    /** Whether it counts among the circuits that are kept ready. */
    boolean serves() {
        return stage != Stage.RETIRING && replaces == null;
    }
}

package net.skycoin.skywire.sim;

import static net.skycoin.skywire.sim.VirtualNetwork.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A small network with faults; {@code scripts/sim} runs large ones. */
class ManyNodesTest {
    private static ManyNodes.Outcome run(long seed) {
        return ManyNodes.run(seed, 24, 6, 180 * SECOND, 12);
    }

    @Test
    void everyJoinedPairHasACircuitSoonAfterEachChangeAndTheSeedDecidesAll() {
        ManyNodes.Outcome first = run(1);
        assertEquals(List.of(), first.failed());
        assertEquals(first, run(1));
    }
}

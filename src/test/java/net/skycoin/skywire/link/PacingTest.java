package net.skycoin.skywire.link;

import static net.skycoin.skywire.link.TestNetwork.MS;
import static net.skycoin.skywire.link.TestNetwork.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.skycoin.skywire.bytes.Packet;
import net.skycoin.skywire.bytes.PacketPool;
import net.skycoin.skywire.link.TestNetwork.Node;
import org.junit.jupiter.api.Test;

/** A node whose line to the internet takes 2 Mb/s, linked with two others. */
class PacingTest {
    private static final int RATE = 2_000_000;

    private final TestNetwork network = new TestNetwork(99);
    private final PacketPool pool = PacketPool.tracking(4096);
    private final Node node =
            network.node("node", "10.0.0.1", LinkSettings.DEFAULT.withUpload(RATE));
    private final Node one = network.node("one", "10.0.0.2");
    private final Node other = network.node("other", "10.0.0.3");

    private void offer(Link link, int flow, boolean relayed, int count) {
        for (int i = 0; i < count; i++) {
            Packet cell = pool.acquire();
            if (cell == null) {
                throw new AssertionError("pool is empty");
            }
            cell.set(new byte[1000], 0, 1000);
            cell.relayed = relayed;
            link.sendCell(cell, flow);
        }
        node.links.flush();
    }

    @Test
    void theLineIsFilledAndTheOwnerGoesFirstWhicheverLinkItIs() {
        node.dial(one);
        node.dial(other);
        network.run(3 * SECOND);
        List<Link> links = node.links.links();
        assertEquals(2, links.size());
        Link toOne = links.get(0).key().equals(one.publicKey()) ? links.get(0) : links.get(1);
        Link toOther = toOne == links.get(0) ? links.get(1) : links.get(0);

        // 240 cells a second fit. Relayed ones come first, and keep coming.
        for (int i = 0; i < 20; i++) {
            offer(toOther, 1, true, 8);
            offer(toOne, 2, false, 8);
            network.run(50 * MS);
        }
        int own = one.cells.size();
        int relayed = other.cells.size();
        double rate = (own + relayed) * (1000 + 32 + 48) * 8.0;
        System.out.printf("own %d, relayed %d cells, %.2f Mb/s%n", own, relayed, rate / 1e6);
        assertTrue(rate > 0.85 * RATE && rate < 1.1 * RATE, "rate");
        assertTrue(own >= 145, "the owner's 160 fit");
        assertTrue(relayed >= 10, "the relayed live on");
        network.run(SECOND);
        network.closeAll();
        pool.assertNoneOutstanding();
    }
}

package net.skycoin.skywire.node;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.link.Link;
import net.skycoin.skywire.link.Links;

/**
 * The links that circuits may use: of each neighbour the best one, once its datagrams are known to
 * be large enough for inner packets of 1,280 bytes, the least that IPv6 asks of any link (RFC 8200,
 * section 5).
 */
final class CircuitLinks {
    /**
     * 1,280 and the 80 bytes of a datagram around an inner packet: link 32, circuit 20, end to end
     * 28.
     */
    private static final int LEAST_DATAGRAM = 1280 + 80;

    private CircuitLinks() {}

    static List<Link> of(Links links) {
        List<Link> usable = new ArrayList<>();
        Set<PublicKey> seen = new LinkedHashSet<>();
        for (Link link : links.links()) {
            Link best = links.best(link.key());
            if (best != null
                    && best.statistics().largestDatagram() >= LEAST_DATAGRAM
                    && seen.add(best.key())) {
                usable.add(best);
            }
        }
        return usable;
    }
}

package net.skycoin.skywire.node;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import net.skycoin.skywire.bond.Bond;
import net.skycoin.skywire.bond.Path;
import net.skycoin.skywire.vpn.Uplink;

/** {@code GET /v1/bond}: the paths of a router's uplink and what they carry together. */
final class BondView {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final double NS_PER_MS = 1e6;

    private BondView() {}

    static ObjectNode of(Uplink uplink) {
        Bond bond = uplink.bond();
        ObjectNode body = JSON.objectNode();
        body.put("policy", bond.policy().name().toLowerCase(Locale.ROOT));
        double out = 0;
        double in = 0;
        double capacity = 0;
        for (Path path : bond.paths()) {
            out += path.sendRate();
            in += path.receiveRate();
            capacity += path.worthwhile() ? path.capacity() : 0;
        }
        ArrayNode paths = body.putArray("paths");
        for (Uplink.Member member : uplink.members()) {
            if (member.path() != null) {
                paths.add(path(member, member.path(), out + in));
            }
        }
        body.put("sumBps", Math.round(8 * capacity));
        body.put("outBps", Math.round(8 * out));
        body.put("inBps", Math.round(8 * in));
        Bond.Statistics statistics = bond.statistics();
        body.put("queued", statistics.queued());
        body.put("held", statistics.held());
        body.put("queueDrops", statistics.queueDrops());
        body.put("undeliverable", statistics.undeliverable());
        body.put("retransmitted", statistics.retransmitted());
        body.put("givenUp", statistics.givenUp());
        body.put("duplicates", statistics.duplicates());
        body.put("feedbackBytes", statistics.feedbackBytes());
        return body;
    }

    private static ObjectNode path(Uplink.Member member, Path path, double total) {
        ObjectNode entry = JSON.objectNode();
        entry.put("circuit", member.circuit().id());
        ArrayNode keys = entry.putArray("path");
        member.circuit().path().forEach(key -> keys.add(key.toString()));
        entry.put("state", path.state().name().toLowerCase(Locale.ROOT));
        entry.put("used", path.worthwhile());
        entry.put("capacityBps", Math.round(8 * path.capacity()));
        entry.put("outBps", Math.round(8 * path.sendRate()));
        entry.put("inBps", Math.round(8 * path.receiveRate()));
        entry.put("rttMs", path.measured() ? path.rttNs() / NS_PER_MS : 0);
        entry.put("queueMs", path.queueingNs() / NS_PER_MS);
        entry.put("loss", path.loss());
        entry.put("share", total == 0 ? 0 : (path.sendRate() + path.receiveRate()) / total);
        return entry;
    }
}

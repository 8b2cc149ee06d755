package net.skycoin.skywire.link;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import net.skycoin.skywire.crypto.PublicKey;

/** The past of all links, by neighbour and transport; of those without a link the oldest go. */
final class LinkHistories {
    /** Ten kilobytes each. */
    static final int MOST = 512;

    private final Map<Links.HistoryId, LinkHistory> byId = new LinkedHashMap<>();

    LinkHistory of(PublicKey peer, String transport) {
        Links.HistoryId id = new Links.HistoryId(peer, transport);
        LinkHistory known = byId.get(id);
        if (known != null) {
            return known;
        }
        if (byId.size() >= MOST) {
            byId.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().lastNs()))
                    .map(Map.Entry::getKey)
                    .ifPresent(byId::remove);
        }
        LinkHistory fresh = new LinkHistory();
        byId.put(id, fresh);
        return fresh;
    }

    Map<Links.HistoryId, LinkHistory> all() {
        return Collections.unmodifiableMap(byId);
    }
}

package net.skycoin.skywire.vpn;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.identity.NodeAddress;
import org.jspecify.annotations.Nullable;

/**
 * Which key is behind an address of the mesh: a hash cannot be inverted, so only addresses of keys
 * that are known can be called. Known are the keys on the map, and those whose name was asked for
 * lately. Engine's thread only.
 */
public final class MeshNames {
    /** How long an answered name is good, in seconds; its address is remembered a little longer. */
    public static final int TTL_SECONDS = 300;

    private static final long REMEMBERED_NS = (TTL_SECONDS + 60) * 1_000_000_000L;
    private static final int MOST_REMEMBERED = 4096;

    /** Least time between two walks through the map for an address that was not there. */
    private static final long INDEX_NS = 1_000_000_000L;

    private record Remembered(PublicKey key, long untilNs) {}

    private final Timers timers;
    private final Supplier<List<PublicKey>> known;
    private final Map<NodeAddress, Remembered> remembered =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<NodeAddress, Remembered> eldest) {
                    return size() > MOST_REMEMBERED;
                }
            };
    private Map<PublicKey, NodeAddress> addresses = new HashMap<>();
    private Map<NodeAddress, PublicKey> index = new HashMap<>();
    private long indexedAtNs = Long.MIN_VALUE / 2;

    /** {@code known} are the keys on the map. */
    MeshNames(Timers timers, Supplier<List<PublicKey>> known) {
        this.timers = timers;
        this.known = known;
    }

    /** Somebody was told the address of this key and will use it. */
    public NodeAddress remember(PublicKey key) {
        NodeAddress address = NodeAddress.of(key);
        remembered.put(address, new Remembered(key, timers.nowNs() + REMEMBERED_NS));
        return address;
    }

    /** The key behind an address; null when it is not known. */
    @Nullable PublicKey keyOf(NodeAddress address) {
        long nowNs = timers.nowNs();
        Remembered entry = remembered.get(address);
        if (entry != null && entry.untilNs > nowNs) {
            return entry.key;
        }
        PublicKey key = index.get(address);
        if (key == null && nowNs - indexedAtNs >= INDEX_NS) {
            indexedAtNs = nowNs;
            reindex();
            key = index.get(address);
        }
        return key;
    }

    /** Hashes what is new only. */
    private void reindex() {
        Map<PublicKey, NodeAddress> next = new HashMap<>();
        Map<NodeAddress, PublicKey> byAddress = new HashMap<>();
        for (PublicKey key : known.get()) {
            NodeAddress address = addresses.get(key);
            address = address == null ? NodeAddress.of(key) : address;
            next.put(key, address);
            byAddress.put(address, key);
        }
        addresses = next;
        index = byAddress;
    }
}

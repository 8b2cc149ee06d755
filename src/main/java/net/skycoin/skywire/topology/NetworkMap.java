package net.skycoin.skywire.topology;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.LinkStates;
import net.skycoin.skywire.wire.LinkStates.Neighbour;
import net.skycoin.skywire.wire.MapRecord;
import net.skycoin.skywire.wire.MapSummary;
import net.skycoin.skywire.wire.NodeDescriptor;
import net.skycoin.skywire.wire.RecordId;
import net.skycoin.skywire.wire.RecordKind;
import net.skycoin.skywire.wire.RecordVersion;
import org.jspecify.annotations.Nullable;

/**
 * All records that this node knows: of each key and kind the newest, until its lifetime is over.
 * Bounded; when full, what is far from here goes first ({@link MapPruning}).
 *
 * <p>Takes only records whose signature the caller has checked. Single-threaded: the engine's
 * thread only.
 */
public final class NetworkMap {
    /** No record lives longer, whatever it says; our own choice. */
    public static final long MAX_LIFETIME_SECONDS = 24 * 3600;

    /** How long changes are gathered before the listeners hear of them. */
    public static final long COALESCE_NS = 100_000_000L;

    private static final long SECOND_NS = 1_000_000_000L;

    /** What became of a record. */
    public enum Verdict {
        STORED,
        /** The map has this version or a later one. */
        NOT_NEWER,
        /** Its lifetime is over. */
        EXPIRED
    }

    private final PublicKey ownKey;
    private final MapLimits limits;
    private final Timers timers;

    private final Map<RecordId, MapEntry> byId = new LinkedHashMap<>();
    private final TreeMap<Long, MapEntry> bySerial = new TreeMap<>();
    private final TreeSet<MapEntry> byExpiry =
            new TreeSet<>(
                    Comparator.comparingLong(MapEntry::expiresNs)
                            .thenComparingLong(MapEntry::serial));
    private final Set<PublicKey> neighbours = new LinkedHashSet<>();

    /** Those of whom there is a descriptor; only looked up, never iterated over. */
    private final Map<Long, PublicKey> byShortId = new HashMap<>();

    private final List<Consumer<MapEntry>> storeListeners = new ArrayList<>();
    private final List<Runnable> changeListeners = new ArrayList<>();
    private Timers.@Nullable Timer changeTimer;
    private Timers.@Nullable Timer expiryTimer;

    private long lastSerial;
    private long generation;
    private long bytes;
    private long expired;
    private long pruned;

    public NetworkMap(PublicKey ownKey, MapLimits limits, Timers timers) {
        this.ownKey = ownKey;
        this.limits = limits;
        this.timers = timers;
    }

    public PublicKey ownKey() {
        return ownKey;
    }

    /** Calls {@code listener} soon after the map changed, once for many changes. */
    public void addChangeListener(Runnable listener) {
        changeListeners.add(listener);
    }

    /** Calls {@code listener} with each entry as it is stored. */
    void addStoreListener(Consumer<MapEntry> listener) {
        storeListeners.add(listener);
    }

    /**
     * Offers a record whose signature is good.
     *
     * @param ageSeconds time since it was signed, as the sender counts it
     * @param from the neighbour that sent it; our own key when we made it
     */
    public Verdict put(MapRecord record, long ageSeconds, PublicKey from) {
        return put(record, ageSeconds, from, false);
    }

    /**
     * The same.
     *
     * @param quiet not to be announced by itself: it came with many, which summaries will tell
     */
    Verdict put(MapRecord record, long ageSeconds, PublicKey from, boolean quiet) {
        if (!lacks(record.id(), record.version())) {
            return Verdict.NOT_NEWER;
        }
        long lifetimeSeconds = Math.min(record.lifetimeSeconds(), MAX_LIFETIME_SECONDS);
        if (ageSeconds >= lifetimeSeconds) {
            return Verdict.EXPIRED;
        }
        long bornNs = timers.nowNs() - (ageSeconds * SECOND_NS);
        store(new MapEntry(record, from, quiet, ++lastSerial, bornNs, lifetimeSeconds));
        return Verdict.STORED;
    }

    private void store(MapEntry entry) {
        MapEntry replaced = byId.get(entry.id());
        if (replaced != null) {
            unlink(replaced);
        }
        if (replaced == null || !saysTheSame(replaced.record(), entry.record())) {
            generation++;
        }
        byId.put(entry.id(), entry);
        if (entry.record() instanceof NodeDescriptor descriptor) {
            byShortId.put(descriptor.key().shortId(), descriptor.key());
        }
        bySerial.put(entry.serial(), entry);
        byExpiry.add(entry);
        bytes += entry.record().length();
        if (byId.size() > limits.records() || bytes > limits.bytes()) {
            prune();
        }
        armExpiry();
        changed();
        for (Consumer<MapEntry> listener : storeListeners) {
            listener.accept(entry);
        }
    }

    private void remove(MapEntry entry) {
        unlink(entry);
        generation++;
        changed();
    }

    private void unlink(MapEntry entry) {
        byId.remove(entry.id());
        if (entry.record() instanceof NodeDescriptor descriptor) {
            byShortId.remove(descriptor.key().shortId(), descriptor.key());
        }
        bySerial.remove(entry.serial());
        byExpiry.remove(entry);
        bytes -= entry.record().length();
    }

    /** Whether a renewal leaves nodes, roles and edges as they are. */
    private static boolean saysTheSame(MapRecord before, MapRecord after) {
        return switch (after) {
            case NodeDescriptor descriptor ->
                    before instanceof NodeDescriptor old
                            && old.content().roles().equals(descriptor.content().roles());
            case LinkStates states -> before instanceof LinkStates old && old.saysTheSameAs(states);
        };
    }

    /** Removes a sixteenth at once, since the order to remove in costs a walk over the map. */
    private void prune() {
        int targetRecords = limits.records() - (limits.records() / 16);
        long targetBytes = limits.bytes() - (limits.bytes() / 16);
        for (MapEntry entry : MapPruning.worstFirst(this)) {
            if (byId.size() <= targetRecords && bytes <= targetBytes) {
                return;
            }
            remove(entry);
            pruned++;
        }
    }

    private void armExpiry() {
        long nextNs = byExpiry.isEmpty() ? Timers.NEVER : byExpiry.getFirst().expiresNs();
        if (expiryTimer != null) {
            if (expiryTimer.deadlineNs() <= nextNs) {
                return;
            }
            expiryTimer.cancel();
        }
        expiryTimer = nextNs == Timers.NEVER ? null : timers.at(nextNs, this::expire);
    }

    private void expire() {
        expiryTimer = null;
        while (!byExpiry.isEmpty() && byExpiry.getFirst().expiresNs() <= timers.nowNs()) {
            remove(byExpiry.getFirst());
            expired++;
        }
        armExpiry();
    }

    private void changed() {
        if (changeTimer == null) {
            changeTimer = timers.after(COALESCE_NS, this::notifyChange);
        }
    }

    private void notifyChange() {
        changeTimer = null;
        for (Runnable listener : changeListeners) {
            listener.run();
        }
    }

    /** Whether the map would gain by this version of a record. */
    public boolean lacks(RecordId id, RecordVersion version) {
        MapEntry entry = byId.get(id);
        return entry == null || version.isNewerThan(entry.record().version());
    }

    public @Nullable MapEntry entry(RecordId id) {
        return byId.get(id);
    }

    public @Nullable NodeDescriptor descriptor(PublicKey key) {
        MapEntry entry = byId.get(new RecordId(key, RecordKind.DESCRIPTOR));
        return entry == null ? null : (NodeDescriptor) entry.record();
    }

    public @Nullable LinkStates linkStates(PublicKey key) {
        MapEntry entry = byId.get(new RecordId(key, RecordKind.LINK_STATES));
        return entry == null ? null : (LinkStates) entry.record();
    }

    /** All entries, in the order in which they were stored. */
    public Collection<MapEntry> entries() {
        return bySerial.values();
    }

    /** Counts all entries into a summary. */
    void summarize(MapSummary summary) {
        for (MapEntry entry : byId.values()) {
            MapRecord record = entry.record();
            summary.add(record.key(), record.kind(), record.version());
        }
    }

    /** The entries stored after the one with this serial, in order. */
    Collection<MapEntry> entriesAfter(long serial) {
        return bySerial.tailMap(serial, false).values();
    }

    long lastSerial() {
        return lastSerial;
    }

    /** The descriptors of all nodes, in the order of their keys. */
    public List<NodeDescriptor> descriptors() {
        List<NodeDescriptor> descriptors = new ArrayList<>();
        for (MapEntry entry : byId.values()) {
            if (entry.record() instanceof NodeDescriptor descriptor) {
                descriptors.add(descriptor);
            }
        }
        descriptors.sort(Comparator.comparing(MapRecord::key));
        return descriptors;
    }

    /** The edges that count and begin at {@code from}, in the order in which it lists them. */
    public List<Edge> edges(PublicKey from) {
        LinkStates states = linkStates(from);
        if (states == null || descriptor(from) == null) {
            return List.of();
        }
        List<Edge> edges = new ArrayList<>();
        for (Neighbour there : states.neighbours()) {
            PublicKey to = byShortId.get(there.id());
            LinkStates other = to == null ? null : linkStates(to);
            Neighbour back = other == null ? null : other.neighbour(from);
            if (to != null && back != null) {
                edges.add(Edge.of(from, to, there, back));
            }
        }
        return edges;
    }

    /** Tells the map to whom this node has links, from which it reckons what is far. */
    void neighbourUp(PublicKey key) {
        neighbours.add(key);
    }

    void neighbourDown(PublicKey key) {
        neighbours.remove(key);
    }

    Set<PublicKey> neighbours() {
        return neighbours;
    }

    /** Counts the changes of nodes, roles and edges: of all that paths depend on. */
    public long generation() {
        return generation;
    }

    public int size() {
        return byId.size();
    }

    public NetworkMapStatistics statistics() {
        return new NetworkMapStatistics(byId.size(), bytes, lastSerial, expired, pruned);
    }
}

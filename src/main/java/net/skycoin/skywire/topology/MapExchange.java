package net.skycoin.skywire.topology;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.MapBucketRequest;
import net.skycoin.skywire.wire.MapRecord;
import net.skycoin.skywire.wire.MapRecords;
import net.skycoin.skywire.wire.MapRequest;
import net.skycoin.skywire.wire.MapSummary;
import net.skycoin.skywire.wire.MapVersions;
import net.skycoin.skywire.wire.RecordId;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the map in step with the neighbours: each tells the other which records it has, in which
 * version, and pulls what it lacks. So every record reaches every node, each link carries it at
 * most once, and nobody can push what was not asked for. Of a large map only a summary is told at
 * link-up, and what differs is asked for by buckets.
 *
 * <pre>
 *   here                                neighbour
 *    |-- versions (all, at link-up) ------&gt;|
 *    |&lt;-- request (what it lacks) ---------|
 *    |-- records -------------------------&gt;|  verifies, stores, tells its other neighbours
 *    |-- versions (later: changes only) --&gt;|
 *
 *    |-- summary (of a large map) --------&gt;|
 *    |&lt;-- request of buckets --------------|  records of those it has nothing of, versions of others
 * </pre>
 *
 * <p>Single-threaded: the engine's thread only.
 */
public final class MapExchange {
    private final NetworkMap map;
    private final Timers timers;
    private final Consumer<MapRecord> ownRecordSeen;
    private final Map<MapPeer, MapSession> sessions = new LinkedHashMap<>();
    private final Set<RecordId> pulled = new LinkedHashSet<>();
    private final Counters counters = new Counters();
    private final RandomGenerator random;

    /** The one session that asks for buckets at the moment. */
    private @Nullable MapSession comparing;

    /** Events that all sessions count together. */
    static final class Counters {
        long stored;
        long notNewer;
        long expired;
        long forged;
        long malformed;
        long unrequested;
        long limited;
        long unanswered;
    }

    /**
     * @param random makes the keys of summaries
     * @param ownRecordSeen told of a genuine record of this node's own key, not in the map or newer
     *     than there: what a former life of this node, or its clone, has published
     */
    public MapExchange(
            NetworkMap map,
            RandomGenerator random,
            Timers timers,
            Consumer<MapRecord> ownRecordSeen) {
        this.map = map;
        this.random = random;
        this.timers = timers;
        this.ownRecordSeen = ownRecordSeen;
        map.addStoreListener(this::stored);
    }

    /** Whether messages of this type are for {@link #received}. */
    public static boolean handles(int messageType) {
        return messageType == MapVersions.TYPE
                || messageType == MapRequest.TYPE
                || messageType == MapRecords.TYPE
                || messageType == MapSummary.TYPE
                || messageType == MapBucketRequest.TYPE;
    }

    /** A link is up; {@code peer} (by equals) stands for it from now on. */
    public void linkUp(MapPeer peer) {
        if (!sessions.containsKey(peer)) {
            map.neighbourUp(peer.key());
            MapSession session = new MapSession(this, peer);
            sessions.put(peer, session);
            session.listAll();
        }
    }

    public void linkDown(MapPeer peer) {
        MapSession session = sessions.remove(peer);
        if (session == null) {
            return;
        }
        session.close();
        if (sessions.keySet().stream().noneMatch(other -> other.key().equals(peer.key()))) {
            map.neighbourDown(peer.key());
        }
    }

    /** Takes a message of one of our types, its type byte included; keeps none of it. */
    public void received(MapPeer peer, byte[] message) {
        MapSession session = sessions.get(peer);
        if (session != null) {
            session.received(message);
        }
    }

    private void stored(MapEntry entry) {
        for (MapSession session : sessions.values()) {
            session.changed(entry);
        }
    }

    /** Marks a record as asked for; false when it is already, from whichever neighbour. */
    boolean beginPull(RecordId id) {
        return pulled.add(id);
    }

    boolean isPulled(RecordId id) {
        return pulled.contains(id);
    }

    void endPull(RecordId id) {
        pulled.remove(id);
    }

    /**
     * Says whether this session may compare its neighbour's summary and ask for buckets: one at a
     * time, so that nothing is asked of two.
     */
    boolean beginComparison(MapSession session) {
        if (comparing == null) {
            comparing = session;
        }
        return comparing == session;
    }

    /** The others hear by a summary what it brought. */
    void endComparison(MapSession session, boolean gotRecords) {
        if (comparing != session) {
            return;
        }
        comparing = null;
        for (MapSession other : sessions.values()) {
            if (gotRecords && other != session) {
                other.summarize();
            }
        }
    }

    MapSummary emptySummary() {
        return new MapSummary(random.nextLong(), random.nextLong());
    }

    /**
     * Takes a record that was asked for.
     *
     * @param quiet whether the others are to hear of it by a summary only
     */
    void offer(MapRecord record, long ageSeconds, PublicKey from, boolean quiet) {
        // The signature comes last: it is what costs.
        if (!map.lacks(record.id(), record.version())) {
            counters.notNewer++;
        } else if (!record.verify()) {
            counters.forged++;
        } else if (record.key().equals(map.ownKey())) {
            ownRecordSeen.accept(record);
        } else {
            switch (map.put(record, ageSeconds, from, quiet)) {
                case STORED -> counters.stored++;
                case NOT_NEWER -> counters.notNewer++;
                case EXPIRED -> counters.expired++;
            }
        }
    }

    NetworkMap map() {
        return map;
    }

    Timers timers() {
        return timers;
    }

    Counters counters() {
        return counters;
    }

    public MapExchangeStatistics statistics() {
        return new MapExchangeStatistics(
                counters.stored,
                counters.notNewer,
                counters.expired,
                counters.forged,
                counters.malformed,
                counters.unrequested,
                counters.limited,
                counters.unanswered);
    }
}

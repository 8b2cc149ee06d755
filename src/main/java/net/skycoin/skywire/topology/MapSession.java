package net.skycoin.skywire.topology;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.MapBucketRequest;
import net.skycoin.skywire.wire.MapRecord;
import net.skycoin.skywire.wire.MapRecords;
import net.skycoin.skywire.wire.MapRequest;
import net.skycoin.skywire.wire.MapSummary;
import net.skycoin.skywire.wire.MapVersions;
import net.skycoin.skywire.wire.RecordId;
import net.skycoin.skywire.wire.RecordVersion;
import org.jspecify.annotations.Nullable;

/**
 * The map exchange over one link. What is to be sent is kept as state, not as messages: the serial
 * up to which the map was told, the records that the peer asked for, those that it offered. A
 * message is made of it when the link has room, so a slow link gets fewer and newer facts.
 *
 * <p>Output is paced below {@link #BYTES_PER_SECOND}, and a link's queue never holds more than one
 * of these messages: a circuit set-up behind it shall not wait.
 */
final class MapSession {
    static final int MAX_MESSAGE_BYTES = 16_384;
    static final int BYTES_PER_SECOND = 131_072;

    /** Changes are gathered for so long before they are announced. */
    static final long COALESCE_NS = 200_000_000L;

    /** Records asked for and not yet there. */
    static final int MAX_PULLS = 64;

    static final long PULL_TIMEOUT_NS = 10_000_000_000L;

    /** Records offered by the peer and not yet asked for; beyond, the list is asked for again. */
    static final int MAX_OFFERS = 4096;

    /** Records that the peer asked for and were not yet sent; we never ask for so many. */
    static final int MAX_ANSWERS = 8 * MAX_PULLS;

    private static final int MAX_TRIES = 3;

    /** In units of a small record: a signature, and a curve point for each neighbour listed. */
    private static final int WORK_PER_SECOND = 400;

    private static final int WORK_BURST = 800;
    private static final int BYTES_PER_WORK = 1024;

    /** Keys in versions and requests; the burst is a full list twice over. */
    private static final int KEYS_PER_SECOND = 2000;

    private static final int KEYS_BURST = 40_000;

    /** Maps with more records are told by a summary first. */
    static final int SMALL_MAP = 256;

    /** Records of whole buckets that are asked for at once. */
    private static final int MAX_BUCKET_RECORDS = 256;

    /** What walking over the own map to compare or to answer counts for among the keys. */
    private static final int WALK_KEYS = 256;

    /** Asking for buckets is the turn of one neighbour at a time, for so long. */
    private static final long TURN_NS = 30_000_000_000L;

    /** Least time between two summaries to one neighbour. */
    private static final long SUMMARY_SPACING_NS = 5_000_000_000L;

    private static final long RETRY_NS = 200_000_000L;
    private static final long RELIST_ASK_NS = 10_000_000_000L;
    private static final long RELIST_ANSWER_NS = 5_000_000_000L;

    private static final long SECOND_NS = 1_000_000_000L;

    /** What the peer says that it has and we lack. */
    private record Offer(RecordVersion version, int tries) {}

    /** What we asked the peer for. */
    private record Pull(Offer offer, long deadlineNs) {}

    /** A bucket whose records we asked the peer for. */
    private record Pour(int remaining, long deadlineNs) {}

    private final MapExchange exchange;
    private final MapPeer peer;
    private final PublicKey peerKey;
    private final NetworkMap map;
    private final Timers timers;
    private final MapExchange.Counters counters;

    private final Map<RecordId, Offer> offers = new LinkedHashMap<>();
    private final Map<RecordId, Pull> pulls = new LinkedHashMap<>();
    private final Set<RecordId> answers = new LinkedHashSet<>();
    private final Allowance work;
    private final Allowance keys;

    /** What the peer told of its map, until it has been compared. */
    private @Nullable MapSummary summary;

    /** Buckets to be asked for, and how many records the peer has in each; by number. */
    private final Map<Integer, Integer> wanted = new TreeMap<>();

    private final Map<Integer, Pour> pours = new LinkedHashMap<>();
    private final BitSet bucketsToList = new BitSet(MapSummary.BUCKETS);
    private boolean comparing;
    private @Nullable MapSummary compared;
    private boolean poured;
    private long turnEndsNs;
    private long nextTurnNs;
    private boolean summaryDue;
    private long nextSummaryNs;

    private long announcedSerial;
    private long listedSerial;
    private long announceAtNs = Timers.NEVER;
    private long paceNs;
    private boolean offersDropped;
    private long relistAskNs;
    private long relistAnswerNs;
    private Timers.@Nullable Timer timer;
    private boolean closed;

    MapSession(MapExchange exchange, MapPeer peer) {
        this.exchange = exchange;
        this.peer = peer;
        this.peerKey = peer.key();
        this.map = exchange.map();
        this.timers = exchange.timers();
        this.counters = exchange.counters();
        long nowNs = timers.nowNs();
        this.work = new Allowance(WORK_PER_SECOND, WORK_BURST, nowNs);
        this.keys = new Allowance(KEYS_PER_SECOND, KEYS_BURST, nowNs);
        this.paceNs = nowNs;
        this.relistAskNs = nowNs;
        this.relistAnswerNs = nowNs;
    }

    /** Announces the whole map, also what came from this peer: it may have forgotten. */
    void listAll() {
        if (map.size() > SMALL_MAP) {
            summarize();
            return;
        }
        announcedSerial = 0;
        listedSerial = map.lastSerial();
        announceAtNs = timers.nowNs();
        run();
    }

    /** Tells the whole map in short; the peer asks for what it lacks. */
    void summarize() {
        announcedSerial = map.lastSerial();
        announceAtNs = Timers.NEVER;
        summaryDue = true;
        arm();
    }

    /** The map has a new entry. */
    void changed(MapEntry entry) {
        if (!entry.quiet() && !entry.from().equals(peerKey)) {
            announceAtNs = Math.min(announceAtNs, timers.nowNs() + COALESCE_NS);
            arm();
        }
    }

    void close() {
        closed = true;
        pulls.keySet().forEach(exchange::endPull);
        endTurn();
        if (timer != null) {
            timer.cancel();
        }
    }

    void received(byte[] message) {
        boolean good =
                switch (message.length == 0 ? 0 : message[0]) {
                    case MapVersions.TYPE -> receivedVersions(message);
                    case MapRequest.TYPE -> receivedRequest(message);
                    case MapRecords.TYPE -> receivedRecords(message);
                    case MapSummary.TYPE -> receivedSummary(message);
                    case MapBucketRequest.TYPE -> receivedBucketRequest(message);
                    default -> false;
                };
        if (!good) {
            counters.malformed++;
        }
        run();
    }

    private boolean receivedVersions(byte[] message) {
        if (!keys.take(message.length / (double) MapVersions.ENTRY_LENGTH, timers.nowNs())) {
            counters.limited++;
            offersDropped = true;
            return true;
        }
        MapVersions versions = MapVersions.parse(message);
        if (versions == null) {
            return false;
        }
        for (MapVersions.Entry entry : versions.entries()) {
            if (map.lacks(entry.id(), entry.version())) {
                addOffer(entry.id(), new Offer(entry.version(), 1));
            }
        }
        return true;
    }

    private void addOffer(RecordId id, Offer offer) {
        if (offers.size() < MAX_OFFERS || offers.containsKey(id)) {
            offers.put(id, offer);
        } else {
            offersDropped = true;
        }
    }

    private boolean receivedRequest(byte[] message) {
        if (!keys.take(message.length / (double) MapRequest.ENTRY_LENGTH, timers.nowNs())) {
            counters.limited++;
            return true;
        }
        MapRequest request = MapRequest.parse(message);
        if (request == null) {
            return false;
        }
        if (request.ids().isEmpty()) {
            answerRelist();
        }
        for (RecordId id : request.ids()) {
            MapEntry entry = map.entry(id);
            if (entry != null && answers.size() < MAX_ANSWERS) {
                answers.add(entry.id());
            }
        }
        return true;
    }

    private boolean receivedSummary(byte[] message) {
        if (!keys.take(WALK_KEYS, timers.nowNs())) {
            counters.limited++;
            return true;
        }
        MapSummary received = MapSummary.parse(message);
        if (received != null) {
            summary = received;
        }
        return received != null;
    }

    private boolean receivedBucketRequest(byte[] message) {
        if (!keys.take(WALK_KEYS, timers.nowNs())) {
            counters.limited++;
            return true;
        }
        MapBucketRequest request = MapBucketRequest.parse(message);
        if (request == null) {
            return false;
        }
        BitSet toPour = new BitSet(MapSummary.BUCKETS);
        for (MapBucketRequest.Entry entry : request.entries()) {
            (entry.records() ? toPour : bucketsToList).set(entry.bucket());
        }
        for (MapEntry entry : toPour.isEmpty() ? List.<MapEntry>of() : map.entries()) {
            boolean asked = toPour.get(MapSummary.bucket(entry.record().key()));
            if (asked && answers.size() < MAX_ANSWERS) {
                answers.add(entry.id());
            }
        }
        return true;
    }

    private void answerRelist() {
        if (timers.nowNs() < relistAnswerNs) {
            counters.limited++;
        } else {
            relistAnswerNs = timers.nowNs() + RELIST_ANSWER_NS;
            listAll();
        }
    }

    private boolean receivedRecords(byte[] message) {
        MapRecords records = MapRecords.parse(message);
        if (records == null) {
            return false;
        }
        for (MapRecords.Entry entry : records.entries()) {
            receivedRecord(entry);
        }
        return true;
    }

    private void receivedRecord(MapRecords.Entry entry) {
        // Before parsing, which costs a curve point for each key.
        if (!work.take(workOf(entry.record().length), timers.nowNs())) {
            counters.limited++;
            return;
        }
        MapRecord record = MapRecord.parse(entry.kind(), entry.record());
        if (record == null) {
            counters.malformed++;
        } else if (pulls.remove(record.id()) != null) {
            exchange.endPull(record.id());
            exchange.offer(record, entry.ageSeconds(), peerKey, false);
        } else if (takeOfPour(MapSummary.bucket(record.key()))) {
            exchange.offer(record, entry.ageSeconds(), peerKey, true);
        } else {
            counters.unrequested++;
        }
    }

    private boolean takeOfPour(int bucket) {
        Pour pour = pours.get(bucket);
        if (pour == null) {
            return false;
        }
        poured = true;
        if (pour.remaining == 1) {
            pours.remove(bucket);
        } else {
            pours.put(bucket, new Pour(pour.remaining - 1, pour.deadlineNs));
        }
        return true;
    }

    private static double workOf(int recordBytes) {
        return 1 + (recordBytes / (double) BYTES_PER_WORK);
    }

    /** Sends what may be sent now, and comes back for the rest. */
    private void run() {
        expirePulls();
        while (!closed && timers.nowNs() >= paceNs && sendNext()) {}
        arm();
    }

    private void expirePulls() {
        Iterator<Map.Entry<RecordId, Pull>> iterator = pulls.entrySet().iterator();
        while (iterator.hasNext()) {
            Map.Entry<RecordId, Pull> entry = iterator.next();
            if (entry.getValue().deadlineNs > timers.nowNs()) {
                return; // The rest was asked for later.
            }
            iterator.remove();
            counters.unanswered++;
            exchange.endPull(entry.getKey());
            Offer offer = entry.getValue().offer;
            if (offer.tries < MAX_TRIES && !offers.containsKey(entry.getKey())) {
                addOffer(entry.getKey(), new Offer(offer.version, offer.tries + 1));
            }
        }
    }

    /** One message; false when there is none to send, or no room for it. */
    private boolean sendNext() {
        return sendRequest()
                || sendBucketRequest()
                || sendRelistRequest()
                || sendAnswer()
                || sendSummary()
                || sendBuckets()
                || sendVersions();
    }

    // ---- summaries and buckets

    private boolean sendSummary() {
        if (!summaryDue || timers.nowNs() < nextSummaryNs) {
            return false;
        }
        MapSummary own = exchange.emptySummary();
        map.summarize(own);
        if (!transmit(own.emit())) {
            return false;
        }
        summaryDue = false;
        nextSummaryNs = timers.nowNs() + SUMMARY_SPACING_NS;
        return true;
    }

    /** The versions of as many buckets as one message holds. */
    private boolean sendBuckets() {
        if (bucketsToList.isEmpty()) {
            return false;
        }
        int room = (MAX_MESSAGE_BYTES - MapVersions.HEADER_LENGTH) / MapVersions.ENTRY_LENGTH;
        Map<Integer, List<MapVersions.Entry>> byBucket = new TreeMap<>();
        for (MapEntry entry : map.entries()) {
            int bucket = MapSummary.bucket(entry.record().key());
            if (bucketsToList.get(bucket)) {
                byBucket.computeIfAbsent(bucket, _ -> new ArrayList<>()).add(version(entry));
            }
        }
        List<MapVersions.Entry> entries = new ArrayList<>();
        BitSet listed = new BitSet(MapSummary.BUCKETS);
        for (Map.Entry<Integer, List<MapVersions.Entry>> bucket : byBucket.entrySet()) {
            // A bucket that alone is too large is cut: whoever filled it has only hidden itself.
            int taken = Math.min(room, bucket.getValue().size());
            if (entries.size() + taken > room) {
                break;
            }
            entries.addAll(bucket.getValue().subList(0, taken));
            listed.set(bucket.getKey());
        }
        if (!entries.isEmpty() && !transmit(new MapVersions(entries).emit())) {
            return false;
        }
        bucketsToList.andNot(listed);
        if (entries.isEmpty()) {
            bucketsToList.clear();
        }
        return !entries.isEmpty();
    }

    /** Compares the peer's summary when it is this session's turn, and asks for what differs. */
    private boolean sendBucketRequest() {
        long nowNs = timers.nowNs();
        if (summary == null || nowNs < nextTurnNs || !exchange.beginComparison(this)) {
            return false;
        }
        if (!comparing) {
            comparing = true;
            poured = false;
            turnEndsNs = nowNs + TURN_NS;
        } else if (nowNs >= turnEndsNs) {
            nextTurnNs = nowNs + TURN_NS;
            endTurn();
            return false;
        }
        expirePours();
        if (!pours.isEmpty() || !pulls.isEmpty() || !offers.isEmpty()) {
            return false;
        }
        if (compared != summary) {
            compare(summary);
            compared = summary;
        }
        if (wanted.isEmpty()) {
            summary = null;
            endTurn();
            return false;
        }
        return requestBuckets();
    }

    private void compare(MapSummary told) {
        MapSummary own = told.comparable();
        map.summarize(own);
        wanted.clear();
        for (int bucket = 0; bucket < MapSummary.BUCKETS; bucket++) {
            int count = told.count(bucket);
            if (count > 0 && !told.agrees(own, bucket)) {
                boolean whole = own.count(bucket) == 0 && count <= MAX_BUCKET_RECORDS;
                wanted.put(bucket, whole ? count : 0);
            }
        }
    }

    private boolean requestBuckets() {
        double affordable = work.available(timers.nowNs()) / workOf(BYTES_PER_WORK);
        int room = (int) Math.min(MAX_BUCKET_RECORDS, affordable);
        List<MapBucketRequest.Entry> entries = new ArrayList<>();
        int lists = 0;
        for (Map.Entry<Integer, Integer> bucket : wanted.entrySet()) {
            int count = bucket.getValue();
            // Lists are short, but what they offer is pulled before more is asked for.
            if (count > room || (count == 0 && ++lists > MAX_PULLS)) {
                break;
            }
            room -= count;
            entries.add(new MapBucketRequest.Entry(bucket.getKey(), count > 0));
        }
        if (entries.isEmpty() || !transmit(new MapBucketRequest(entries).emit())) {
            return false;
        }
        long deadlineNs = timers.nowNs() + PULL_TIMEOUT_NS;
        for (MapBucketRequest.Entry entry : entries) {
            Integer count = wanted.remove(entry.bucket());
            if (entry.records() && count != null) {
                pours.put(entry.bucket(), new Pour(count, deadlineNs));
            }
        }
        return true;
    }

    /** Who did not give what it told has no further turn with this summary. */
    private void expirePours() {
        if (pours.values().removeIf(pour -> pour.deadlineNs <= timers.nowNs())) {
            counters.unanswered++;
            wanted.clear();
        }
    }

    private void endTurn() {
        if (comparing) {
            comparing = false;
            compared = null;
            pours.clear();
            wanted.clear();
            exchange.endComparison(this, poured);
        }
    }

    // ---- requests and versions

    private boolean transmit(byte[] message) {
        long nowNs = timers.nowNs();
        // Sending may be what tells the engine that the link is gone.
        if (!peer.send(message) || closed) {
            paceNs = nowNs + RETRY_NS;
            return false;
        }
        paceNs = Math.max(paceNs, nowNs) + (message.length * SECOND_NS / BYTES_PER_SECOND);
        return true;
    }

    private boolean sendRequest() {
        List<RecordId> wanted = nextPulls();
        if (wanted.isEmpty() || !transmit(new MapRequest(wanted).emit())) {
            return false;
        }
        long deadlineNs = timers.nowNs() + PULL_TIMEOUT_NS;
        for (RecordId id : wanted) {
            Offer offer = offers.remove(id);
            if (offer != null && exchange.beginPull(id)) {
                pulls.put(id, new Pull(offer, deadlineNs));
            }
        }
        return true;
    }

    private List<RecordId> nextPulls() {
        // What is on its way will need its share of the work allowance.
        double affordable = work.available(timers.nowNs()) / workOf(BYTES_PER_WORK);
        int room = Math.min(MAX_PULLS, (int) affordable) - pulls.size();
        List<RecordId> wanted = new ArrayList<>();
        Iterator<Map.Entry<RecordId, Offer>> iterator = offers.entrySet().iterator();
        while (wanted.size() < room && iterator.hasNext()) {
            Map.Entry<RecordId, Offer> entry = iterator.next();
            if (!map.lacks(entry.getKey(), entry.getValue().version)) {
                iterator.remove();
            } else if (!exchange.isPulled(entry.getKey())) {
                wanted.add(entry.getKey());
            }
        }
        return wanted;
    }

    private boolean sendRelistRequest() {
        long nowNs = timers.nowNs();
        if (!offersDropped || !offers.isEmpty() || !pulls.isEmpty() || nowNs < relistAskNs) {
            return false;
        }
        if (!transmit(new MapRequest(List.of()).emit())) {
            return false;
        }
        offersDropped = false;
        relistAskNs = nowNs + RELIST_ASK_NS;
        return true;
    }

    private boolean sendAnswer() {
        List<MapRecords.Entry> entries = new ArrayList<>();
        int answered = 0;
        int length = MapRecords.HEADER_LENGTH;
        for (RecordId id : answers) {
            MapEntry entry = map.entry(id);
            if (entry != null) {
                MapRecords.Entry out = answer(entry);
                if (length + out.length() > MAX_MESSAGE_BYTES) {
                    break;
                }
                length += out.length();
                entries.add(out);
            }
            answered++;
        }
        if (!entries.isEmpty() && !transmit(new MapRecords(entries).emit())) {
            return false;
        }
        removeFirst(answers, answered);
        return !entries.isEmpty();
    }

    private MapRecords.Entry answer(MapEntry entry) {
        long ageSeconds = entry.ageSeconds(timers.nowNs());
        return new MapRecords.Entry(entry.id().kind(), ageSeconds, entry.record().emit());
    }

    private static void removeFirst(Set<RecordId> ids, int count) {
        Iterator<RecordId> iterator = ids.iterator();
        for (int i = 0; i < count; i++) {
            iterator.next();
            iterator.remove();
        }
    }

    private boolean sendVersions() {
        if (announceAtNs > timers.nowNs()) {
            return false;
        }
        int room = (MAX_MESSAGE_BYTES - MapVersions.HEADER_LENGTH) / MapVersions.ENTRY_LENGTH;
        List<MapVersions.Entry> entries = new ArrayList<>();
        long serial = announcedSerial;
        for (MapEntry entry : map.entriesAfter(announcedSerial)) {
            if (entries.size() == room) {
                break;
            }
            serial = entry.serial();
            if (isNewsToPeer(entry)) {
                entries.add(version(entry));
            }
        }
        if (!entries.isEmpty() && !transmit(new MapVersions(entries).emit())) {
            return false;
        }
        announcedSerial = serial;
        if (map.entriesAfter(serial).isEmpty()) {
            announceAtNs = Timers.NEVER;
        }
        return !entries.isEmpty();
    }

    private boolean isNewsToPeer(MapEntry entry) {
        return entry.serial() <= listedSerial || (!entry.quiet() && !entry.from().equals(peerKey));
    }

    private MapVersions.Entry version(MapEntry entry) {
        long ageSeconds = entry.ageSeconds(timers.nowNs());
        return new MapVersions.Entry(entry.id(), entry.record().version(), ageSeconds);
    }

    /** Sees to it that {@link #run} comes when there is something to do; too early does no harm. */
    private void arm() {
        long nextNs = nextRunNs();
        if (closed || nextNs == Timers.NEVER) {
            return;
        }
        if (timer != null) {
            if (timer.deadlineNs() <= nextNs) {
                return;
            }
            timer.cancel();
        }
        timer = timers.at(nextNs, this::timerFired);
    }

    private void timerFired() {
        timer = null;
        run();
    }

    private long nextRunNs() {
        long nextNs = announceAtNs;
        if (!answers.isEmpty() || !bucketsToList.isEmpty()) {
            nextNs = timers.nowNs();
        }
        if (summaryDue) {
            nextNs = Math.min(nextNs, Math.max(timers.nowNs(), nextSummaryNs));
        }
        if (summary != null) {
            nextNs = Math.min(nextNs, Math.max(timers.nowNs() + RETRY_NS, nextTurnNs));
        }
        if (!offers.isEmpty() || !pulls.isEmpty() || offersDropped) {
            nextNs = Math.min(nextNs, timers.nowNs() + RETRY_NS);
        }
        return nextNs == Timers.NEVER ? nextNs : Math.max(nextNs, paceNs);
    }
}

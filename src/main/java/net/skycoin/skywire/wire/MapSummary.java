package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.SipHash;
import org.jspecify.annotations.Nullable;

/**
 * Message 35: a large map in short, for two neighbours to see where theirs differ. Records are
 * dealt into buckets by their publisher; of each bucket the number of its records is told and a
 * digest of their names and versions. The digest is keyed by the teller, so that nobody can make
 * records whose digests hide a difference.
 *
 * <p>Built up by {@link #add}; not shared between threads.
 */
public final class MapSummary {
    public static final int TYPE = 35;

    public static final int BUCKETS = 1024;

    private static final int BUCKET_BITS = 10;
    private static final int LENGTH = 1 + 16 + BUCKETS * (2 + 6);
    private static final long DIGEST_MASK = 0xffff_ffff_ffffL;
    private static final int MAX_COUNT = 0xffff;

    private final long key0;
    private final long key1;
    private final int[] counts = new int[BUCKETS];
    private final long[] digests = new long[BUCKETS];

    /** An empty map's, to be told under this key. */
    public MapSummary(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    /** An empty map's under the key of this one, to be compared with it. */
    public MapSummary comparable() {
        return new MapSummary(key0, key1);
    }

    /** The bucket of this node's records. */
    public static int bucket(PublicKey publisher) {
        return (int) (publisher.shortId() >>> (Long.SIZE - BUCKET_BITS));
    }

    /** Counts a record in. */
    public void add(PublicKey publisher, RecordKind kind, RecordVersion version) {
        long name = SipHash.hash(key0, key1, publisher.shortId());
        long versioned = (version.bootCounter() << Integer.SIZE) | version.sequence();
        long digest = SipHash.hash(key0, key1, name ^ versioned);
        int bucket = bucket(publisher);
        digests[bucket] += SipHash.hash(key0, key1, digest ^ kind.code()) & DIGEST_MASK;
        digests[bucket] &= DIGEST_MASK;
        counts[bucket] = Math.min(MAX_COUNT, counts[bucket] + 1);
    }

    public int count(int bucket) {
        return counts[bucket];
    }

    /** Whether both tell the same of a bucket; they must be under one key. */
    public boolean agrees(MapSummary other, int bucket) {
        return counts[bucket] == other.counts[bucket] && digests[bucket] == other.digests[bucket];
    }

    /** The summary in {@code message}, its type byte included; null when malformed. */
    public static @Nullable MapSummary parse(byte[] message) {
        if (message.length != LENGTH || message[0] != TYPE) {
            return null;
        }
        ByteReader reader = new ByteReader(message, 1, LENGTH - 1);
        MapSummary summary = new MapSummary(reader.i64(), reader.i64());
        for (int i = 0; i < BUCKETS; i++) {
            summary.counts[i] = reader.u16();
            summary.digests[i] = ((long) reader.u16() << Integer.SIZE) | reader.u32();
        }
        return summary;
    }

    public byte[] emit() {
        ByteWriter writer = new ByteWriter(LENGTH);
        writer.u8(TYPE).i64(key0).i64(key1);
        for (int i = 0; i < BUCKETS; i++) {
            writer.u16(counts[i]);
            writer.u16((int) (digests[i] >>> Integer.SIZE)).i32((int) digests[i]);
        }
        return writer.toByteArray();
    }
}

package net.skycoin.skywire.wire;

import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/** Message 36: asks what is in buckets of a {@link MapSummary}. */
public record MapBucketRequest(List<Entry> entries) {
    public static final int TYPE = 36;

    private static final int HEADER_LENGTH = 1 + 2;
    private static final int ENTRY_LENGTH = 2;
    private static final int RECORDS = 0x8000;

    /**
     * One bucket.
     *
     * @param records whether the records themselves are wanted; else their versions
     */
    public record Entry(int bucket, boolean records) {
        public Entry {
            if (bucket < 0 || bucket >= MapSummary.BUCKETS) {
                throw new IllegalArgumentException("no bucket " + bucket);
            }
        }
    }

    public MapBucketRequest {
        entries = List.copyOf(entries);
    }

    /** The message, its type byte included; null when malformed. */
    public static @Nullable MapBucketRequest parse(byte[] message) {
        ByteReader reader = new ByteReader(message);
        if (reader.u8() != TYPE || reader.u16() * ENTRY_LENGTH != reader.remaining()) {
            return null;
        }
        List<Entry> entries = new ArrayList<>();
        while (reader.remaining() > 0) {
            int code = reader.u16();
            int bucket = code & ~RECORDS;
            if (bucket >= MapSummary.BUCKETS) {
                return null;
            }
            entries.add(new Entry(bucket, (code & RECORDS) != 0));
        }
        return reader.finished() ? new MapBucketRequest(entries) : null;
    }

    public byte[] emit() {
        ByteWriter writer = new ByteWriter(HEADER_LENGTH + (entries.size() * ENTRY_LENGTH));
        writer.u8(TYPE).u16(entries.size());
        for (Entry entry : entries) {
            writer.u16(entry.bucket | (entry.records ? RECORDS : 0));
        }
        return writer.toByteArray();
    }
}

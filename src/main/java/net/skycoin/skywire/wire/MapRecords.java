package net.skycoin.skywire.wire;

import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/** Message 34: records that were asked for. They stay unparsed until the receiver affords it. */
public record MapRecords(List<Entry> entries) {
    public static final int TYPE = 34;

    /** Bytes before the entries. */
    public static final int HEADER_LENGTH = 1 + 2;

    private static final int ENTRY_HEADER_LENGTH = 1 + 4 + 2;

    /**
     * One record.
     *
     * @param ageSeconds age at the sender, rounded up; unsigned 32 bits
     * @param record its bytes, at most 65,535
     */
    public record Entry(RecordKind kind, long ageSeconds, byte[] record) {
        /** Bytes of this entry in a message. */
        public int length() {
            return ENTRY_HEADER_LENGTH + record.length;
        }
    }

    public MapRecords {
        entries = List.copyOf(entries);
    }

    /** The message, its type byte included; null when malformed. Skips kinds not known here. */
    public static @Nullable MapRecords parse(byte[] message) {
        ByteReader reader = new ByteReader(message);
        if (reader.u8() != TYPE) {
            return null;
        }
        int count = reader.u16();
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count && !reader.failed(); i++) {
            RecordKind kind = RecordKind.ofCode(reader.u8());
            long ageSeconds = reader.u32();
            byte[] record = reader.bytes(reader.u16());
            if (kind != null) {
                entries.add(new Entry(kind, ageSeconds, record));
            }
        }
        return reader.finished() ? new MapRecords(entries) : null;
    }

    public byte[] emit() {
        int length = HEADER_LENGTH;
        for (Entry entry : entries) {
            length += entry.length();
        }
        ByteWriter writer = new ByteWriter(length);
        writer.u8(TYPE).u16(entries.size());
        for (Entry entry : entries) {
            writer.u8(entry.kind.code()).i32((int) entry.ageSeconds);
            writer.u16(entry.record.length).bytes(entry.record);
        }
        return writer.toByteArray();
    }
}

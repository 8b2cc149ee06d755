package net.skycoin.skywire.wire;

import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/** Message 32: which records the sender has, and in which version. */
public record MapVersions(List<Entry> entries) {
    public static final int TYPE = 32;

    /** Bytes of one entry. */
    public static final int ENTRY_LENGTH = PublicKey.LENGTH + 1 + RecordVersion.LENGTH + 4;

    /** Bytes before the entries. */
    public static final int HEADER_LENGTH = 1 + 2;

    /**
     * One record.
     *
     * @param ageSeconds age at the sender, rounded up; unsigned 32 bits
     */
    public record Entry(RecordId id, RecordVersion version, long ageSeconds) {}

    public MapVersions {
        entries = List.copyOf(entries);
    }

    /** The message, its type byte included; null when malformed. Skips kinds not known here. */
    public static @Nullable MapVersions parse(byte[] message) {
        ByteReader reader = new ByteReader(message);
        if (reader.u8() != TYPE || reader.u16() * ENTRY_LENGTH != reader.remaining()) {
            return null;
        }
        List<Entry> entries = new ArrayList<>();
        while (reader.remaining() > 0) {
            PublicKey key = PublicKey.parse(reader.bytes(PublicKey.LENGTH));
            RecordKind kind = RecordKind.ofCode(reader.u8());
            RecordVersion version = RecordVersion.read(reader);
            long ageSeconds = reader.u32();
            if (key == null) {
                return null;
            }
            if (kind != null) {
                entries.add(new Entry(new RecordId(key, kind), version, ageSeconds));
            }
        }
        return reader.finished() ? new MapVersions(entries) : null;
    }

    public byte[] emit() {
        ByteWriter writer = new ByteWriter(HEADER_LENGTH + (entries.size() * ENTRY_LENGTH));
        writer.u8(TYPE).u16(entries.size());
        for (Entry entry : entries) {
            writer.bytes(entry.id.key().toBytes()).u8(entry.id.kind().code());
            entry.version.emit(writer);
            writer.i32((int) entry.ageSeconds);
        }
        return writer.toByteArray();
    }
}

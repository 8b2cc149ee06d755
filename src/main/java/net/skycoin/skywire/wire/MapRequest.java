package net.skycoin.skywire.wire;

import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * Message 33: asks for records. An empty request asks for the whole list of versions again, from
 * which the asker had to drop some.
 */
public record MapRequest(List<RecordId> ids) {
    public static final int TYPE = 33;

    private static final int HEADER_LENGTH = 1 + 2;

    /** Bytes of one entry. */
    public static final int ENTRY_LENGTH = PublicKey.LENGTH + 1;

    public MapRequest {
        ids = List.copyOf(ids);
    }

    /** The message, its type byte included; null when malformed. Skips kinds not known here. */
    public static @Nullable MapRequest parse(byte[] message) {
        ByteReader reader = new ByteReader(message);
        if (reader.u8() != TYPE || reader.u16() * ENTRY_LENGTH != reader.remaining()) {
            return null;
        }
        boolean empty = reader.remaining() == 0;
        List<RecordId> ids = new ArrayList<>();
        while (reader.remaining() > 0) {
            PublicKey key = PublicKey.parse(reader.bytes(PublicKey.LENGTH));
            RecordKind kind = RecordKind.ofCode(reader.u8());
            if (key == null) {
                return null;
            }
            if (kind != null) {
                ids.add(new RecordId(key, kind));
            }
        }
        // Were all kinds unknown, the rest would read as the empty request.
        return reader.finished() && empty == ids.isEmpty() ? new MapRequest(ids) : null;
    }

    public byte[] emit() {
        ByteWriter writer = new ByteWriter(HEADER_LENGTH + (ids.size() * ENTRY_LENGTH));
        writer.u8(TYPE).u16(ids.size());
        for (RecordId id : ids) {
            writer.bytes(id.key().toBytes()).u8(id.kind().code());
        }
        return writer.toByteArray();
    }
}

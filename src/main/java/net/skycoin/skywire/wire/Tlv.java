package net.skycoin.skywire.wire;

import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * One extension of a message: type 1, length 2, value. A type may occur more than once. Odd types
 * may be ignored by who does not know them, even types must not be (BOLT 1: "it's ok to be odd").
 *
 * @param value up to 65,535 bytes
 */
public record Tlv(int type, byte[] value) {
    private static final int HEADER_LENGTH = 3;

    /**
     * Reads all that is left as TLVs and answers those of the {@code known} types, in order. An
     * unknown even type or a cut value fails the reader, and the list is then empty.
     */
    public static List<Tlv> readAll(ByteReader reader, int... known) {
        List<Tlv> extensions = new ArrayList<>();
        while (reader.remaining() > 0) {
            int type = reader.u8();
            byte[] value = reader.bytes(reader.u16());
            if (contains(known, type)) {
                extensions.add(new Tlv(type, value));
            } else if (type % 2 == 0) {
                reader.fail();
            }
        }
        return reader.failed() ? List.of() : List.copyOf(extensions);
    }

    private static boolean contains(int[] types, int type) {
        for (int candidate : types) {
            if (candidate == type) {
                return true;
            }
        }
        return false;
    }

    /** The value of the first extension of this type; null when there is none. */
    public static byte @Nullable [] first(List<Tlv> extensions, int type) {
        for (Tlv extension : extensions) {
            if (extension.type == type) {
                return extension.value;
            }
        }
        return null;
    }

    /** Writes the extensions in order. */
    public static void emitAll(ByteWriter writer, List<Tlv> extensions) {
        for (Tlv extension : extensions) {
            extension.emit(writer);
        }
    }

    public void emit(ByteWriter writer) {
        if (value.length > 0xffff) {
            throw new IllegalArgumentException("TLV of " + value.length + " bytes");
        }
        writer.u8(type).u16(value.length).bytes(value);
    }

    /** Bytes that {@link #emit} writes. */
    public int length() {
        return HEADER_LENGTH + value.length;
    }
}

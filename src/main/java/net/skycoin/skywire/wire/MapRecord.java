package net.skycoin.skywire.wire;

import java.util.Arrays;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Signatures;
import org.jspecify.annotations.Nullable;

/**
 * A statement of a node about itself, signed by its key (protocol section 4). Immutable. Keeps the
 * bytes it was parsed from, extensions unknown to us included, so that the signature stays good
 * when it is passed on.
 *
 * <p>Parsing checks the structure only; nothing in a record means anything before {@link #verify}.
 */
public abstract sealed class MapRecord permits NodeDescriptor, LinkStates {
    private final RecordHeader header;
    private final byte[] encoded;

    MapRecord(RecordHeader header, byte[] encoded) {
        this.header = header;
        this.encoded = encoded;
    }

    /** The record of this kind in {@code encoded}; null when malformed. */
    public static @Nullable MapRecord parse(RecordKind kind, byte[] encoded) {
        return switch (kind) {
            case DESCRIPTOR -> NodeDescriptor.parse(encoded);
            case LINK_STATES -> LinkStates.parse(encoded);
        };
    }

    public abstract RecordKind kind();

    /** What the signature says that it signs. */
    abstract String signatureType();

    public PublicKey key() {
        return header.key();
    }

    public RecordId id() {
        return new RecordId(key(), kind());
    }

    public RecordVersion version() {
        return header.version();
    }

    public long lifetimeSeconds() {
        return header.lifetimeSeconds();
    }

    /** Whether the publisher signed this. Costs one signature check. */
    public boolean verify() {
        int bodyLength = encoded.length - Signatures.LENGTH;
        return Signatures.verify(
                signatureType(),
                Arrays.copyOf(encoded, bodyLength),
                Arrays.copyOfRange(encoded, bodyLength, encoded.length),
                key());
    }

    /** Reads what is between header and signature. */
    ByteReader contentReader() {
        int from = header.length();
        return new ByteReader(encoded, from, encoded.length - Signatures.LENGTH - from);
    }

    /** Whether what is between header and signature is the same. */
    boolean sameContent(MapRecord other) {
        return Arrays.equals(
                encoded,
                header.length(),
                encoded.length - Signatures.LENGTH,
                other.encoded,
                other.header.length(),
                other.encoded.length - Signatures.LENGTH);
    }

    /** A copy of the record's bytes, signature included. */
    public byte[] emit() {
        return encoded.clone();
    }

    /** Bytes of {@link #emit}. */
    public int length() {
        return encoded.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MapRecord record
                && record.kind() == kind()
                && Arrays.equals(record.encoded, encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return kind() + " " + version() + " of " + key();
    }
}

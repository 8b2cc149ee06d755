package net.skycoin.skywire.sky;

import java.util.Arrays;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.crypto.Sha256;
import org.jspecify.annotations.Nullable;

/** A SHA-256 of the ledger. Ordered by its bytes, unsigned. */
public final class Hash256 implements Comparable<Hash256> {
    /** Bytes of a hash. */
    public static final int LENGTH = Sha256.LENGTH;

    public static final Hash256 ZERO = new Hash256(new byte[LENGTH]);

    private final byte[] bytes;

    private Hash256(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The hash with these 32 bytes, copied. */
    public static Hash256 of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a hash has 32 bytes");
        }
        return new Hash256(bytes.clone());
    }

    /** SHA-256 of the concatenation of {@code parts}. */
    public static Hash256 over(byte[]... parts) {
        return new Hash256(Sha256.hash(parts));
    }

    /** The hash written as 64 hex digits; null unless it is one. */
    public static @Nullable Hash256 parseHex(String hex) {
        byte[] bytes = Hex.decode(hex);
        return bytes == null || bytes.length != LENGTH ? null : new Hash256(bytes);
    }

    /** A copy of the 32 bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public int compareTo(Hash256 other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Hash256 hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The 64 hex digits. */
    @Override
    public String toString() {
        return Hex.encode(bytes);
    }
}

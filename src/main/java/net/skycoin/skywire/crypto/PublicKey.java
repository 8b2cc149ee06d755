package net.skycoin.skywire.crypto;

import java.util.Arrays;
import net.skycoin.skywire.bytes.BigEndian;
import net.skycoin.skywire.bytes.Hex;
import org.jspecify.annotations.Nullable;

/**
 * A secp256k1 public key in its compressed form (33 bytes); the name of a node. Instances hold a
 * point that was checked to lie on the curve. Ordered by their bytes, unsigned.
 */
public final class PublicKey implements Comparable<PublicKey> {
    /** Bytes of the compressed form (SEC 1, section 2.3.3). */
    public static final int LENGTH = 33;

    private final byte[] bytes;
    private final int hash;

    private PublicKey(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    /** The key with these compressed bytes; null unless they are a point of the curve. */
    public static @Nullable PublicKey parse(byte[] compressed) {
        return compressed.length == LENGTH && Secp256k1.instance().isPoint(compressed)
                ? new PublicKey(compressed.clone())
                : null;
    }

    /** The key written as 66 hex digits; null unless it is one. */
    public static @Nullable PublicKey parseHex(String hex) {
        byte[] bytes = Hex.decode(hex);
        return bytes == null ? null : parse(bytes);
    }

    /**
     * Wraps bytes that are known to be a point, such as the result of a multiplication; takes
     * ownership of the array.
     */
    static PublicKey ofPoint(byte[] compressed) {
        return new PublicKey(compressed);
    }

    /** A copy of the 33 bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Writes the 33 bytes at {@code offset}. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, LENGTH);
    }

    /**
     * The first 8 bytes of the point's x coordinate: a name for lists in which 33 bytes are too
     * many. Nobody can make a key that shares it with a given one but that key's owner.
     */
    public long shortId() {
        return BigEndian.getLong(bytes, 1);
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public int compareTo(PublicKey other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PublicKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** The 66 hex digits. */
    @Override
    public String toString() {
        return Hex.encode(bytes);
    }
}

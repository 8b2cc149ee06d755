package net.skycoin.skywire.sky;

import java.util.Arrays;
import net.skycoin.skywire.bytes.Base58;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Ripemd160;
import net.skycoin.skywire.crypto.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Where SKY can be sent: RIPEMD-160 of the double SHA-256 of a public key. As text it is Base58 of
 * the key's hash, the version (0) and a checksum of four bytes; within structures the version comes
 * first and there is no checksum. Ordered by the hash.
 */
public final class SkyAddress implements Comparable<SkyAddress> {
    /** Bytes within a structure: version and hash. */
    public static final int LENGTH = 1 + Ripemd160.LENGTH;

    private static final int VERSION = 0;
    private static final int CHECKSUM_LENGTH = 4;

    private final byte[] keyHash;

    private SkyAddress(byte[] keyHash) {
        this.keyHash = keyHash;
    }

    /** The address of a key. */
    public static SkyAddress of(PublicKey key) {
        return new SkyAddress(Ripemd160.hash(Sha256.hash(Sha256.hash(key.toBytes()))));
    }

    /** The address with this hash of a key (20 bytes, copied). */
    public static SkyAddress ofKeyHash(byte[] keyHash) {
        if (keyHash.length != Ripemd160.LENGTH) {
            throw new IllegalArgumentException("the hash of a key has 20 bytes");
        }
        return new SkyAddress(keyHash.clone());
    }

    /**
     * The address written as text; null on a wrong character, length, checksum or version (a
     * Bitcoin address has another order, hence another checksum).
     */
    public static @Nullable SkyAddress parse(String text) {
        byte[] bytes = Base58.decode(text);
        if (bytes == null || bytes.length != LENGTH + CHECKSUM_LENGTH) {
            return null;
        }
        byte[] body = Arrays.copyOf(bytes, LENGTH);
        byte[] sum = Arrays.copyOfRange(bytes, LENGTH, bytes.length);
        return body[Ripemd160.LENGTH] == VERSION && Arrays.equals(sum, checksum(body))
                ? new SkyAddress(Arrays.copyOf(body, Ripemd160.LENGTH))
                : null;
    }

    private static byte[] checksum(byte[] body) {
        return Arrays.copyOf(Sha256.hash(body), CHECKSUM_LENGTH);
    }

    /** Reads the 21 bytes of a structure; null when the version is unknown. */
    static @Nullable SkyAddress read(SkyReader in) {
        int version = in.u8();
        byte[] keyHash = in.bytes(Ripemd160.LENGTH);
        return version == VERSION && keyHash.length == Ripemd160.LENGTH
                ? new SkyAddress(keyHash)
                : null;
    }

    void write(SkyWriter out) {
        out.u8(VERSION).bytes(keyHash);
    }

    /** A copy of the key's hash, 20 bytes. */
    public byte[] keyHash() {
        return keyHash.clone();
    }

    @Override
    public int compareTo(SkyAddress other) {
        return Arrays.compareUnsigned(keyHash, other.keyHash);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SkyAddress address && Arrays.equals(keyHash, address.keyHash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(keyHash);
    }

    @Override
    public String toString() {
        byte[] body = Arrays.copyOf(keyHash, LENGTH);
        byte[] bytes = Arrays.copyOf(body, LENGTH + CHECKSUM_LENGTH);
        System.arraycopy(checksum(body), 0, bytes, LENGTH, CHECKSUM_LENGTH);
        return Base58.encode(bytes);
    }
}

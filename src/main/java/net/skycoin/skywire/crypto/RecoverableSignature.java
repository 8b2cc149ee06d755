package net.skycoin.skywire.crypto;

import java.util.Arrays;
import net.skycoin.skywire.bytes.Hex;
import org.jspecify.annotations.Nullable;

/**
 * An ECDSA signature from which the signer's key is found again: r || s || id, 65 bytes (SEC 1,
 * section 4.1.6). The bytes may be anything; {@link #recover} tells.
 */
public final class RecoverableSignature {
    /** Bytes of r || s || id. */
    public static final int LENGTH = 65;

    /** Ids are 0 to 3: the parity of R's y, and whether R's x was n or more. */
    public static final int LARGEST_ID = 3;

    private static final int DIGEST_LENGTH = 32;

    private final byte[] bytes;

    private RecoverableSignature(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The signature with these 65 bytes, copied. */
    public static RecoverableSignature of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a signature has 65 bytes");
        }
        return new RecoverableSignature(bytes.clone());
    }

    /** Takes ownership of the array. */
    static RecoverableSignature ofBytes(byte[] bytes) {
        return new RecoverableSignature(bytes);
    }

    /** A copy of the 65 bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** The byte at {@code index}, unsigned. */
    public int at(int index) {
        return bytes[index] & 0xff;
    }

    /** The key that made this signature of a 32-byte digest; null when no key can have. */
    public @Nullable PublicKey recover(byte[] digest) {
        if (digest.length != DIGEST_LENGTH) {
            throw new IllegalArgumentException("a digest has 32 bytes");
        }
        byte[] point = Secp256k1.instance().recover(digest, bytes);
        return point == null ? null : PublicKey.ofPoint(point);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RecoverableSignature signature
                && Arrays.equals(bytes, signature.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The 130 hex digits. */
    @Override
    public String toString() {
        return Hex.encode(bytes);
    }
}

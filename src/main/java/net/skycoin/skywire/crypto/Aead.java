package net.skycoin.skywire.crypto;

/**
 * Authenticated encryption with associated data under one key, for one direction. The 12-byte nonce
 * is 4 zero bytes and {@code nonce} big-endian; the sealer must never use a nonce twice under one
 * key. Single-threaded. Closing wipes the key; what is not closed is wiped once it is unreachable.
 */
public interface Aead extends AutoCloseable {
    /** Bytes that sealing adds. */
    int TAG_LENGTH = 16;

    /**
     * What {@link #open} answers for anything that was not sealed under this key with this nonce
     * and data.
     */
    int FORGED = -1;

    /**
     * Seals {@code length} bytes of {@code in} into {@code out}; the ranges may be the same or
     * disjoint.
     *
     * @return the bytes written: {@code length} + 16
     */
    int seal(
            long nonce,
            byte[] aad,
            int aadOffset,
            int aadLength,
            byte[] in,
            int inOffset,
            int length,
            byte[] out,
            int outOffset);

    /**
     * Opens {@code length} bytes (ciphertext and tag) of {@code in} into {@code out}; the ranges
     * may be the same or disjoint.
     *
     * @return the bytes of plaintext, or {@link #FORGED}, in which case the content of {@code out}
     *     is undefined
     */
    int open(
            long nonce,
            byte[] aad,
            int aadOffset,
            int aadLength,
            byte[] in,
            int inOffset,
            int length,
            byte[] out,
            int outOffset);

    /** Wipes the key; sealing and opening then throw {@link IllegalStateException}. */
    @Override
    void close();
}

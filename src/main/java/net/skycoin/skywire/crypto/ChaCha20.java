package net.skycoin.skywire.crypto;

/**
 * The ChaCha20 stream of RFC 8439 under one 32-byte key, block counter from 0. Single-threaded.
 * Closing wipes the key; what is not closed is wiped once it is unreachable.
 */
public final class ChaCha20 implements AutoCloseable {
    /** Bytes of a nonce. */
    public static final int NONCE_LENGTH = 12;

    /** What a {@link CipherProvider} brings. */
    interface Stream extends AutoCloseable {
        void xor(byte[] nonceSource, int nonceOffset, byte[] data, int offset, int length);

        @Override
        void close();
    }

    private final Stream stream;

    /** The key is copied. */
    public ChaCha20(byte[] key) {
        stream = CipherProvider.instance().chaCha20(key);
    }

    /**
     * XORs the stream of the 12 bytes at {@code nonceOffset} of {@code nonceSource} into {@code
     * length} bytes of {@code data}.
     */
    public void xor(byte[] nonceSource, int nonceOffset, byte[] data, int offset, int length) {
        stream.xor(nonceSource, nonceOffset, data, offset, length);
    }

    /**
     * The first {@code length} bytes of the stream for an all-zero nonce: a pseudo-random function
     * of the key.
     */
    public static byte[] stream(byte[] key, int length) {
        byte[] output = new byte[length];
        try (ChaCha20 cipher = new ChaCha20(key)) {
            cipher.xor(new byte[NONCE_LENGTH], 0, output, 0, length);
        }
        return output;
    }

    @Override
    public void close() {
        stream.close();
    }
}

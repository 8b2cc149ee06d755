package net.skycoin.skywire.crypto;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import org.bouncycastle.crypto.generators.SCrypt;
import org.jspecify.annotations.Nullable;

/**
 * scrypt (RFC 7914): a key out of a passphrase, slowly and with much memory. By the system's
 * libcrypto where it is there, since that memory is then not the Java heap's; by Bouncy Castle
 * otherwise.
 *
 * @param costLog2 binary logarithm of N
 * @param blockSize r
 * @param parallelism p
 */
public record Scrypt(int costLog2, int blockSize, int parallelism) {
    /** What nobody needs; beyond it a damaged or hostile file would stop the machine. */
    private static final long LARGEST_MEMORY = 2L << 30;

    private static final int LARGEST_PARALLELISM = 64;
    private static final int BLOCK_UNIT = 128;
    private static final int SMALLEST_COST_LOG2 = 1;
    private static final int LARGEST_COST_LOG2 = 24;

    /** The bounds are those of files that people make. */
    public Scrypt {
        if (!isReasonable(costLog2, blockSize, parallelism)) {
            throw new IllegalArgumentException("scrypt parameters out of bounds");
        }
    }

    /** Whether these parameters may be used at all; a parser asks before it makes them. */
    public static boolean isReasonable(int costLog2, int blockSize, int parallelism) {
        return costLog2 >= SMALLEST_COST_LOG2
                && costLog2 <= LARGEST_COST_LOG2
                && blockSize >= 1
                && parallelism >= 1
                && parallelism <= LARGEST_PARALLELISM
                && (long) BLOCK_UNIT * blockSize <= LARGEST_MEMORY >> costLog2;
    }

    /** Bytes of memory that one derivation takes. */
    public long memoryBytes() {
        return ((long) BLOCK_UNIT * blockSize) << costLog2;
    }

    /**
     * A key of {@code length} bytes, which the caller wipes; null when the machine has not the
     * memory for it.
     */
    public byte @Nullable [] derive(byte[] passphrase, byte[] salt, int length) {
        byte[] key = new byte[length];
        if (Libcrypto.AVAILABLE) {
            return Libcrypto.EVP_PBE_scrypt(
                                    passphrase,
                                    new NativeLong(passphrase.length),
                                    salt,
                                    new NativeLong(salt.length),
                                    1L << costLog2,
                                    blockSize,
                                    parallelism,
                                    2 * LARGEST_MEMORY,
                                    key,
                                    new NativeLong(length))
                            == 1
                    ? key
                    : null;
        }
        return memoryBytes() > Runtime.getRuntime().maxMemory() / 2
                ? null
                : SCrypt.generate(passphrase, salt, 1 << costLog2, blockSize, parallelism, length);
    }

    /** OpenSSL 3's function under its own name. */
    private static final class Libcrypto {
        static final boolean AVAILABLE = load();

        private static boolean load() {
            try {
                Native.register(Libcrypto.class, NativeLibrary.getInstance("libcrypto.so.3"));
                return true;
            } catch (LinkageError _) {
                return false;
            }
        }

        static native int EVP_PBE_scrypt(
                byte[] passphrase,
                NativeLong passphraseLength,
                byte[] salt,
                NativeLong saltLength,
                long n,
                long r,
                long p,
                long largestMemory,
                byte[] key,
                NativeLong keyLength);
    }
}

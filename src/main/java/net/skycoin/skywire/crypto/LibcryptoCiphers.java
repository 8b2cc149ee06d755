package net.skycoin.skywire.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Arrays;
import net.skycoin.skywire.bytes.BigEndian;
import org.jspecify.annotations.Nullable;

/**
 * OpenSSL's libcrypto (3.0 and later) by its EVP interface. Called through {@code
 * java.lang.foreign} with critical calls, which take the arrays as they lie in the heap: nothing is
 * copied, nothing is allocated, and a call costs some 10 ns where JNA's direct mapping costs 150.
 */
final class LibcryptoCiphers extends CipherProvider {
    static final String NAME = "libcrypto";

    private static final String LIBRARY = "libcrypto.so.3";
    private static final Cleaner CLEANER = Cleaner.create();

    // openssl/evp.h
    private static final int EVP_CTRL_AEAD_GET_TAG = 0x10;
    private static final int EVP_CTRL_AEAD_SET_TAG = 0x11;
    private static final int OPENSSL_VERSION_STRING = 6;

    private static final int ENCRYPT = 1;
    private static final int DECRYPT = 0;
    private static final int OK = 1;

    private final String version;
    private final long aes256Gcm;
    private final long chaCha20Poly1305;
    private final long chaCha20;

    private LibcryptoCiphers() throws Throwable {
        aes256Gcm = fetch("AES-256-GCM");
        chaCha20Poly1305 = fetch("ChaCha20-Poly1305");
        chaCha20 = fetch("ChaCha20");
        long text = (long) Calls.OPENSSL_VERSION.invokeExact(OPENSSL_VERSION_STRING);
        version = MemorySegment.ofAddress(text).reinterpret(256).getString(0);
    }

    /** The library of this machine; null when there is none that can be used. */
    static @Nullable LibcryptoCiphers load() {
        try {
            return new LibcryptoCiphers();
        } catch (Throwable _) {
            // No such library, one without these functions, or a JVM that may not call it.
            return null;
        }
    }

    private static long fetch(String algorithm) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(algorithm);
            long cipher = (long) Calls.EVP_CIPHER_FETCH.invokeExact(0L, name, 0L);
            if (cipher == 0) {
                throw new IllegalStateException("libcrypto lacks " + algorithm);
            }
            return cipher;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return NAME + " " + version;
    }

    @Override
    Aead aead(AeadAlgorithm algorithm, byte[] key) {
        return new LibcryptoAead(
                algorithm == AeadAlgorithm.AES_256_GCM ? aes256Gcm : chaCha20Poly1305, key);
    }

    @Override
    ChaCha20.Stream chaCha20(byte[] key) {
        return new LibcryptoStream(chaCha20, key);
    }

    private static IllegalStateException failure(Throwable cause) {
        return cause instanceof IllegalStateException state
                ? state
                : new IllegalStateException("libcrypto failed", cause);
    }

    /** The library's functions, under names of our own style. */
    private static final class Calls {
        private static final Linker LINKER = Linker.nativeLinker();
        private static final SymbolLookup LOOKUP =
                SymbolLookup.libraryLookup(LIBRARY, Arena.global());

        static final MethodHandle OPENSSL_VERSION =
                function("OpenSSL_version", JAVA_LONG, JAVA_INT);
        static final MethodHandle EVP_CIPHER_FETCH =
                function("EVP_CIPHER_fetch", JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG);
        static final MethodHandle EVP_CIPHER_CTX_NEW = function("EVP_CIPHER_CTX_new", JAVA_LONG);
        static final MethodHandle EVP_CIPHER_CTX_FREE =
                LINKER.downcallHandle(
                        LOOKUP.findOrThrow("EVP_CIPHER_CTX_free"),
                        FunctionDescriptor.ofVoid(JAVA_LONG));
        static final MethodHandle EVP_CIPHER_INIT_EX =
                function(
                        "EVP_CipherInit_ex",
                        JAVA_INT,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_LONG,
                        ADDRESS,
                        ADDRESS,
                        JAVA_INT);
        static final MethodHandle EVP_CIPHER_UPDATE =
                function(
                        "EVP_CipherUpdate",
                        JAVA_INT,
                        JAVA_LONG,
                        ADDRESS,
                        ADDRESS,
                        ADDRESS,
                        JAVA_INT);
        static final MethodHandle EVP_CIPHER_FINAL_EX =
                function("EVP_CipherFinal_ex", JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
        static final MethodHandle EVP_CIPHER_CTX_CTRL =
                function("EVP_CIPHER_CTX_ctrl", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS);

        /** Where the library writes lengths that nobody reads. */
        static final MemorySegment LENGTH = Arena.global().allocate(JAVA_INT);

        private static MethodHandle function(
                String name, MemoryLayout result, MemoryLayout... arguments) {
            return LINKER.downcallHandle(
                    LOOKUP.findOrThrow(name),
                    FunctionDescriptor.of(result, arguments),
                    Linker.Option.critical(true));
        }
    }

    /** One EVP_CIPHER_CTX: the key's only copy outside of the heap, freed and wiped once. */
    private static final class Context implements AutoCloseable {
        private long address;
        private final Cleaner.Cleanable cleanable;

        Context(Object owner, long cipher, byte[] key, int direction) throws Throwable {
            address = (long) Calls.EVP_CIPHER_CTX_NEW.invokeExact();
            long made = address;
            cleanable = CLEANER.register(owner, () -> free(made));
            int ok =
                    (int)
                            Calls.EVP_CIPHER_INIT_EX.invokeExact(
                                    address,
                                    cipher,
                                    0L,
                                    MemorySegment.ofArray(key),
                                    MemorySegment.NULL,
                                    direction);
            require(ok);
        }

        private static void free(long address) {
            try {
                Calls.EVP_CIPHER_CTX_FREE.invokeExact(address);
            } catch (Throwable e) {
                throw failure(e);
            }
        }

        long address() {
            if (address == 0) {
                throw new IllegalStateException("cipher was closed");
            }
            return address;
        }

        @Override
        public void close() {
            address = 0;
            cleanable.clean();
        }
    }

    private static void require(int ok) {
        if (ok != OK) {
            throw new IllegalStateException("libcrypto refused its arguments");
        }
    }

    /** Sealing and opening have a context each, made when it is first needed. */
    private static final class LibcryptoAead implements Aead {
        private static final int NONCE_LENGTH = 12;

        private final long cipher;
        private final byte[] iv = new byte[NONCE_LENGTH];
        private final MemorySegment ivSegment = MemorySegment.ofArray(iv);
        private byte @Nullable [] key;
        private @Nullable Context sealing;
        private @Nullable Context opening;

        LibcryptoAead(long cipher, byte[] key) {
            this.cipher = cipher;
            this.key = key.clone();
        }

        private Context context(int direction) throws Throwable {
            if (key == null) {
                throw new IllegalStateException("cipher was closed");
            }
            return new Context(this, cipher, key, direction);
        }

        private long sealingContext() throws Throwable {
            Context context = sealing;
            if (context == null) {
                context = context(ENCRYPT);
                sealing = context;
            }
            return context.address();
        }

        private long openingContext() throws Throwable {
            Context context = opening;
            if (context == null) {
                context = context(DECRYPT);
                opening = context;
            }
            return context.address();
        }

        @Override
        public int seal(
                long nonce,
                byte[] aad,
                int aadOffset,
                int aadLength,
                byte[] in,
                int inOffset,
                int length,
                byte[] out,
                int outOffset) {
            MemorySegment target = MemorySegment.ofArray(out).asSlice(outOffset);
            MemorySegment tag = target.asSlice(length, TAG_LENGTH);
            try {
                long context = sealingContext();
                int ok =
                        begin(context, nonce, ENCRYPT, aad, aadOffset, aadLength)
                                & update(context, target, in, inOffset, length)
                                & (int)
                                        Calls.EVP_CIPHER_FINAL_EX.invokeExact(
                                                context, tag, Calls.LENGTH)
                                & (int)
                                        Calls.EVP_CIPHER_CTX_CTRL.invokeExact(
                                                context, EVP_CTRL_AEAD_GET_TAG, TAG_LENGTH, tag);
                require(ok);
            } catch (Throwable e) {
                throw failure(e);
            } finally {
                Reference.reachabilityFence(this);
            }
            return length + TAG_LENGTH;
        }

        @Override
        public int open(
                long nonce,
                byte[] aad,
                int aadOffset,
                int aadLength,
                byte[] in,
                int inOffset,
                int length,
                byte[] out,
                int outOffset) {
            int plain = length - TAG_LENGTH;
            if (plain < 0) {
                return FORGED;
            }
            MemorySegment target = MemorySegment.ofArray(out).asSlice(outOffset, plain);
            MemorySegment tag = MemorySegment.ofArray(in).asSlice(inOffset + plain, TAG_LENGTH);
            try {
                long context = openingContext();
                int ok =
                        begin(context, nonce, DECRYPT, aad, aadOffset, aadLength)
                                & (int)
                                        Calls.EVP_CIPHER_CTX_CTRL.invokeExact(
                                                context, EVP_CTRL_AEAD_SET_TAG, TAG_LENGTH, tag)
                                & update(context, target, in, inOffset, plain);
                require(ok);
                int genuine =
                        (int)
                                Calls.EVP_CIPHER_FINAL_EX.invokeExact(
                                        context, Calls.LENGTH, Calls.LENGTH);
                return genuine == OK ? plain : FORGED;
            } catch (Throwable e) {
                throw failure(e);
            } finally {
                Reference.reachabilityFence(this);
            }
        }

        private int begin(
                long context, long nonce, int direction, byte[] aad, int aadOffset, int aadLength)
                throws Throwable {
            BigEndian.putLong(iv, NONCE_LENGTH - Long.BYTES, nonce);
            int ok =
                    (int)
                            Calls.EVP_CIPHER_INIT_EX.invokeExact(
                                    context, 0L, 0L, MemorySegment.NULL, ivSegment, direction);
            return aadLength == 0
                    ? ok
                    : ok & update(context, MemorySegment.NULL, aad, aadOffset, aadLength);
        }

        private static int update(
                long context, MemorySegment target, byte[] in, int inOffset, int length)
                throws Throwable {
            MemorySegment source = MemorySegment.ofArray(in).asSlice(inOffset, length);
            return (int)
                    Calls.EVP_CIPHER_UPDATE.invokeExact(
                            context, target, Calls.LENGTH, source, length);
        }

        @Override
        public void close() {
            byte[] wiped = key;
            key = null;
            if (wiped != null) {
                Arrays.fill(wiped, (byte) 0);
            }
            if (sealing != null) {
                sealing.close();
            }
            if (opening != null) {
                opening.close();
            }
        }
    }

    /** ChaCha20 alone; the library's IV is the 32-bit block counter and the nonce. */
    private static final class LibcryptoStream implements ChaCha20.Stream {
        private static final int COUNTER_LENGTH = 4;

        private final byte[] iv = new byte[COUNTER_LENGTH + ChaCha20.NONCE_LENGTH];
        private final MemorySegment ivSegment = MemorySegment.ofArray(iv);
        private final Context context;

        LibcryptoStream(long cipher, byte[] key) {
            try {
                context = new Context(this, cipher, key, ENCRYPT);
            } catch (Throwable e) {
                throw failure(e);
            }
        }

        @Override
        public void xor(byte[] nonceSource, int nonceOffset, byte[] data, int offset, int length) {
            System.arraycopy(nonceSource, nonceOffset, iv, COUNTER_LENGTH, ChaCha20.NONCE_LENGTH);
            MemorySegment segment = MemorySegment.ofArray(data).asSlice(offset, length);
            try {
                int ok =
                        (int)
                                Calls.EVP_CIPHER_INIT_EX.invokeExact(
                                        context.address(),
                                        0L,
                                        0L,
                                        MemorySegment.NULL,
                                        ivSegment,
                                        ENCRYPT);
                ok &=
                        (int)
                                Calls.EVP_CIPHER_UPDATE.invokeExact(
                                        context.address(), segment, Calls.LENGTH, segment, length);
                require(ok);
            } catch (Throwable e) {
                throw failure(e);
            } finally {
                Reference.reachabilityFence(this);
            }
        }

        @Override
        public void close() {
            context.close();
        }
    }
}

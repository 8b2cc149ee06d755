package net.skycoin.skywire.crypto;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.skycoin.skywire.bytes.BigEndian;
import net.skycoin.skywire.bytes.HeapSegments;
import org.jspecify.annotations.Nullable;

/** OpenSSL's libcrypto, 3.0 and later, by {@link LibcryptoFunctions}. */
final class LibcryptoCiphers extends CipherProvider {
    static final String NAME = "libcrypto";

    private static final Cleaner CLEANER = Cleaner.create();
    private static final int OK = 1;

    private final LibcryptoFunctions aes256Gcm;
    private final LibcryptoFunctions chaCha20Poly1305;
    private final LibcryptoFunctions chaCha20;

    private LibcryptoCiphers() throws Throwable {
        aes256Gcm = LibcryptoFunctions.of("AES-256-GCM");
        chaCha20Poly1305 = LibcryptoFunctions.of("ChaCha20-Poly1305");
        chaCha20 = LibcryptoFunctions.of("ChaCha20");
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

    @Override
    public String name() {
        return NAME;
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

    private static void require(int ok) {
        if (ok != OK) {
            throw new IllegalStateException("libcrypto refused its arguments");
        }
    }

    private static IllegalStateException failure(Throwable cause) {
        return cause instanceof IllegalStateException state
                ? state
                : new IllegalStateException("libcrypto failed", cause);
    }

    /** One context of the library, keyed; freed and wiped once. */
    private static final class Context implements AutoCloseable {
        private final Cleaner.Cleanable cleanable;
        private long address;

        Context(Object owner, LibcryptoFunctions functions, byte[] key, boolean encrypt)
                throws Throwable {
            long made = functions.make();
            address = made;
            cleanable = CLEANER.register(owner, () -> free(functions, made));
            MemorySegment segment = MemorySegment.ofArray(key);
            require(functions.init(encrypt, made, segment, key.length, MemorySegment.NULL, 0));
        }

        private static void free(LibcryptoFunctions functions, long address) {
            try {
                functions.free(address);
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

    /** The parameter "tag" and its value, outside of the heap for the library to point at. */
    private static final class Tag {
        // struct ossl_param_st: key, type, data, size, size that was returned; then the end mark.
        private static final int SIZEOF_PARAM = 40;
        private static final int TYPE = 8;
        private static final int DATA = 16;
        private static final int SIZE = 24;
        private static final int OSSL_PARAM_OCTET_STRING = 5;

        private static final ValueLayout.OfLong LONG = JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);
        private static final MemorySegment KEY = Arena.global().allocateFrom("tag");

        final MemorySegment value;
        final MemorySegment parameters;

        Tag() {
            Arena arena = Arena.ofAuto();
            value = arena.allocate(Aead.TAG_LENGTH, Long.BYTES);
            parameters = arena.allocate(2 * SIZEOF_PARAM, Long.BYTES);
            parameters.set(JAVA_LONG, 0, KEY.address());
            parameters.set(ValueLayout.JAVA_INT, TYPE, OSSL_PARAM_OCTET_STRING);
            parameters.set(JAVA_LONG, DATA, value.address());
            parameters.set(JAVA_LONG, SIZE, Aead.TAG_LENGTH);
        }

        void copyTo(byte[] target, int offset) {
            BigEndian.putLong(target, offset, value.get(LONG, 0));
            BigEndian.putLong(target, offset + Long.BYTES, value.get(LONG, Long.BYTES));
        }

        void copyFrom(byte[] source, int offset) {
            value.set(LONG, 0, BigEndian.getLong(source, offset));
            value.set(LONG, Long.BYTES, BigEndian.getLong(source, offset + Long.BYTES));
        }
    }

    /** Sealing and opening have a context each, made when it is first needed. */
    private static final class LibcryptoAead implements Aead {
        private static final int NONCE_LENGTH = 12;

        private final LibcryptoFunctions functions;
        private final byte[] iv = new byte[NONCE_LENGTH];
        private final MemorySegment ivSegment = MemorySegment.ofArray(iv);
        private final Tag tag = new Tag();
        private byte @Nullable [] key;
        private @Nullable Context sealing;
        private @Nullable Context opening;

        LibcryptoAead(LibcryptoFunctions functions, byte[] key) {
            this.functions = functions;
            this.key = key.clone();
        }

        private Context context(boolean encrypt) throws Throwable {
            if (key == null) {
                throw new IllegalStateException("cipher was closed");
            }
            return new Context(this, functions, key, encrypt);
        }

        private long sealingContext() throws Throwable {
            Context context = sealing;
            if (context == null) {
                context = context(true);
                sealing = context;
            }
            return context.address();
        }

        private long openingContext() throws Throwable {
            Context context = opening;
            if (context == null) {
                context = context(false);
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
            try {
                long context = sealingContext();
                require(
                        begin(true, context, nonce, aad, aadOffset, aadLength)
                                & update(context, out, outOffset, in, inOffset, length)
                                & functions.end(context)
                                & functions.getParameters(context, tag.parameters));
                tag.copyTo(out, outOffset + length);
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
            tag.copyFrom(in, inOffset + plain);
            try {
                long context = openingContext();
                require(
                        begin(false, context, nonce, aad, aadOffset, aadLength)
                                & functions.setParameters(context, tag.parameters)
                                & update(context, out, outOffset, in, inOffset, plain));
                return functions.end(context) == OK ? plain : FORGED;
            } catch (Throwable e) {
                throw failure(e);
            } finally {
                Reference.reachabilityFence(this);
            }
        }

        private int begin(
                boolean encrypt, long context, long nonce, byte[] aad, int aadOffset, int aadLength)
                throws Throwable {
            BigEndian.putLong(iv, NONCE_LENGTH - Long.BYTES, nonce);
            int ok =
                    functions.init(
                            encrypt, context, MemorySegment.NULL, 0, ivSegment, NONCE_LENGTH);
            if (aadLength > 0) {
                MemorySegment data = MemorySegment.ofArray(aad).asSlice(aadOffset, aadLength);
                ok &= functions.update(context, MemorySegment.NULL, data, aadLength);
            }
            return ok;
        }

        private int update(
                long context, byte[] out, int outOffset, byte[] in, int inOffset, int length)
                throws Throwable {
            MemorySegment target = HeapSegments.of(out).asSlice(outOffset, length);
            MemorySegment source = HeapSegments.of(in).asSlice(inOffset, length);
            return functions.update(context, target, source, length);
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

        private final LibcryptoFunctions functions;
        private final byte[] iv = new byte[COUNTER_LENGTH + ChaCha20.NONCE_LENGTH];
        private final MemorySegment ivSegment = MemorySegment.ofArray(iv);
        private final Context context;

        LibcryptoStream(LibcryptoFunctions functions, byte[] key) {
            this.functions = functions;
            try {
                context = new Context(this, functions, key, true);
            } catch (Throwable e) {
                throw failure(e);
            }
        }

        @Override
        public void xor(byte[] nonceSource, int nonceOffset, byte[] data, int offset, int length) {
            System.arraycopy(nonceSource, nonceOffset, iv, COUNTER_LENGTH, ChaCha20.NONCE_LENGTH);
            MemorySegment segment = HeapSegments.of(data).asSlice(offset, length);
            try {
                long address = context.address();
                require(
                        functions.init(true, address, MemorySegment.NULL, 0, ivSegment, iv.length)
                                & functions.update(address, segment, segment, length));
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

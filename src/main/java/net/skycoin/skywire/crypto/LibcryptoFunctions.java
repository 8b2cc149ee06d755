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
import java.util.Arrays;

/**
 * One algorithm of libcrypto's default provider, by the functions that the provider itself offers
 * (provider-cipher(7)). The EVP layer above them, made for any cipher, costs a third of the time of
 * a packet: it looks parameters up by name, several times for each.
 *
 * <p>The calls are critical ones of {@code java.lang.foreign}: arrays are taken as they lie in the
 * heap, nothing is copied or allocated, and a call costs an estimated 10 ns, where JNA's direct
 * mapping costs 150. Results are 1 for success.
 */
final class LibcryptoFunctions {
    private static final String LIBRARY = "libcrypto.so.3";

    // openssl/core_dispatch.h
    private static final int OSSL_OP_CIPHER = 2;
    private static final int NEWCTX = 1;
    private static final int ENCRYPT_INIT = 2;
    private static final int DECRYPT_INIT = 3;
    private static final int UPDATE = 4;
    private static final int FINAL = 5;
    private static final int FREECTX = 7;
    private static final int GET_CTX_PARAMS = 10;
    private static final int SET_CTX_PARAMS = 11;

    // struct ossl_dispatch_st { int function_id; void (*function)(void); }
    private static final int SIZEOF_DISPATCH = 16;
    private static final int FUNCTION = 8;

    // struct ossl_algorithm_st: names, properties, implementation, description
    private static final int SIZEOF_ALGORITHM = 32;
    private static final int IMPLEMENTATION = 16;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option CRITICAL = Linker.Option.critical(true);

    private static final MethodHandle MAKE =
            LINKER.downcallHandle(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FREE =
            LINKER.downcallHandle(FunctionDescriptor.ofVoid(JAVA_LONG));
    private static final MethodHandle INIT =
            function(JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle TRANSFORM =
            function(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG);
    private static final MethodHandle END = function(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle PARAMETERS = function(JAVA_LONG, ADDRESS);

    /** Where the library writes lengths that nobody reads. */
    private static final MemorySegment LENGTH = Arena.global().allocate(JAVA_LONG);

    private final long providerContext;
    private final MemorySegment make;
    private final MemorySegment free;
    private final MemorySegment encryptInit;
    private final MemorySegment decryptInit;
    private final MemorySegment update;
    private final MemorySegment end;
    private final MemorySegment getParameters;
    private final MemorySegment setParameters;

    private LibcryptoFunctions(MemorySegment dispatch, long providerContext) {
        this.providerContext = providerContext;
        make = find(dispatch, NEWCTX);
        free = find(dispatch, FREECTX);
        encryptInit = find(dispatch, ENCRYPT_INIT);
        decryptInit = find(dispatch, DECRYPT_INIT);
        update = find(dispatch, UPDATE);
        end = find(dispatch, FINAL);
        getParameters = find(dispatch, GET_CTX_PARAMS);
        setParameters = find(dispatch, SET_CTX_PARAMS);
    }

    private static MethodHandle function(MemoryLayout... arguments) {
        return LINKER.downcallHandle(FunctionDescriptor.of(JAVA_INT, arguments), CRITICAL);
    }

    private static MemorySegment find(MemorySegment dispatch, int wanted) {
        for (long at = 0; dispatch.get(JAVA_INT, at) != 0; at += SIZEOF_DISPATCH) {
            if (dispatch.get(JAVA_INT, at) == wanted) {
                return dispatch.get(ADDRESS, at + FUNCTION);
            }
        }
        throw new IllegalStateException("libcrypto lacks function " + wanted);
    }

    /** The functions of one algorithm; throws anything where there are none. */
    static LibcryptoFunctions of(String algorithm) throws Throwable {
        SymbolLookup library = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
        MethodHandle fetch = exported(library, "EVP_CIPHER_fetch", JAVA_LONG, ADDRESS, JAVA_LONG);
        MethodHandle providerOf = exported(library, "EVP_CIPHER_get0_provider", JAVA_LONG);
        MethodHandle contextOf = exported(library, "OSSL_PROVIDER_get0_provider_ctx", JAVA_LONG);
        MethodHandle query =
                exported(library, "OSSL_PROVIDER_query_operation", JAVA_LONG, JAVA_INT, ADDRESS);
        try (Arena arena = Arena.ofConfined()) {
            // Never released: it keeps the provider loaded.
            long cipher = (long) fetch.invokeExact(0L, arena.allocateFrom(algorithm), 0L);
            long provider = (long) providerOf.invokeExact(cipher);
            long context = (long) contextOf.invokeExact(provider);
            MemorySegment noCache = arena.allocate(JAVA_INT);
            long algorithms = (long) query.invokeExact(provider, OSSL_OP_CIPHER, noCache);
            return new LibcryptoFunctions(implementation(algorithms, algorithm), context);
        }
    }

    private static MethodHandle exported(
            SymbolLookup library, String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                library.findOrThrow(name), FunctionDescriptor.of(JAVA_LONG, arguments));
    }

    private static MemorySegment implementation(long algorithms, String wanted) {
        MemorySegment table = MemorySegment.ofAddress(algorithms).reinterpret(Long.MAX_VALUE);
        for (long at = 0; table.get(JAVA_LONG, at) != 0; at += SIZEOF_ALGORITHM) {
            String names = table.get(ADDRESS, at).reinterpret(Long.MAX_VALUE).getString(0);
            if (Arrays.asList(names.split(":", -1)).contains(wanted)) {
                return table.get(ADDRESS, at + IMPLEMENTATION).reinterpret(Long.MAX_VALUE);
            }
        }
        throw new IllegalStateException("libcrypto lacks " + wanted);
    }

    /** A new cipher context, which the caller frees. */
    long make() throws Throwable {
        long context = (long) MAKE.invokeExact(make, providerContext);
        if (context == 0) {
            throw new IllegalStateException("libcrypto has no memory");
        }
        return context;
    }

    /** Wipes and frees a context. */
    void free(long context) throws Throwable {
        FREE.invokeExact(free, context);
    }

    /** Begins a message, or sets the key; NULL keeps what was there. */
    int init(
            boolean encrypt,
            long context,
            MemorySegment key,
            long keyLength,
            MemorySegment iv,
            long ivLength)
            throws Throwable {
        MemorySegment function = encrypt ? encryptInit : decryptInit;
        return (int) INIT.invokeExact(function, context, key, keyLength, iv, ivLength, 0L);
    }

    /** Transforms {@code length} bytes; with NULL as the target they are associated data. */
    int update(long context, MemorySegment target, MemorySegment source, long length)
            throws Throwable {
        return (int) TRANSFORM.invokeExact(update, context, target, LENGTH, length, source, length);
    }

    /** Ends the message: 1, unless a tag does not fit. */
    int end(long context) throws Throwable {
        return (int) END.invokeExact(end, context, LENGTH, LENGTH, 0L);
    }

    int getParameters(long context, MemorySegment parameters) throws Throwable {
        return (int) PARAMETERS.invokeExact(getParameters, context, parameters);
    }

    int setParameters(long context, MemorySegment parameters) throws Throwable {
        return (int) PARAMETERS.invokeExact(setParameters, context, parameters);
    }
}

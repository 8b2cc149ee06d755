package net.skycoin.skywire.crypto;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.NativeLongByReference;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@link Secp256k1} by libsecp256k1 (version 0.2 and later) through JNA's direct mapping. The
 * context is randomised once, against side channels, and read-only afterwards, so all threads share
 * it.
 */
final class NativeSecp256k1 extends Secp256k1 {
    /** SECP256K1_CONTEXT_NONE: since 0.2 every context signs and verifies. */
    private static final int CONTEXT_NONE = 1;

    private static final int EC_COMPRESSED = 258;
    private static final int PUBKEY_STRUCT = 64;
    private static final int SIGNATURE_STRUCT = 64;
    private static final int RECOVERABLE_STRUCT = 65;

    /** Debian's sonames, newest first; the plain name is what a development package installs. */
    private static final String[] LIBRARIES = {
        "libsecp256k1.so.2", "libsecp256k1.so.1", "secp256k1"
    };

    private final Pointer context;
    private final String name;

    NativeSecp256k1() {
        name = load();
        context = Functions.secp256k1_context_create(CONTEXT_NONE);
        byte[] seed = new byte[32];
        new SecureRandom().nextBytes(seed);
        require(Functions.secp256k1_context_randomize(context, seed));
    }

    private static String load() {
        UnsatisfiedLinkError last = new UnsatisfiedLinkError("libsecp256k1");
        for (String library : LIBRARIES) {
            try {
                Native.register(Functions.class, NativeLibrary.getInstance(library));
                return library;
            } catch (UnsatisfiedLinkError e) {
                last = e;
            }
        }
        throw last;
    }

    private static void require(int ok) {
        if (ok != 1) {
            throw new IllegalArgumentException("libsecp256k1 refused its argument");
        }
    }

    @Override
    public String provider() {
        return "libsecp256k1 (" + name + ")";
    }

    @Override
    public boolean constantTime() {
        return true;
    }

    @Override
    boolean isPoint(byte[] compressed) {
        return Functions.secp256k1_ec_pubkey_parse(
                        context,
                        new byte[PUBKEY_STRUCT],
                        compressed,
                        new NativeLong(compressed.length))
                == 1;
    }

    @Override
    boolean isSecret(byte[] scalar) {
        return Functions.secp256k1_ec_seckey_verify(context, scalar) == 1;
    }

    @Override
    byte[] publicKey(byte[] secret) {
        byte[] point = new byte[PUBKEY_STRUCT];
        require(Functions.secp256k1_ec_pubkey_create(context, point, secret));
        return serialize(point);
    }

    @Override
    byte[] sharedSecret(byte[] point, byte[] secret) {
        byte[] output = new byte[32];
        // The library's default hash function is SHA-256 of the compressed point: just what BOLT 8
        // wants.
        require(
                Functions.secp256k1_ecdh(
                        context, output, parse(point), secret, Pointer.NULL, Pointer.NULL));
        return output;
    }

    @Override
    byte[] multiplySecret(byte[] secret, byte[] factor) {
        byte[] product = secret.clone();
        require(Functions.secp256k1_ec_seckey_tweak_mul(context, product, factor));
        return product;
    }

    @Override
    byte[] multiplyPoint(byte[] point, byte[] factor) {
        byte[] product = parse(point);
        require(Functions.secp256k1_ec_pubkey_tweak_mul(context, product, factor));
        return serialize(product);
    }

    @Override
    byte[] sign(byte[] digest, byte[] secret) {
        byte[] signature = new byte[SIGNATURE_STRUCT];
        require(
                Functions.secp256k1_ecdsa_sign(
                        context, signature, digest, secret, Pointer.NULL, Pointer.NULL));
        byte[] compact = new byte[Signatures.LENGTH];
        require(Functions.secp256k1_ecdsa_signature_serialize_compact(context, compact, signature));
        return compact;
    }

    @Override
    boolean verify(byte[] digest, byte[] signature, byte[] point) {
        byte[] parsed = new byte[SIGNATURE_STRUCT];
        return Functions.secp256k1_ecdsa_signature_parse_compact(context, parsed, signature) == 1
                && Functions.secp256k1_ecdsa_verify(context, parsed, digest, parse(point)) == 1;
    }

    @Override
    byte @Nullable [] addSecret(byte[] secret, byte[] summand) {
        byte[] sum = secret.clone();
        return Functions.secp256k1_ec_seckey_tweak_add(context, sum, summand) == 1 ? sum : null;
    }

    @Override
    byte[] signRecoverable(byte[] digest, byte[] secret) {
        byte[] signature = new byte[RECOVERABLE_STRUCT];
        require(
                Functions.secp256k1_ecdsa_sign_recoverable(
                        context, signature, digest, secret, Pointer.NULL, Pointer.NULL));
        byte[] compact = new byte[Signatures.LENGTH];
        IntByReference id = new IntByReference();
        require(
                Functions.secp256k1_ecdsa_recoverable_signature_serialize_compact(
                        context, compact, id, signature));
        byte[] result = Arrays.copyOf(compact, RecoverableSignature.LENGTH);
        result[Signatures.LENGTH] = (byte) id.getValue();
        return result;
    }

    @Override
    byte @Nullable [] recover(byte[] digest, byte[] signature) {
        int id = signature[Signatures.LENGTH];
        byte[] parsed = new byte[RECOVERABLE_STRUCT];
        byte[] point = new byte[PUBKEY_STRUCT];
        // An id out of range is a fault of the caller to the library: it would end the process.
        boolean recovered =
                id >= 0
                        && id <= RecoverableSignature.LARGEST_ID
                        && Functions.secp256k1_ecdsa_recoverable_signature_parse_compact(
                                        context, parsed, signature, id)
                                == 1
                        && Functions.secp256k1_ecdsa_recover(context, point, parsed, digest) == 1;
        return recovered ? serialize(point) : null;
    }

    private byte[] parse(byte[] compressed) {
        byte[] point = new byte[PUBKEY_STRUCT];
        require(
                Functions.secp256k1_ec_pubkey_parse(
                        context, point, compressed, new NativeLong(compressed.length)));
        return point;
    }

    private byte[] serialize(byte[] point) {
        byte[] compressed = new byte[PublicKey.LENGTH];
        NativeLongByReference length = new NativeLongByReference(new NativeLong(PublicKey.LENGTH));
        require(
                Functions.secp256k1_ec_pubkey_serialize(
                        context, compressed, length, point, EC_COMPRESSED));
        return compressed;
    }

    /** The library's functions under their own names. */
    @SuppressWarnings("checkstyle:MethodName")
    private static final class Functions {
        static native Pointer secp256k1_context_create(int flags);

        static native int secp256k1_context_randomize(Pointer context, byte[] seed);

        static native int secp256k1_ec_pubkey_parse(
                Pointer context, byte[] point, byte[] input, NativeLong inputLength);

        static native int secp256k1_ec_pubkey_serialize(
                Pointer context,
                byte[] output,
                NativeLongByReference outputLength,
                byte[] point,
                int flags);

        static native int secp256k1_ec_seckey_verify(Pointer context, byte[] secret);

        static native int secp256k1_ec_pubkey_create(Pointer context, byte[] point, byte[] secret);

        static native int secp256k1_ec_seckey_tweak_mul(
                Pointer context, byte[] secret, byte[] factor);

        static native int secp256k1_ec_pubkey_tweak_mul(
                Pointer context, byte[] point, byte[] factor);

        static native int secp256k1_ecdh(
                Pointer context,
                byte[] output,
                byte[] point,
                byte[] secret,
                Pointer hash,
                Pointer data);

        static native int secp256k1_ecdsa_sign(
                Pointer context,
                byte[] signature,
                byte[] digest,
                byte[] secret,
                Pointer nonce,
                Pointer data);

        static native int secp256k1_ecdsa_signature_serialize_compact(
                Pointer context, byte[] output, byte[] signature);

        static native int secp256k1_ecdsa_signature_parse_compact(
                Pointer context, byte[] signature, byte[] input);

        static native int secp256k1_ecdsa_verify(
                Pointer context, byte[] signature, byte[] digest, byte[] point);

        static native int secp256k1_ec_seckey_tweak_add(
                Pointer context, byte[] secret, byte[] summand);

        static native int secp256k1_ecdsa_sign_recoverable(
                Pointer context,
                byte[] signature,
                byte[] digest,
                byte[] secret,
                Pointer nonce,
                Pointer data);

        static native int secp256k1_ecdsa_recoverable_signature_serialize_compact(
                Pointer context, byte[] output, IntByReference id, byte[] signature);

        static native int secp256k1_ecdsa_recoverable_signature_parse_compact(
                Pointer context, byte[] signature, byte[] input, int id);

        static native int secp256k1_ecdsa_recover(
                Pointer context, byte[] point, byte[] signature, byte[] digest);
    }
}

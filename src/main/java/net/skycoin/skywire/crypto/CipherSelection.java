package net.skycoin.skywire.crypto;

import java.util.Arrays;
import java.util.HexFormat;
import net.skycoin.skywire.clock.SystemClock;
import org.jspecify.annotations.Nullable;

/** The self-test that chooses a {@link CipherProvider}. */
final class CipherSelection {
    static final String AUTO = "auto";

    /**
     * Length of a full cell, and how many are sealed to tell who is faster: a millisecond or two.
     */
    private static final int SAMPLE_LENGTH = 1400;

    private static final int SAMPLES = 16;

    /** RFC 8439, appendix A.1, test vector 1. */
    private static final String CHACHA20_ZERO =
            "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
                    + "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586";

    private CipherSelection() {}

    static CipherProvider choose(String wanted) {
        return switch (wanted) {
            case AUTO -> fastest(LibcryptoCiphers.load(), new JdkCiphers());
            case JdkCiphers.NAME -> require(new JdkCiphers());
            case LibcryptoCiphers.NAME -> require(LibcryptoCiphers.load());
            default ->
                    throw new IllegalStateException(
                            "unknown ciphers \"" + wanted + "\": auto, libcrypto or jdk");
        };
    }

    private static CipherProvider require(@Nullable CipherProvider provider) {
        if (provider == null || !isCorrect(provider)) {
            throw new IllegalStateException("the ciphers that were asked for do not work here");
        }
        return provider;
    }

    private static CipherProvider fastest(@Nullable CipherProvider library, CipherProvider jdk) {
        if (library == null || !isCorrect(library)) {
            return require(jdk);
        }
        // Not warm yet, either of them: the seconds after the start count, too.
        return isCorrect(jdk) && timeNs(jdk) < timeNs(library) ? jdk : library;
    }

    /**
     * Whether the published vectors come out, and what is forged does not open. For the AEADs key,
     * nonce and text are zero: McGrew and Viega's test case 14 of AES-256-GCM, and what three
     * libraries agree on for RFC 8439.
     */
    static boolean isCorrect(CipherProvider provider) {
        byte[] stream = new byte[64];
        try (ChaCha20.Stream zero = provider.chaCha20(new byte[32])) {
            zero.xor(new byte[12], 0, stream, 0, stream.length);
        }
        return Arrays.equals(stream, HexFormat.of().parseHex(CHACHA20_ZERO))
                && seals(
                        provider,
                        AeadAlgorithm.AES_256_GCM,
                        "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919")
                && seals(
                        provider,
                        AeadAlgorithm.CHACHA20_POLY1305,
                        "9f07e7be5551387a98ba977c732d080dc34a88047320f52aa2c6683ef8084d2f");
    }

    private static boolean seals(
            CipherProvider provider, AeadAlgorithm algorithm, String expected) {
        byte[] none = {};
        byte[] packet = new byte[16 + Aead.TAG_LENGTH];
        try (Aead aead = provider.aead(algorithm, new byte[32])) {
            aead.seal(0, none, 0, 0, packet, 0, 16, packet, 0);
            byte[] forged = packet.clone();
            forged[3] ^= 1;
            return Arrays.equals(packet, HexFormat.of().parseHex(expected))
                    && aead.open(0, none, 0, 0, forged, 0, forged.length, forged, 0) == Aead.FORGED
                    && aead.open(0, none, 0, 0, packet, 0, packet.length, packet, 0) == 16
                    && Arrays.equals(packet, 0, 16, new byte[16], 0, 16);
        }
    }

    private static long timeNs(CipherProvider provider) {
        byte[] packet = new byte[SAMPLE_LENGTH + Aead.TAG_LENGTH];
        long totalNs = 0;
        for (AeadAlgorithm algorithm : AeadAlgorithm.values()) {
            try (Aead aead = provider.aead(algorithm, new byte[32])) {
                long beganNs = SystemClock.monotonicNs();
                for (int i = 0; i < SAMPLES; i++) {
                    aead.seal(i, packet, 0, 16, packet, 16, SAMPLE_LENGTH - 16, packet, 16);
                }
                totalNs += SystemClock.monotonicNs() - beganNs;
            }
        }
        return totalNs;
    }
}

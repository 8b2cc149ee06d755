package net.skycoin.skywire.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.skycoin.skywire.crypto.AeadAlgorithm;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The machine against the published vectors, message by message and byte by byte. */
class NoiseVectorsTest {
    private static final CacophonyVectors ALL = CacophonyVectors.load();
    private static final AeadCipher AES_GCM =
            new AeadCipher("AESGCM", AeadAlgorithm.AES_256_GCM, false);

    static List<CacophonyVectors.Vector> vectors() {
        return ALL.vectors();
    }

    @Test
    void allTwentyFourAreThere() {
        assertEquals(24, vectors().size());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void writesAndReadsThePublishedMessages(CacophonyVectors.Vector vector) {
        String[] name = vector.protocol().split("_");
        CipherFunction cipher = name[3].equals("AESGCM") ? AES_GCM : AeadCipher.CHACHA_POLY;
        HandshakeState<byte[], byte[]> initiator = side(true, name, cipher);
        HandshakeState<byte[], byte[]> responder = side(false, name, cipher);
        List<byte[]> messages = vector.messages();
        int at = 0;
        while (!initiator.complete()) {
            HandshakeState<byte[], byte[]> writer = at % 2 == 0 ? initiator : responder;
            HandshakeState<byte[], byte[]> reader = at % 2 == 0 ? responder : initiator;
            assertArrayEquals(messages.get(at), writer.write(ALL.payloads().get(at)));
            assertArrayEquals(ALL.payloads().get(at), reader.read(messages.get(at)));
            at++;
        }
        assertTrue(responder.complete());
        HandshakeKeys keys = initiator.keys();
        HandshakeKeys peerKeys = responder.keys();
        assertArrayEquals(vector.hash().getFirst(), keys.hash());
        assertArrayEquals(keys.k1(), peerKeys.k1());
        assertArrayEquals(keys.k2(), peerKeys.k2());
        assertArrayEquals(keys.chain(), peerKeys.chain());
        transport(vector, cipher, keys, at);
    }

    /** Messages still alternate, and each direction counts its nonces from 0. */
    private static void transport(
            CacophonyVectors.Vector vector, CipherFunction cipher, HandshakeKeys keys, int from) {
        long[] nonce = {0, 0};
        for (int at = from; at < vector.messages().size(); at++) {
            int side = at % 2;
            byte[] key = side == 0 ? keys.k1() : keys.k2();
            assertArrayEquals(
                    vector.messages().get(at),
                    cipher.encrypt(key, nonce[side]++, new byte[0], ALL.payloads().get(at)));
        }
    }

    private static HandshakeState<byte[], byte[]> side(
            boolean initiator, String[] name, CipherFunction cipher) {
        X25519Dh dh = new X25519Dh();
        boolean known = !name[1].startsWith("XX");
        String side = initiator ? "initiator" : "responder";
        byte @Nullable [] ownStatic =
                initiator && name[1].equals("NK") ? null : ALL.key(side + "-static");
        byte @Nullable [] remoteStatic =
                initiator && known ? dh.publicKey(ALL.key("responder-static")) : null;
        return new HandshakeState<>(
                TestPatterns.named(name[1]),
                dh,
                cipher,
                name[4].equals("BLAKE2s") ? new Blake2sHash() : new Sha256Hash(),
                initiator,
                ownStatic,
                remoteStatic,
                ALL.key("psk"),
                ALL.key("prologue"),
                new FixedRandom(ALL.key(side + "-ephemeral")));
    }
}

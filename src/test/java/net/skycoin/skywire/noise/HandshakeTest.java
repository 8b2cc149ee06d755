package net.skycoin.skywire.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import net.skycoin.skywire.crypto.PrivateKey;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    private static final byte[] PROLOGUE = "skywire/link/1/udp".getBytes(StandardCharsets.US_ASCII);

    private final Random random = new Random(7);
    private final PrivateKey a = PrivateKey.generate(random);
    private final PrivateKey b = PrivateKey.generate(random);

    @Test
    void ikGivesBothSidesTheSameKeysAndEachOthersIdentity() {
        try (Handshake initiator = initiator(HandshakePattern.IK);
                Handshake responder = responder(HandshakePattern.IK, PROLOGUE)) {
            assertArrayEquals(bytes("one"), responder.read(initiator.write(bytes("one"))));
            assertArrayEquals(bytes("two"), initiator.read(responder.write(bytes("two"))));
            assertTrue(initiator.complete() && responder.complete());
            assertEquals(a.publicKey(), responder.remoteStatic());
            HandshakeKeys keys = initiator.keys();
            HandshakeKeys peerKeys = responder.keys();
            assertArrayEquals(keys.k1(), peerKeys.k1());
            assertArrayEquals(keys.k2(), peerKeys.k2());
            assertArrayEquals(keys.chain(), peerKeys.chain());
            assertArrayEquals(keys.hash(), peerKeys.hash());
            assertThrows(IllegalStateException.class, initiator::keys);
        }
    }

    @Test
    void nkLeavesTheInitiatorAnonymous() {
        try (Handshake initiator =
                        Handshake.initiator(
                                HandshakePattern.NK, null, b.publicKey(), PROLOGUE, random);
                Handshake responder = responder(HandshakePattern.NK, PROLOGUE)) {
            assertArrayEquals(bytes(""), responder.read(initiator.write(bytes(""))));
            assertArrayEquals(bytes("two"), initiator.read(responder.write(bytes("two"))));
            assertNull(responder.remoteStatic());
            assertArrayEquals(initiator.keys().k1(), responder.keys().k1());
        }
    }

    @Test
    void rejectsAnotherProloguesMessage() {
        try (Handshake initiator = initiator(HandshakePattern.IK);
                Handshake responder = responder(HandshakePattern.IK, bytes("skywire/link/1/tcp"))) {
            assertNull(responder.read(initiator.write(bytes("one"))));
        }
    }

    @Test
    void everyDamagedOrCutMessageIsRejectedAndTheGenuineOneStillWorks() {
        try (Handshake initiator = initiator(HandshakePattern.IK);
                Handshake responder = responder(HandshakePattern.IK, PROLOGUE)) {
            byte[] message = initiator.write(bytes("one"));
            for (int i = 0; i < message.length; i++) {
                byte[] damaged = message.clone();
                damaged[i] ^= (byte) (1 << random.nextInt(8));
                assertNull(responder.read(damaged));
            }
            for (int length = 0; length < message.length; length += 7) {
                assertNull(responder.read(Arrays.copyOf(message, length)));
            }
            assertNull(responder.read(new byte[70_000]));
            assertArrayEquals(bytes("one"), responder.read(message));
            byte[] answer = responder.write(bytes("two"));
            byte[] damaged = answer.clone();
            damaged[damaged.length - 1] ^= 1;
            assertNull(initiator.read(damaged));
            assertArrayEquals(bytes("two"), initiator.read(answer));
        }
    }

    @Test
    void outOfTurnIsAFaultOfTheCaller() {
        try (Handshake initiator = initiator(HandshakePattern.IK);
                Handshake responder = responder(HandshakePattern.IK, PROLOGUE)) {
            assertThrows(IllegalStateException.class, () -> initiator.read(bytes("")));
            assertThrows(IllegalStateException.class, () -> responder.write(bytes("")));
            assertThrows(IllegalStateException.class, initiator::keys);
            assertFalse(initiator.complete());
        }
    }

    private Handshake initiator(HandshakePattern pattern) {
        return Handshake.initiator(pattern, a, b.publicKey(), PROLOGUE, random);
    }

    private Handshake responder(HandshakePattern pattern, byte[] prologue) {
        return Handshake.responder(pattern, b, prologue, random);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

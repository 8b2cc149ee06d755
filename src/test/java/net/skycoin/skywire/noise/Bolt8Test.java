package net.skycoin.skywire.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The machine with secp256k1 against appendix A of Lightning's BOLT 8, which is
 * Noise_XK_secp256k1_ChaChaPoly_SHA256 with the prologue "lightning" and a version byte (0) before
 * each act.
 */
class Bolt8Test {
    private static final String ACT_ONE =
            "036360e856310ce5d294e8be33fc807077dc56ac80d95d9cd4ddbd21325eff73f7"
                    + "0df6086551151f58b8afe6c195782c6a";
    private static final String ACT_TWO =
            "02466d7fcae563e5cb09a0d1870bb580344804617879a14949cf22285f1bae3f27"
                    + "6e2470b93aac583c9ef6eafca3f730ae";
    private static final String ACT_THREE =
            "b9e3a702e93e3a9948c2ed6e5fd7590a6e1c3a0344cfc9d5b57357049aa22355"
                    + "361aa02e55a8fc28fef5bd6d71ad0c3822"
                    + "8dc68b1c466263b47fdf31e560e139ba";
    private static final byte[] EMPTY = {};

    private HandshakeState<PrivateKey, PublicKey> initiator = side(true);
    private HandshakeState<PrivateKey, PublicKey> responder = side(false);

    @BeforeEach
    void freshHandshake() {
        initiator = side(true);
        responder = side(false);
    }

    @Test
    void handshakeSucceeds() {
        assertEquals(ACT_ONE, HexFormat.of().formatHex(initiator.write(EMPTY)));
        assertArrayEquals(EMPTY, responder.read(hex(ACT_ONE)));
        assertEquals(ACT_TWO, HexFormat.of().formatHex(responder.write(EMPTY)));
        assertArrayEquals(EMPTY, initiator.read(hex(ACT_TWO)));
        assertEquals(ACT_THREE, HexFormat.of().formatHex(initiator.write(EMPTY)));
        assertArrayEquals(EMPTY, responder.read(hex(ACT_THREE)));
        assertEquals(key("11").publicKey(), responder.remoteStatic());
        HandshakeKeys keys = initiator.keys();
        assertArrayEquals(
                hex("969ab31b4d288cedf6218839b27a3e2140827047f2c0f01bf5c04435d43511a9"), keys.k1());
        assertArrayEquals(
                hex("bb9020b8965f4df047e07f955f3c4b88418984aadc5cdb35096b9ea8fa5c3442"), keys.k2());
        assertArrayEquals(
                hex("919219dbb2920afa8db80f9a51787a840bcf111ed8d588caf9ab4be716e42b01"),
                keys.chain());
        assertArrayEquals(keys.k2(), responder.keys().k2());
    }

    @Test
    void sealsTheFirstTransportMessages() {
        byte[] key = hex("969ab31b4d288cedf6218839b27a3e2140827047f2c0f01bf5c04435d43511a9");
        byte[] hello = "hello".getBytes(StandardCharsets.US_ASCII);
        byte[] length = {0, 5};
        CipherFunction cipher = AeadCipher.CHACHA_POLY;
        assertArrayEquals(
                hex("cf2b30ddf0cf3f80e7c35a6e6730b59fe802"), cipher.encrypt(key, 0, EMPTY, length));
        assertArrayEquals(
                hex("473180f396d88a8fb0db8cbcf25d2f214cf9ea1d95"),
                cipher.encrypt(key, 1, EMPTY, hello));
        assertArrayEquals(
                hex("72887022101f0b6753e0c7de21657d35a4cb"), cipher.encrypt(key, 2, EMPTY, length));
        assertArrayEquals(
                hex("2a1f5cde2650528bbc8f837d0f0d7ad833b1a256a1"),
                cipher.encrypt(key, 3, EMPTY, hello));
    }

    @Test
    void actOneIsRejectedWhenShortBadKeyOrBadTagAndThenStillSucceeds() {
        assertNull(responder.read(hex(ACT_ONE.substring(0, ACT_ONE.length() - 2))));
        assertNull(responder.read(hex("04" + ACT_ONE.substring(2))));
        assertNull(responder.read(hex(ACT_ONE.substring(0, ACT_ONE.length() - 1) + "b")));
        assertArrayEquals(EMPTY, responder.read(hex(ACT_ONE)));
    }

    @Test
    void actTwoIsRejectedWhenShortBadKeyOrBadTagAndThenStillSucceeds() {
        initiator.write(EMPTY);
        assertNull(initiator.read(hex(ACT_TWO.substring(0, ACT_TWO.length() - 2))));
        assertNull(initiator.read(hex("04" + ACT_TWO.substring(2))));
        assertNull(initiator.read(hex(ACT_TWO.substring(0, ACT_TWO.length() - 1) + "f")));
        assertArrayEquals(EMPTY, initiator.read(hex(ACT_TWO)));
    }

    @Test
    void actThreeIsRejectedWhenShortForgedOrWithABadKeyAndThenStillSucceeds() {
        responder.read(hex(ACT_ONE));
        responder.write(EMPTY);
        assertNull(responder.read(hex(ACT_THREE.substring(0, ACT_THREE.length() - 2))));
        assertNull(responder.read(hex("c" + ACT_THREE.substring(1))));
        assertNull(
                responder.read(
                        hex(
                                "bfe3a702e93e3a9948c2ed6e5fd7590a6e1c3a0344cfc9d5b57357049aa22355"
                                        + "36ad09a8ee351870c2bb7f78b754a26c6c"
                                        + "ef79a98d25139c856d7efd252c2ae73c")));
        assertNull(responder.read(hex(ACT_THREE.substring(0, ACT_THREE.length() - 1) + "b")));
        assertNull(responder.remoteStatic());
        assertArrayEquals(EMPTY, responder.read(hex(ACT_THREE)));
        assertTrue(responder.complete());
        assertNotNull(responder.remoteStatic());
    }

    private static HandshakeState<PrivateKey, PublicKey> side(boolean initiator) {
        @Nullable PublicKey known = initiator ? key("21").publicKey() : null;
        return new HandshakeState<>(
                TestPatterns.XK,
                new Secp256k1Dh(),
                AeadCipher.CHACHA_POLY,
                new Sha256Hash(),
                initiator,
                key(initiator ? "11" : "21"),
                known,
                null,
                "lightning".getBytes(StandardCharsets.US_ASCII),
                new FixedRandom(hex((initiator ? "12" : "22").repeat(32))));
    }

    private static PrivateKey key(String octet) {
        return Objects.requireNonNull(PrivateKey.of(hex(octet.repeat(32))));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}

package net.skycoin.skywire.circuit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Sha256;
import net.skycoin.skywire.wire.FailureCode;
import net.skycoin.skywire.wire.HopStatus;
import net.skycoin.skywire.wire.ReplyEnd;
import org.junit.jupiter.api.Test;

/**
 * Pins what a hop does, byte for byte. The expected values come from an independent program
 * (Python, own ChaCha20 and SipHash) written from protocol.md alone.
 */
class KeyScheduleTest {
    /** The points G, 2G, 3G and 4G of secp256k1. */
    private static final PublicKey NODE =
            key("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");

    private static final PublicKey ONION =
            key("02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5");
    private static final PublicKey ALPHA =
            key("02f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9");
    private static final PublicKey FRESH =
            key("02e493dbf1c10d80f3581e4904930b1404cc6c13900ee0758474fa94abe8c4cd13");

    private static final byte[] SHARED = filled(1);
    private static final RandomGenerator ZEROS = () -> 0;

    private final HopKeys keys = HopKeys.derive(SHARED, filled(2), NODE, ONION, ALPHA, FRESH);

    private static PublicKey key(String hex) {
        return Objects.requireNonNull(PublicKey.parseHex(hex));
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Id 0, N = 00 01 .. 0f, 48 zeros. */
    private static byte[] cell() {
        byte[] cell = new byte[68];
        for (int i = 0; i < 16; i++) {
            cell[4 + i] = (byte) i;
        }
        return cell;
    }

    @Test
    void relayChangesACellForward() {
        byte[] cell = cell();
        keys.forward(cell, 0, cell.length);
        assertEquals(
                "00000000"
                        + "fc33ba9d43b229aa927bd0bdee306570"
                        + "c2a5ccdf21ae6748621601c9e498bbe92a74b81fa515321394614d88b515c1d1"
                        + "fe27d8ff6483da7ca2a07055149734fa",
                hex(cell));
        keys.undoForward(cell, 0, cell.length);
        assertArrayEquals(cell(), cell);
    }

    @Test
    void relayChangesACellBackward() {
        byte[] cell = cell();
        keys.backward(cell, 0, cell.length);
        assertEquals(
                "00000000"
                        + "f8ab8e89defcc26a753173edb41ee9e9"
                        + "1cca655ab76212575c0b0b05a2c4f2f3f71524f6fe8489a0c659badcf3ac2b4c"
                        + "286b432e77d966d5f61c1838b01a7072",
                hex(cell));
        keys.undoBackward(cell, 0, cell.length);
        assertArrayEquals(cell(), cell);
    }

    @Test
    void statusBlocksAreTheProtocols() {
        HopStatus lost = new HopStatus(FailureCode.LINK_LOST, 1, 2);
        byte[] backward = StatusBlock.backward(keys, lost, ZEROS);
        assertEquals(
                "30a13051b0984f5a7ce8175b9c19b1fd"
                        + "d4d8ba2e194e60276ff2c3667622dc2439b8577649e22d2cdaae1f559a407f92"
                        + "a747ed3432e5e451581756f56a65bb284dec9080feabc528d6b0f4d4a4b93e9a",
                hex(backward));
        assertEquals(
                new StatusBlock.FromHop(0, lost),
                StatusBlock.readBackward(backward, List.of(keys)));
        HopStatus closed = new HopStatus(FailureCode.CLOSED, 1, 2);
        byte[] forward = StatusBlock.forward(List.of(keys), closed, ZEROS);
        assertEquals(
                "00000000000000000000000000000000"
                        + "a3384c9b0034ab07b3307897550ef4222b08fe1eae09007b07e27d9b96df250a"
                        + "6b2222697a6f4b8dfde202b07796ebd8673cdab77e2297e7bdf621656948ad3b",
                hex(forward));
        assertNull(StatusBlock.readBackward(forward.clone(), List.of(keys)));
        assertEquals(closed, StatusBlock.readForward(forward, keys));
    }

    @Test
    void repliesAreTheProtocols() {
        HopReply reply = HopReply.of(SHARED, keys, FRESH);
        ReplyEnd refusal = new ReplyEnd(FailureCode.LIMIT_REACHED, new byte[0]);
        byte[] made = reply.make(HopReply.REFUSED, refusal, ZEROS);
        assertEquals(
                "a6095300b7da1fcbe8db12486be155331bdbf71d7940d36afea698f134a30b54",
                hex(Sha256.hash(made)));
        assertEquals(
                "1e1108c3a5a603a902c8b337f0441a624c10b31959b96c2680687bb62410d3a6",
                hex(Sha256.hash(reply.pass(made))));
        byte[] stale = HopReply.stale(SHARED, FRESH).make(HopReply.STALE, refusal, ZEROS);
        assertEquals(
                "67f8d98e647d3cf358f4fe700ff9fbbead47e462d0d7cd7f424ecbfca3daa04b",
                hex(Sha256.hash(stale)));
    }
}

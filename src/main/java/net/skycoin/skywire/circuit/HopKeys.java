package net.skycoin.skywire.circuit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import net.skycoin.skywire.crypto.ChaCha20;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Sha256;
import net.skycoin.skywire.wire.Cell;

/**
 * The keys that one hop of a circuit and the initiator share, and what each of them does with a
 * cell (protocol.md, "Keys of a hop" and "Data cell"). The hop works in the direction of travel;
 * the initiator undoes it. Cells are changed in place; the circuit id is left alone.
 *
 * <pre>
 *   forward   relay: XOR under N, N = P(N)      initiator: N = P'(N), XOR under N
 *   backward  relay: N = P(N), XOR under N      initiator: XOR under N, N = P'(N)
 * </pre>
 */
final class HopKeys {
    /** Salt of everything that circuits derive. */
    static final byte[] SALT = "skywire/circuit/1".getBytes(US_ASCII);

    private static final int KEY_LENGTH = 32;

    private final ChaCha20 forwardLayer;
    private final ChaCha20 backwardLayer;
    private final NoncePermutation forwardPermutation;
    private final NoncePermutation backwardPermutation;
    private final ChaCha20 statusLayer;
    private final byte[] statusMac;
    private final byte[] replyMac;

    private HopKeys(byte[] secret) {
        forwardLayer = new ChaCha20(expand(secret, "fwd-layer", KEY_LENGTH));
        backwardLayer = new ChaCha20(expand(secret, "bwd-layer", KEY_LENGTH));
        forwardPermutation =
                new NoncePermutation(expand(secret, "fwd-perm", NoncePermutation.KEY_LENGTH));
        backwardPermutation =
                new NoncePermutation(expand(secret, "bwd-perm", NoncePermutation.KEY_LENGTH));
        byte[] status = expand(secret, "status", 2 * KEY_LENGTH);
        statusLayer = new ChaCha20(Arrays.copyOf(status, KEY_LENGTH));
        statusMac = Arrays.copyOfRange(status, KEY_LENGTH, 2 * KEY_LENGTH);
        replyMac = expand(secret, "reply", KEY_LENGTH);
    }

    /**
     * The keys of one hop.
     *
     * @param sharedSecret DH(alpha, onion key)
     * @param freshSecret DH(alpha, y)
     * @param node the hop's node key
     * @param onionKey the hop's onion key
     * @param alpha the ephemeral key in the onion that the hop saw
     * @param fresh Y, the public key that the hop made for this circuit
     */
    static HopKeys derive(
            byte[] sharedSecret,
            byte[] freshSecret,
            PublicKey node,
            PublicKey onionKey,
            PublicKey alpha,
            PublicKey fresh) {
        byte[] secret =
                Sha256.hkdfExtract(
                        SALT,
                        sharedSecret,
                        freshSecret,
                        node.toBytes(),
                        onionKey.toBytes(),
                        alpha.toBytes(),
                        fresh.toBytes());
        HopKeys keys = new HopKeys(secret);
        Arrays.fill(secret, (byte) 0);
        return keys;
    }

    static byte[] expand(byte[] secret, String label, int length) {
        return Sha256.hkdfExpand(secret, label.getBytes(US_ASCII), length);
    }

    byte[] replyMac() {
        return replyMac;
    }

    byte[] statusMac() {
        return statusMac;
    }

    ChaCha20 statusLayer() {
        return statusLayer;
    }

    NoncePermutation forwardPermutation() {
        return forwardPermutation;
    }

    NoncePermutation backwardPermutation() {
        return backwardPermutation;
    }

    /** A relay's work on a cell away from the initiator. */
    void forward(byte[] array, int cell, int length) {
        xor(forwardLayer, array, cell, length);
        forwardPermutation.apply(array, cell + Cell.NONCE);
    }

    /** The initiator's work, for this hop, on a cell that it sends. */
    void undoForward(byte[] array, int cell, int length) {
        forwardPermutation.invert(array, cell + Cell.NONCE);
        xor(forwardLayer, array, cell, length);
    }

    /** A relay's work on a cell towards the initiator. */
    void backward(byte[] array, int cell, int length) {
        backwardPermutation.apply(array, cell + Cell.NONCE);
        xor(backwardLayer, array, cell, length);
    }

    /** The initiator's work, for this hop, on a cell that it received. */
    void undoBackward(byte[] array, int cell, int length) {
        xor(backwardLayer, array, cell, length);
        backwardPermutation.invert(array, cell + Cell.NONCE);
    }

    private static void xor(ChaCha20 layer, byte[] array, int cell, int length) {
        int body = cell + Cell.HEADER_LENGTH;
        layer.xor(array, cell + Cell.NONCE, array, body, length - Cell.HEADER_LENGTH);
    }

    /** Overwrites what can be overwritten; the ciphers' own copies go with the garbage. */
    void wipe() {
        Arrays.fill(statusMac, (byte) 0);
        Arrays.fill(replyMac, (byte) 0);
    }
}

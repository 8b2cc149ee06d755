package net.skycoin.skywire.circuit;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.crypto.Sha256;
import net.skycoin.skywire.wire.Cell;
import net.skycoin.skywire.wire.HopStatus;
import org.jspecify.annotations.Nullable;

/**
 * Status blocks: N, content and MAC, under one layer for each hop between the initiator and the hop
 * that wrote or shall read it (protocol.md, "Status block"). All of one size, readable to those two
 * only. Methods that take a block change it in place, as a hop on the way does.
 */
final class StatusBlock {
    private static final byte FORWARD = 0;
    private static final byte BACKWARD = 1;

    private static final int BODY = Cell.NONCE_LENGTH;
    private static final int MAC = BODY + HopStatus.LENGTH;
    private static final int BODY_LENGTH = HopStatus.BLOCK_LENGTH - BODY;

    private StatusBlock() {}

    /**
     * What the initiator read.
     *
     * @param hop index on the path of the hop that wrote it
     */
    record FromHop(int hop, HopStatus status) {}

    /** A block with nothing to say, like any other from outside. */
    static byte[] random(RandomGenerator random) {
        byte[] block = new byte[HopStatus.BLOCK_LENGTH];
        random.nextBytes(block);
        return block;
    }

    /** The initiator's block for the last of these hops. */
    static byte[] forward(List<HopKeys> hops, HopStatus status, RandomGenerator random) {
        byte[] block = sealed(hops.getLast(), FORWARD, status, random);
        byte[] nonce = Arrays.copyOf(block, Cell.NONCE_LENGTH);
        for (HopKeys hop : hops) {
            hop.statusLayer().xor(nonce, 0, block, BODY, BODY_LENGTH);
            hop.forwardPermutation().apply(nonce, 0);
        }
        return block;
    }

    /** A hop looks at a forward block: what it says to this hop, or null, and pass it on. */
    static @Nullable HopStatus readForward(byte[] block, HopKeys keys) {
        keys.statusLayer().xor(block, 0, block, BODY, BODY_LENGTH);
        if (authentic(block, keys, FORWARD)) {
            return HopStatus.parse(Arrays.copyOfRange(block, BODY, MAC));
        }
        keys.forwardPermutation().apply(block, 0);
        return null;
    }

    /** A hop's block for the initiator. */
    static byte[] backward(HopKeys keys, HopStatus status, RandomGenerator random) {
        byte[] block = sealed(keys, BACKWARD, status, random);
        passBackward(block, keys);
        return block;
    }

    /** A hop adds its layer to a block on its way back. */
    static void passBackward(byte[] block, HopKeys keys) {
        keys.backwardPermutation().apply(block, 0);
        keys.statusLayer().xor(block, 0, block, BODY, BODY_LENGTH);
    }

    /** The initiator peels until some hop's MAC fits; null when none does. */
    static @Nullable FromHop readBackward(byte[] block, List<HopKeys> hops) {
        for (int i = 0; i < hops.size(); i++) {
            HopKeys hop = hops.get(i);
            hop.statusLayer().xor(block, 0, block, BODY, BODY_LENGTH);
            if (authentic(block, hop, BACKWARD)) {
                HopStatus status = HopStatus.parse(Arrays.copyOfRange(block, BODY, MAC));
                return status == null ? null : new FromHop(i, status);
            }
            hop.backwardPermutation().invert(block, 0);
        }
        return null;
    }

    private static byte[] sealed(
            HopKeys keys, byte direction, HopStatus status, RandomGenerator random) {
        byte[] block = random(random);
        System.arraycopy(status.emit(), 0, block, BODY, HopStatus.LENGTH);
        System.arraycopy(mac(block, keys, direction), 0, block, MAC, block.length - MAC);
        return block;
    }

    private static boolean authentic(byte[] block, HopKeys keys, byte direction) {
        byte[] shown = Arrays.copyOfRange(block, MAC, block.length);
        return MessageDigest.isEqual(mac(block, keys, direction), shown);
    }

    private static byte[] mac(byte[] block, HopKeys keys, byte direction) {
        byte[] content = Arrays.copyOfRange(block, BODY, MAC);
        byte[] mac = Sha256.hmac(keys.statusMac(), new byte[] {direction}, content);
        return Arrays.copyOf(mac, HopStatus.BLOCK_LENGTH - MAC);
    }
}

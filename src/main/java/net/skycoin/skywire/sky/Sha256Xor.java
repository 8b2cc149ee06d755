package net.skycoin.skywire.sky;

import java.util.Arrays;
import net.skycoin.skywire.crypto.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * The older of Skycoin's two encryptions of wallet files, weak because its key is made fast: read
 * here, never written.
 *
 * <pre>
 *   SHA-256 of the rest 32 | nonce 32 | blocks of 32: XOR with H(key || H(varint(i) in 32 bytes || H(nonce)))
 *   within: SHA-256 of the rest 32 | length u32 | data | zeros
 * </pre>
 */
public final class Sha256Xor {
    private static final int BLOCK = Sha256.LENGTH;

    private Sha256Xor() {}

    /**
     * The data, which the caller wipes; null when the password is wrong or the bytes are damaged.
     */
    public static byte @Nullable [] decrypt(byte[] sealed, SecretText password) {
        if (sealed.length < 4 * BLOCK || sealed.length % BLOCK != 0) {
            return null;
        }
        byte[] rest = Arrays.copyOfRange(sealed, BLOCK, sealed.length);
        if (!Arrays.equals(sealed, 0, BLOCK, Sha256.hash(rest), 0, BLOCK)) {
            return null;
        }
        byte[] key = DeterministicKeys.secretHash(password.bytes());
        byte[] nonceHash = Sha256.hash(Arrays.copyOf(rest, BLOCK));
        byte[] plain = Arrays.copyOfRange(rest, BLOCK, rest.length);
        for (int block = 0; block < plain.length / BLOCK; block++) {
            byte[] pad = Sha256.hash(key, Sha256.hash(varint(block), nonceHash));
            for (int i = 0; i < BLOCK; i++) {
                plain[block * BLOCK + i] ^= pad[i];
            }
        }
        Arrays.fill(key, (byte) 0);
        byte[] body = Arrays.copyOfRange(plain, BLOCK, plain.length);
        SkyReader in = new SkyReader(body);
        byte[] data = in.counted();
        boolean right = Arrays.equals(plain, 0, BLOCK, Sha256.hash(body), 0, BLOCK) && !in.failed();
        Arrays.fill(plain, (byte) 0);
        Arrays.fill(body, (byte) 0);
        return right ? data : null;
    }

    /** Go's signed varint of a small number, in 32 bytes. */
    private static byte[] varint(int number) {
        byte[] bytes = new byte[BLOCK];
        int rest = 2 * number;
        int at = 0;
        while (rest >= 0x80) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at] = (byte) rest;
        return bytes;
    }
}

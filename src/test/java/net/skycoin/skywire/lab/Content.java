package net.skycoin.skywire.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Bytes that anybody can compute from a seed and that look random: the outputs of SplitMix64
 * (Steele, Lea, Flood 2014), big-endian. No two aligned 8-byte words of one seed are equal, so a
 * run of 8 bytes found somewhere names its place.
 */
public final class Content {
    private static final long GAMMA = 0x9e3779b97f4a7c15L;
    private static final int BLOCK = 65_536;

    private Content() {}

    /** The first bytes of this seed's content. */
    public static byte[] bytes(int count, long seed) {
        byte[] content = new byte[count];
        fill(content, 0, seed);
        return content;
    }

    /** SHA-256 of {@link #bytes}, in hex. */
    public static String sha256(long count, long seed) {
        MessageDigest digest = sha256();
        byte[] block = new byte[BLOCK];
        for (long at = 0; at < count; at += BLOCK) {
            fill(block, at, seed);
            digest.update(block, 0, (int) Math.min(BLOCK, count - at));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static void write(OutputStream out, long count, long seed) throws IOException {
        byte[] block = new byte[BLOCK];
        for (long at = 0; at < count; at += BLOCK) {
            fill(block, at, seed);
            out.write(block, 0, (int) Math.min(BLOCK, count - at));
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From a position that is a multiple of 8. */
    private static void fill(byte[] target, long position, long seed) {
        long word = 0;
        for (int i = 0; i < target.length; i++) {
            if ((i & 7) == 0) {
                word = mix(seed + GAMMA * (((position + i) >>> 3) + 1));
            }
            target[i] = (byte) (word >>> (56 - 8 * (i & 7)));
        }
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }
}

package net.skycoin.skywire.pay;

import java.util.Arrays;
import net.skycoin.skywire.crypto.Sha256;

/**
 * The payer's end of a PayWord chain (Rivest and Shamir, "PayWord and MicroMint", 1996): w(n) is
 * random, w(i-1) = SHA-256(w(i)), w(0) is the root that the payer signs once; showing w(i) pays i
 * ticks. Whoever knows w(i) can pay less and not more, and what was paid only grows.
 *
 * <p>Every {@value #STRIDE}th word is kept, and the words of the stretch in use: a tick costs one
 * hash on the average and no memory grows. One owner, who closes it, which wipes the words that
 * were not shown. Single-threaded.
 */
public final class PayChain implements AutoCloseable {
    /** Bytes of a word. */
    public static final int WORD_LENGTH = Sha256.LENGTH;

    /** Ticks of the longest chain: 32 KiB of kept words. */
    public static final int MOST_TICKS = 1 << 18;

    private static final int STRIDE = 256;

    private final int ticks;
    private final byte[] root;

    /** Word STRIDE * (i + 1), or the last word. */
    private final byte[][] kept;

    /** Words of the stretch number {@link #stretch}: index 0 is word STRIDE * stretch + 1. */
    private final byte[][] current = new byte[STRIDE][];

    private int stretch = -1;
    private int shown;

    /**
     * A chain of so many ticks.
     *
     * @param secret w(n), 32 random bytes, copied
     */
    public PayChain(byte[] secret, int ticks) {
        if (secret.length != WORD_LENGTH || ticks < 1 || ticks > MOST_TICKS) {
            throw new IllegalArgumentException("a chain has 32 bytes and 1 to 262,144 ticks");
        }
        this.ticks = ticks;
        kept = new byte[(ticks + STRIDE - 1) / STRIDE][];
        byte[] word = secret.clone();
        for (int i = ticks; i > 0; i--) {
            if (i == ticks || i % STRIDE == 0) {
                kept[(i - 1) / STRIDE] = word.clone();
            }
            word = Sha256.hash(word);
        }
        root = word;
    }

    /** w(0), which commits to all the rest; public. */
    public byte[] root() {
        return root.clone();
    }

    public int ticks() {
        return ticks;
    }

    /** Ticks that were paid so far. */
    public int shown() {
        return shown;
    }

    /**
     * Pays up to tick {@code tick}, which must be more than before.
     *
     * @return w(tick), a copy
     */
    public byte[] pay(int tick) {
        if (tick <= shown || tick > ticks) {
            throw new IllegalArgumentException("ticks only grow, to the end of the chain");
        }
        int wanted = (tick - 1) / STRIDE;
        if (wanted != stretch) {
            enter(wanted);
        }
        shown = tick;
        return current[(tick - 1) % STRIDE].clone();
    }

    /** Goes on behind a tick that was shown in a former life. */
    public void resumeAt(int tick) {
        if (tick < shown || tick > ticks) {
            throw new IllegalArgumentException("ticks only grow, to the end of the chain");
        }
        shown = tick;
    }

    private void enter(int number) {
        wipe(current);
        int last = Math.min(ticks, (number + 1) * STRIDE);
        byte[] word = kept[number];
        for (int i = last; i > number * STRIDE; i--) {
            current[(i - 1) % STRIDE] = word.clone();
            word = Sha256.hash(word);
        }
        stretch = number;
    }

    private static void wipe(byte[][] words) {
        for (byte[] word : words) {
            if (word != null) {
                Arrays.fill(word, (byte) 0);
            }
        }
    }

    @Override
    public void close() {
        wipe(kept);
        wipe(current);
        shown = ticks;
    }
}

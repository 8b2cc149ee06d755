package net.skycoin.skywire.pay;

import java.security.MessageDigest;
import net.skycoin.skywire.crypto.Sha256;

/**
 * The payee's end of a {@link PayChain}: keeps the highest word that it was shown, which is all
 * that it needs to be paid. Single-threaded.
 */
public final class PayChainChecker {
    /**
     * Ticks that may be jumped at once: each costs a hash, and nobody shall make us work for
     * nothing. More than the largest credit is worth in the smallest ticks.
     */
    public static final int LONGEST_JUMP = 4_096;

    /** What became of a word. */
    public enum Verdict {
        /** It pays more than what was known. */
        PAID,
        /** It pays no more than what is known: late or repeated, which networks do. */
        OLD,
        /** It is not of this chain. */
        FORGED,
        /** It claims more ticks than the chain has, or too many at once. */
        OUT_OF_RANGE
    }

    private final int ticks;
    private byte[] word;
    private int tick;

    /**
     * A chain as its root says.
     *
     * @param root w(0), signed by the payer
     */
    public PayChainChecker(byte[] root, int ticks) {
        this(root, ticks, 0);
    }

    /**
     * A chain as it was left.
     *
     * @param word the highest that was accepted
     * @param tick its number
     */
    public PayChainChecker(byte[] word, int ticks, int tick) {
        if (word.length != PayChain.WORD_LENGTH || tick < 0 || tick > ticks) {
            throw new IllegalArgumentException("not a word of a chain");
        }
        this.word = word.clone();
        this.ticks = ticks;
        this.tick = tick;
    }

    /** The highest tick that is paid. */
    public int tick() {
        return tick;
    }

    /** The word that proves it, a copy; redeeming needs nothing more. */
    public byte[] word() {
        return word.clone();
    }

    /** Takes foreign bytes. */
    public Verdict accept(int claimed, byte[] shown) {
        if (shown.length != PayChain.WORD_LENGTH) {
            return Verdict.FORGED;
        }
        if (claimed > ticks || claimed < 0 || claimed - tick > LONGEST_JUMP) {
            return Verdict.OUT_OF_RANGE;
        }
        if (claimed <= tick) {
            return Verdict.OLD;
        }
        byte[] hash = shown;
        for (int i = claimed; i > tick; i--) {
            hash = Sha256.hash(hash);
        }
        if (!MessageDigest.isEqual(hash, word)) {
            return Verdict.FORGED;
        }
        word = shown.clone();
        tick = claimed;
        return Verdict.PAID;
    }
}

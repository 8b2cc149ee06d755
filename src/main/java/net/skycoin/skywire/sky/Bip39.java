package net.skycoin.skywire.sky;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import net.skycoin.skywire.crypto.Sha256;
import net.skycoin.skywire.crypto.Sha512;
import org.jspecify.annotations.Nullable;

/**
 * Mnemonics of BIP39 in English. As in Skycoin, and unlike BIP39's text, nothing is normalised: the
 * words are lower-case ASCII with one space between them, a passphrase is taken as it is.
 */
public final class Bip39 {
    private static final int BITS_PER_WORD = 11;
    private static final int ENTROPY_STEP = 4;
    private static final int SMALLEST_ENTROPY = 16;
    private static final int LARGEST_ENTROPY = 32;
    private static final int ITERATIONS = 2048;

    private Bip39() {}

    /** The words of 16, 20, 24, 28 or 32 random bytes. */
    public static SecretText mnemonic(byte[] entropy) {
        if (!isEntropyLength(entropy.length)) {
            throw new IllegalArgumentException("BIP39 takes 16 to 32 bytes, in steps of 4");
        }
        byte[] bits = Arrays.copyOf(entropy, entropy.length + 1);
        bits[entropy.length] = Sha256.hash(entropy)[0];
        StringBuilder text = new StringBuilder();
        int words = entropy.length * 3 / 4;
        for (int word = 0; word < words; word++) {
            int index = 0;
            for (int i = 0; i < BITS_PER_WORD; i++) {
                index = 2 * index + bit(bits, word * BITS_PER_WORD + i);
            }
            text.append(word == 0 ? "" : " ").append(Bip39Words.ENGLISH.get(index));
        }
        char[] characters = new char[text.length()];
        text.getChars(0, text.length(), characters, 0);
        wipe(text);
        Arrays.fill(bits, (byte) 0);
        return SecretText.ofChars(characters);
    }

    private static void wipe(StringBuilder text) {
        for (int i = 0; i < text.length(); i++) {
            text.setCharAt(i, '\0');
        }
    }

    private static boolean isEntropyLength(int bytes) {
        return bytes >= SMALLEST_ENTROPY && bytes <= LARGEST_ENTROPY && bytes % ENTROPY_STEP == 0;
    }

    private static int bit(byte[] bytes, int index) {
        return bytes[index / Byte.SIZE] >> (Byte.SIZE - 1 - index % Byte.SIZE) & 1;
    }

    /**
     * What is wrong with a mnemonic, as the end of a sentence that begins with "The seed"; null
     * when nothing is.
     */
    public static @Nullable String fault(SecretText mnemonic) {
        String[] words = mnemonic.reveal().split(" ", -1);
        if (words.length % 3 != 0 || !isEntropyLength(words.length / 3 * ENTROPY_STEP)) {
            return "must have 12, 15, 18, 21 or 24 words, with one space between them.";
        }
        byte[] bits = new byte[words.length / 3 * ENTROPY_STEP + 1];
        for (int word = 0; word < words.length; word++) {
            int index = Collections.binarySearch(Bip39Words.ENGLISH, words[word]);
            if (index < 0) {
                return "has a word that is not on the list of BIP39: number " + (word + 1) + ".";
            }
            for (int i = 0; i < BITS_PER_WORD; i++) {
                int at = word * BITS_PER_WORD + i;
                int set = index >> (BITS_PER_WORD - 1 - i) & 1;
                bits[at / Byte.SIZE] |= (byte) (set << (Byte.SIZE - 1 - at % Byte.SIZE));
            }
        }
        byte[] entropy = Arrays.copyOf(bits, bits.length - 1);
        int unused = Byte.SIZE - entropy.length / ENTROPY_STEP;
        int sum = (Sha256.hash(entropy)[0] & 0xff) >> unused;
        boolean agrees = sum == (bits[entropy.length] & 0xff) >> unused;
        Arrays.fill(entropy, (byte) 0);
        Arrays.fill(bits, (byte) 0);
        return agrees ? null : "has a wrong checksum: a word is not the one that was written down.";
    }

    /** The 64 bytes from which BIP32 starts; the caller wipes them. */
    public static byte[] seed(SecretText mnemonic, SecretText passphrase) {
        byte[] prefix = "mnemonic".getBytes(StandardCharsets.US_ASCII);
        byte[] salt = Arrays.copyOf(prefix, prefix.length + passphrase.bytes().length);
        System.arraycopy(passphrase.bytes(), 0, salt, prefix.length, passphrase.bytes().length);
        byte[] seed = Sha512.pbkdf2(mnemonic.bytes(), salt, ITERATIONS);
        Arrays.fill(salt, (byte) 0);
        return seed;
    }
}

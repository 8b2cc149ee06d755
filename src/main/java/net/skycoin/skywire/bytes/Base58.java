package net.skycoin.skywire.bytes;

import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Base58 in Bitcoin's alphabet, for addresses of ledgers. A leading zero byte is a leading '1'. */
public final class Base58 {
    private static final String ALPHABET =
            "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(58);

    /** The work grows with the square of the length; what we read and write is far shorter. */
    private static final int LONGEST_TEXT = 256;

    private Base58() {}

    public static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        BigInteger rest = new BigInteger(1, bytes);
        while (rest.signum() > 0) {
            BigInteger[] parts = rest.divideAndRemainder(BASE);
            text.append(ALPHABET.charAt(parts[1].intValue()));
            rest = parts[0];
        }
        for (int i = 0; i < bytes.length && bytes[i] == 0; i++) {
            text.append('1');
        }
        return text.reverse().toString();
    }

    /** The bytes of a text; null on a foreign character or a text of more than 256. */
    public static byte @Nullable [] decode(String text) {
        if (text.length() > LONGEST_TEXT) {
            return null;
        }
        BigInteger value = BigInteger.ZERO;
        int zeros = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = ALPHABET.indexOf(text.charAt(i));
            if (digit < 0) {
                return null;
            }
            if (digit == 0 && zeros == i) {
                zeros++;
            }
            value = value.multiply(BASE).add(BigInteger.valueOf(digit));
        }
        byte[] number = value.signum() == 0 ? new byte[0] : value.toByteArray();
        int sign = number.length > 0 && number[0] == 0 ? 1 : 0;
        byte[] bytes = new byte[zeros + number.length - sign];
        System.arraycopy(number, sign, bytes, zeros, number.length - sign);
        Arrays.fill(number, (byte) 0);
        return bytes;
    }
}

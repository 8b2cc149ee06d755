package net.skycoin.skywire.bytes;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Lower-case hexadecimal text. */
public final class Hex {
    private static final HexFormat FORMAT = HexFormat.of();

    private Hex() {}

    public static String encode(byte[] bytes) {
        return FORMAT.formatHex(bytes);
    }

    /** The bytes of a text of hex digits in either case; null when it is not that. */
    public static byte @Nullable [] decode(String text) {
        try {
            return FORMAT.parseHex(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}

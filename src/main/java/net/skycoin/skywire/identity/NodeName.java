package net.skycoin.skywire.identity;

import java.util.Locale;
import net.skycoin.skywire.bytes.Base32;
import net.skycoin.skywire.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/** The name of a node: its key in base32, which fits a DNS label as hex would not. */
public final class NodeName {
    /** The domain below which all nodes live. */
    public static final String DOMAIN = "skywire";

    /** Characters of the label. */
    public static final int LABEL_LENGTH = 53;

    private static final String SUFFIX = "." + DOMAIN;

    private NodeName() {}

    /** The 53 characters before the domain. */
    public static String label(PublicKey key) {
        return Base32.encode(key.toBytes());
    }

    /** The whole name. */
    public static String of(PublicKey key) {
        return label(key) + SUFFIX;
    }

    /** The key that a whole name, in either case, stands for; null when it is none. */
    public static @Nullable PublicKey parse(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(SUFFIX)
                ? parseLabel(lower.substring(0, lower.length() - SUFFIX.length()))
                : null;
    }

    /** The key that a label stands for; null when it is none. */
    public static @Nullable PublicKey parseLabel(String label) {
        byte[] bytes = label.length() == LABEL_LENGTH ? Base32.decode(label) : null;
        return bytes == null ? null : PublicKey.parse(bytes);
    }
}

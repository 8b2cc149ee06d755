package net.skycoin.skywire.sky;

import org.jspecify.annotations.Nullable;

/** The name of an output (uxid): SHA-256 of its body, see {@link TransactionOutput#id}. */
public record OutputId(Hash256 hash) implements Comparable<OutputId> {
    /** The name written as 64 hex digits; null unless it is one. */
    public static @Nullable OutputId parseHex(String hex) {
        Hash256 hash = Hash256.parseHex(hex);
        return hash == null ? null : new OutputId(hash);
    }

    @Override
    public int compareTo(OutputId other) {
        return hash.compareTo(other.hash);
    }

    /** The 64 hex digits. */
    @Override
    public String toString() {
        return hash.toString();
    }
}

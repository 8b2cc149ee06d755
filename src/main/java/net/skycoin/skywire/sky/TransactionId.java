package net.skycoin.skywire.sky;

import org.jspecify.annotations.Nullable;

/** The name of a transaction: SHA-256 of its whole serialization, signatures included. */
public record TransactionId(Hash256 hash) implements Comparable<TransactionId> {
    /** The name written as 64 hex digits; null unless it is one. */
    public static @Nullable TransactionId parseHex(String hex) {
        Hash256 hash = Hash256.parseHex(hex);
        return hash == null ? null : new TransactionId(hash);
    }

    @Override
    public int compareTo(TransactionId other) {
        return hash.compareTo(other.hash);
    }

    /** The 64 hex digits. */
    @Override
    public String toString() {
        return hash.toString();
    }
}

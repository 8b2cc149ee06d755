package net.skycoin.skywire.wire;

import net.skycoin.skywire.crypto.PublicKey;

/** Whose record, and of what kind: the map holds one of each. Ordered by key, then kind. */
public record RecordId(PublicKey key, RecordKind kind) implements Comparable<RecordId> {
    @Override
    public int compareTo(RecordId other) {
        int byKey = key.compareTo(other.key);
        return byKey != 0 ? byKey : kind.compareTo(other.kind);
    }
}

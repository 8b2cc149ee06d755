package net.skycoin.skywire.wire;

import org.jspecify.annotations.Nullable;

/** The kinds of records that the map is made of. */
public enum RecordKind {
    DESCRIPTOR(1),
    LINK_STATES(2);

    private final int code;

    RecordKind(int code) {
        this.code = code;
    }

    /** The number of this kind on the wire. */
    public int code() {
        return code;
    }

    static @Nullable RecordKind ofCode(int code) {
        return switch (code) {
            case 1 -> DESCRIPTOR;
            case 2 -> LINK_STATES;
            default -> null;
        };
    }
}

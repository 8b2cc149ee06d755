package net.skycoin.skywire.wire;

import org.jspecify.annotations.Nullable;

/** What a circuit's initiator wants of the end point. */
public enum Purpose {
    /** Packets for the ordinary internet, from a stranger (Noise NK). */
    EXIT(1),
    /** Packets for the node itself, from an authenticated caller (Noise IK). */
    MESH(2);

    private final int code;

    Purpose(int code) {
        this.code = code;
    }

    /** The byte that travels. */
    public int code() {
        return code;
    }

    public static @Nullable Purpose of(int code) {
        return switch (code) {
            case 1 -> EXIT;
            case 2 -> MESH;
            default -> null;
        };
    }
}

package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * The initiator says which way it wants data on this circuit.
 *
 * @param direction the ways that data shall take
 */
public record Use(Direction direction) implements CircuitMessage {
    public static final int MESSAGE_TYPE = 5;

    /** Up is away from the initiator. */
    public enum Direction {
        UP,
        DOWN,
        BOTH
    }

    static @Nullable Use read(ByteReader reader) {
        return switch (reader.u8()) {
            case 1 -> new Use(Direction.UP);
            case 2 -> new Use(Direction.DOWN);
            case 3 -> new Use(Direction.BOTH);
            default -> null;
        };
    }

    @Override
    public byte[] emit() {
        int code =
                switch (direction) {
                    case UP -> 1;
                    case DOWN -> 2;
                    case BOTH -> 3;
                };
        return new ByteWriter(2).u8(MESSAGE_TYPE).u8(code).toByteArray();
    }
}

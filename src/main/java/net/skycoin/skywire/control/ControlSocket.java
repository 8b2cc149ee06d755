package net.skycoin.skywire.control;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * One socket file on which the control API is served.
 *
 * @param group the group the file belongs to; null leaves the process's own
 * @param mode permissions in the form of {@code ls}, nine letters: whoever may write may connect
 * @param readOnly serve GET only
 */
public record ControlSocket(Path path, @Nullable String group, String mode, boolean readOnly) {
    private static final String OWNER_AND_GROUP = "rw-rw----";

    public ControlSocket {
        PosixFilePermissions.fromString(mode);
    }

    /** {@code control.sock}: all methods, for the admin group. */
    public static ControlSocket control(Path runDirectory, @Nullable String adminGroup) {
        return new ControlSocket(
                runDirectory.resolve("control.sock"), adminGroup, OWNER_AND_GROUP, false);
    }

    /** {@code status.sock}: GET only, for the read group. */
    public static ControlSocket status(Path runDirectory, @Nullable String readGroup) {
        return new ControlSocket(
                runDirectory.resolve("status.sock"), readGroup, OWNER_AND_GROUP, true);
    }
}

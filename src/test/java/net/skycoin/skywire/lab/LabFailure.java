package net.skycoin.skywire.lab;

import org.jspecify.annotations.Nullable;

/**
 * Something in a lab did not happen; the message says what, with the end of the logs that matter.
 */
public final class LabFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LabFailure(String message) {
        super(message);
    }

    public LabFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

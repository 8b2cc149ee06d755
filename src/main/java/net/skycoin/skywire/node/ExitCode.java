package net.skycoin.skywire.node;

/** How {@code skywired} and {@code skywire} end; for scripts and service managers. */
public enum ExitCode {
    FINE(0),
    /** A fault of our own. */
    FAULT(1),
    /** The configuration or the command line is wrong. */
    CONFIGURATION(2),
    /** The identity cannot be read or is damaged. */
    IDENTITY(3),
    /** The system lacks something: rights, a device, a tool, the kill switch. */
    ENVIRONMENT(4),
    /** An address, port or socket is in use. */
    IN_USE(5),
    /** The daemon does not answer. */
    UNREACHABLE(6);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** What the process returns. */
    public int number() {
        return number;
    }
}

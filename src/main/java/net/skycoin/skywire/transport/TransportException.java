package net.skycoin.skywire.transport;

/** A socket could not be opened; the message is a sentence for the operator. */
public final class TransportException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What stands in the way. */
    public enum Reason {
        /** Another program, or another entry of the configuration, has the address and port. */
        IN_USE,
        /** The address is not one of this machine's. */
        NO_SUCH_ADDRESS,
        /** The interface to bind to does not exist. */
        NO_SUCH_DEVICE,
        /** A right is missing: a low port, a mark or a device needs a capability. */
        NO_PERMISSION,
        /** Anything else. */
        OTHER
    }

    private final Reason reason;
    private final String sentence;

    TransportException(Reason reason, String sentence, Throwable cause) {
        super(sentence, cause);
        this.reason = reason;
        this.sentence = sentence;
    }

    TransportException(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
        this.sentence = sentence;
    }

    @Override
    public String getMessage() {
        return sentence;
    }

    public Reason reason() {
        return reason;
    }
}

package net.skycoin.skywire.tun;

/** A TUN device could not be opened; the message is a sentence for the operator. */
public final class TunException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What stands in the way. */
    public enum Reason {
        /** There is no /dev/net/tun. */
        NO_DEVICE_NODE,
        /** The node may not be opened, or the device not be made, with our rights. */
        NO_PERMISSION,
        /** An interface of that name exists. */
        NAME_BUSY,
        /** The name is empty, longer than 15 bytes, or has characters that no interface has. */
        BAD_NAME,
        /** Anything else. */
        OTHER
    }

    private final Reason reason;
    private final String sentence;

    TunException(Reason reason, String sentence) {
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

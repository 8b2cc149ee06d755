package net.skycoin.skywire.host;

/** The system refused something; the message is a sentence for the operator. */
public final class HostException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What stands in the way. */
    public enum Reason {
        /** The program is not installed. */
        TOOL_MISSING,
        /** The program did not end in time and was ended. */
        TIMEOUT,
        /** The program, or the system, said no for lack of rights. */
        NO_PERMISSION,
        /** The program failed; {@link #words} says why. */
        FAILED,
        /** The kill switch is not loaded, or in the wrong variant. */
        NO_KILL_SWITCH
    }

    private final Reason reason;
    private final String sentence;
    private final String words;

    HostException(Reason reason, String sentence, String words) {
        super(sentence);
        this.reason = reason;
        this.sentence = sentence;
        this.words = words;
    }

    @Override
    public String getMessage() {
        return sentence;
    }

    public Reason reason() {
        return reason;
    }

    /** What the program itself wrote to its error output; empty when it wrote nothing. */
    public String words() {
        return words;
    }
}

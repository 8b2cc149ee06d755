package net.skycoin.skywire.chain;

/** A node gave no useful answer; the message is a sentence for a person. */
public final class NodeException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of failure it is. */
    public enum Kind {
        /** No connection, no answer in time, or an answer of the 500s: another try may help. */
        UNREACHABLE,
        /** The node knows no such thing (404). */
        UNKNOWN,
        /** The node understood, and will not (other answers of the 400s). */
        REFUSED,
        /** The answer makes no sense: another program, or a liar. */
        NONSENSE
    }

    private final Kind kind;

    NodeException(Kind kind, String sentence) {
        super(sentence);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}

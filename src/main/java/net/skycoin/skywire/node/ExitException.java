package net.skycoin.skywire.node;

/**
 * The program cannot go on and nobody's code is at fault. It ends with this code and these words,
 * never with a stack trace.
 */
public final class ExitException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ExitCode code;
    private final String words;

    /**
     * The end of the program.
     *
     * @param words a sentence with the fix, or several, one per line
     */
    public ExitException(ExitCode code, String words) {
        super(words);
        this.code = code;
        this.words = words;
    }

    public ExitCode code() {
        return code;
    }

    @Override
    public String getMessage() {
        return words;
    }
}

package net.skycoin.skywire.link;

/**
 * Hears what happens on the links of a node. Called on the engine's thread, from within {@link
 * Links#received} and timers; it may call anything of {@link Links} and {@link Link} in turn.
 */
public interface LinkListener {
    /** A link came to be; it carries messages and cells from now on. */
    void linkUp(Link link);

    /** The neighbour should have answered and did not: use another way if there is one. */
    void linkSilent(Link link);

    /** A silent link was heard again. */
    void linkRecovered(Link link);

    /**
     * A link that was up is gone for good.
     *
     * @param reason for a person to read
     */
    void linkDown(Link link, String reason);

    /** {@link Link#maxCell} has changed. */
    default void mtuChanged(Link link) {}

    /**
     * A reliable message arrived, its type byte (16 or more) included; the array is the listener's.
     */
    void messageReceived(Link link, byte[] message);

    /**
     * A cell arrived: {@code length} bytes of plaintext, valid during the call, which may be
     * changed in place.
     */
    void cellReceived(Link link, byte[] array, int offset, int length);
}

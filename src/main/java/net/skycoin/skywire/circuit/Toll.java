package net.skycoin.skywire.circuit;

/**
 * What stands between a cell and its way on: the meter of one circuit and one neighbour. It leads
 * to nothing but numbers, so that what a relay keeps of a circuit tells nothing more; a free
 * circuit has none. Forward is away from the initiator. Engine's thread only.
 */
public interface Toll {
    /** A cell is about to pass: whether it may. */
    boolean forward(int bytes, long nowNs);

    /** The same towards the initiator. */
    boolean backward(int bytes, long nowNs);

    /** Whether what was to be spent is spent: the circuit is over. */
    boolean isSpent();
}

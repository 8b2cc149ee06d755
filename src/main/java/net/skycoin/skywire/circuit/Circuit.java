package net.skycoin.skywire.circuit;

import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.Cell;
import net.skycoin.skywire.wire.CircuitMessage;

/** One end of a circuit: packets in, packets out. Engine's thread only. */
public sealed interface Circuit permits OutboundCircuit, InboundCircuit {
    /** A number of this node's own, to tell its circuits apart; never sent. */
    long id();

    /** The neighbour that the circuit's cells go to and come from. */
    PublicKey neighbour();

    /** Whether it stands: set up, and not closed. */
    boolean isOpen();

    /** Largest inner packet in bytes. */
    int innerMtu();

    /** Makes the largest inner packet smaller, never larger. */
    void lowerInnerMtu(int innerMtu);

    /**
     * Seals a copy of an inner packet and sends it.
     *
     * @param flow which flow it belongs to, for the other end's resequencing
     * @param flowSequence its place in that flow
     * @param cellClass {@link Cell#CLASS_DATA} or {@link Cell#CLASS_CONTROL}
     * @param flags one byte, for the other end
     * @return false when nothing was sent: the circuit is not open or worn out, the packet too
     *     long, or all packet buffers are out
     */
    boolean send(
            int flow,
            int flowSequence,
            int cellClass,
            int flags,
            byte[] source,
            int offset,
            int length);

    /** Sends a message to the other end, unreliably. */
    default boolean send(CircuitMessage message) {
        byte[] bytes = message.emit();
        return send(0, 0, Cell.CLASS_CONTROL, 0, bytes, 0, bytes.length);
    }

    /** The sequence that the next cell sent will carry: how many were sent. */
    long nextSequence();

    /** The sequence of the cell received last, valid while it is delivered; -1 before the first. */
    long receivedSequence();

    /** What passed so far. */
    CircuitTraffic traffic();

    /**
     * Ends the circuit and tells the hops. Of a circuit that was open the listener hears once more,
     * of one that was being set up nothing. Closing twice does nothing.
     */
    void close();
}

package net.skycoin.skywire.circuit;

import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.Cell;
import net.skycoin.skywire.wire.CircuitMessage;
import org.jspecify.annotations.Nullable;

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

    /** Whether a cell of class 1 is part of a rekey, hence one for {@link #takeRekey}. */
    static boolean isRekey(byte[] array, int offset, int length) {
        return EndToEndRekey.isRekey(array, offset, length);
    }

    /**
     * Takes a cell of class 1 that is part of a rekey. The owner of a circuit carries these
     * messages, since it numbers the cells (a bond expects every cell of a path to be its own).
     *
     * @return what is to be sent back as a cell of class 1; null when nothing is
     */
    byte @Nullable [] takeRekey(byte[] array, int offset, int length);

    /** Whether ML-KEM-768 protects what is sent now. */
    boolean postQuantum();

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

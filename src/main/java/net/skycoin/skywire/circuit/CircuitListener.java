package net.skycoin.skywire.circuit;

import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.FailureCode;
import net.skycoin.skywire.wire.HopStatus;
import org.jspecify.annotations.Nullable;

/**
 * Hears of this node's circuits, on the engine's thread. May use, open and close circuits while it
 * is called. A circuit that was opened or accepted is closed exactly once.
 */
public interface CircuitListener {
    /** The circuit stands. */
    void opened(OutboundCircuit circuit);

    /**
     * The circuit was not built; a retry is a new circuit. Never called from within {@code open}.
     *
     * @param reporter the hop that said so, authenticated; null when it is this node's own finding
     */
    void failed(OutboundCircuit circuit, FailureCode code, @Nullable PublicKey reporter);

    /** Another node made this one the end point of a circuit. */
    void accepted(InboundCircuit circuit);

    /** An authenticated cell arrived; the array is valid, and may be changed, during the call. */
    void received(
            Circuit circuit,
            int flow,
            int flowSequence,
            int cellClass,
            int flags,
            byte[] array,
            int offset,
            int length);

    /** The circuit is gone. */
    void closed(Circuit circuit, Closing why);

    /** A hop answered that its onion key has changed; these bytes claim to be its descriptor. */
    void staleDescriptor(byte[] descriptor);

    /** A hop answered {@link OutboundCircuit#askStatus}. */
    default void status(OutboundCircuit circuit, PublicKey hop, HopStatus status) {}
}

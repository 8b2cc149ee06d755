package net.skycoin.skywire.circuit;

import net.skycoin.skywire.link.Neighbour;
import net.skycoin.skywire.wire.CircuitReply;
import net.skycoin.skywire.wire.FailureCode;
import net.skycoin.skywire.wire.ReplyEnd;

/**
 * A set-up whose onion was opened, on its way to an answer.
 *
 * @param from the neighbour that wants the circuit
 * @param circuitId the id under which it wants to receive
 * @param keys what this node and the initiator share
 * @param reply this node's part in the reply
 */
record SetupRequest(Neighbour from, int circuitId, HopKeys keys, HopReply reply) {

    /** Says no, in a way that only the initiator can tell from yes. */
    void refuse(FailureCode code, CircuitContext context) {
        context.counters().refusedSetups++;
        ReplyEnd end = new ReplyEnd(code, new byte[0]);
        byte[] bytes = reply.make(HopReply.REFUSED, end, context.random());
        from.send(new CircuitReply(circuitId, context.random().nextInt(), bytes).emit());
        keys.wipe();
    }
}

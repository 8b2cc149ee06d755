package net.skycoin.skywire.circuit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.link.Neighbour;
import net.skycoin.skywire.noise.Handshake;
import net.skycoin.skywire.wire.CircuitReply;
import net.skycoin.skywire.wire.CircuitStatus;
import net.skycoin.skywire.wire.CircuitTeardown;
import net.skycoin.skywire.wire.EndHandshakePayload;
import net.skycoin.skywire.wire.EndPayload;
import net.skycoin.skywire.wire.FailureCode;
import net.skycoin.skywire.wire.HopStatus;
import net.skycoin.skywire.wire.Purpose;
import net.skycoin.skywire.wire.ReplyEnd;
import org.jspecify.annotations.Nullable;

/** The role of an end point: accepts circuits for the purposes that this node serves. */
final class InboundCircuits {
    private final CircuitContext context;
    private final PrivateKey identity;
    private final Map<InboundCircuit, Timers.Timer> circuits = new LinkedHashMap<>();
    private long nextId = 1;

    InboundCircuits(CircuitContext context, PrivateKey identity) {
        this.context = context;
        this.identity = identity;
    }

    /** Answers the end-to-end handshake, or refuses. */
    void accept(SetupRequest request, EndPayload payload) {
        Purpose purpose = payload.purpose();
        if (!context.settings().serves().contains(purpose)) {
            request.refuse(FailureCode.NOT_SERVED, context);
            return;
        }
        FailureCode refusal =
                context.tolls().refuses(request.from().key(), null, payload.terms(), NanoSky.ZERO);
        if (refusal != null) {
            request.refuse(refusal, context);
            return;
        }
        try (Handshake handshake =
                Handshake.responder(
                        OutboundSetup.pattern(purpose),
                        identity,
                        OutboundSetup.prologue(purpose),
                        context.random())) {
            byte[] said = handshake.read(payload.noiseMessage());
            EndHandshakePayload peer = said == null ? null : EndHandshakePayload.parse(said);
            if (peer == null) {
                request.refuse(FailureCode.MALFORMED, context);
                return;
            }
            open(request, payload, handshake, peer.capabilities());
        }
    }

    private void open(
            SetupRequest request, EndPayload payload, Handshake handshake, int peerCapabilities) {
        int capabilities = context.capabilities();
        byte[] answer = handshake.write(new EndHandshakePayload(capabilities).emit());
        PublicKey caller = payload.purpose() == Purpose.MESH ? handshake.remoteStatic() : null;
        EndToEnd endToEnd =
                EndToEnd.of(
                        handshake.keys(),
                        false,
                        capabilities,
                        peerCapabilities,
                        context.timers().nowNs());
        InboundCircuit circuit = add(request, payload, caller, endToEnd);
        ReplyEnd end = new ReplyEnd(FailureCode.ACCEPTED, answer);
        byte[] bytes = request.reply().make(HopReply.ACCEPTED, end, context.random());
        CircuitReply reply = new CircuitReply(request.circuitId(), circuit.receiveId(), bytes);
        if (!request.from().send(reply.emit())) {
            remove(circuit);
            return;
        }
        context.counters().acceptedCircuits++;
        context.listener().accepted(circuit);
    }

    private InboundCircuit add(
            SetupRequest request,
            EndPayload payload,
            @Nullable PublicKey caller,
            EndToEnd endToEnd) {
        int receiveId = context.table().newId(request.from());
        long nowNs = context.timers().nowNs();
        InboundCircuit circuit =
                new InboundCircuit(
                        this,
                        context,
                        nextId++,
                        request,
                        receiveId,
                        payload.purpose(),
                        caller,
                        endToEnd,
                        context.tolls().earned(request.from().key(), payload.terms()),
                        nowNs);
        context.table().charge(request.from());
        context.table().put(request.from(), receiveId, new Leg.Inbound(circuit));
        long lifetimeSeconds =
                Math.min(payload.lifetimeSeconds(), context.settings().maximumLifetimeSeconds());
        circuits.put(
                circuit,
                context.timers()
                        .after(
                                lifetimeSeconds * 1_000_000_000L,
                                () -> end(circuit, FailureCode.LIFETIME_OVER)));
        return circuit;
    }

    /** Ends a circuit from here and tells the initiator why. */
    void end(InboundCircuit circuit, FailureCode code) {
        byte[] block = report(circuit, code);
        if (remove(circuit)) {
            circuit.link().send(new CircuitTeardown(circuit.sendId(), block).emit());
            context.listener().closed(circuit, Closing.own(code));
        }
    }

    /** Ends all circuits that this neighbour was to pay for. */
    void unpaid(PublicKey previous) {
        for (InboundCircuit circuit : circuits()) {
            if (circuit.toll() != null && circuit.neighbour().equals(previous)) {
                end(circuit, FailureCode.UNPAID);
            }
        }
    }

    /** A teardown from the initiator's side. */
    void tornDown(InboundCircuit circuit, byte[] block) {
        HopStatus status = StatusBlock.readForward(block, circuit.keys());
        // A relay cannot write to us: what is unreadable means that something on the way broke.
        FailureCode code = status == null ? FailureCode.LINK_LOST : status.code();
        if (remove(circuit)) {
            context.listener().closed(circuit, Closing.own(code));
        }
    }

    /** A question from the initiator. */
    void status(InboundCircuit circuit, byte[] block) {
        if (StatusBlock.readForward(block, circuit.keys()) == null) {
            context.counters().forgedStatus++;
            return;
        }
        byte[] answer = report(circuit, FailureCode.ACCEPTED);
        circuit.link().send(new CircuitStatus(circuit.sendId(), answer).emit());
    }

    private byte[] report(InboundCircuit circuit, FailureCode code) {
        return StatusBlock.backward(circuit.keys(), circuit.status(code), context.random());
    }

    void linkDown(Neighbour link) {
        for (InboundCircuit circuit : List.copyOf(circuits.keySet())) {
            if (Leg.same(circuit.link(), link) && remove(circuit)) {
                context.listener().closed(circuit, Closing.own(FailureCode.LINK_LOST));
            }
        }
    }

    private boolean remove(InboundCircuit circuit) {
        Timers.Timer expiry = circuits.remove(circuit);
        if (expiry == null) {
            return false;
        }
        expiry.cancel();
        circuit.markClosed();
        context.table().remove(circuit.link(), circuit.receiveId());
        context.table().credit(circuit.link());
        return true;
    }

    List<InboundCircuit> circuits() {
        return List.copyOf(circuits.keySet());
    }
}

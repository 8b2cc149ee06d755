package net.skycoin.skywire.circuit;

import java.util.Arrays;
import java.util.function.Supplier;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.link.Neighbour;
import net.skycoin.skywire.wire.CircuitReply;
import net.skycoin.skywire.wire.CircuitSetup;
import net.skycoin.skywire.wire.EndPayload;
import net.skycoin.skywire.wire.FailureCode;
import net.skycoin.skywire.wire.OnionPacket;
import net.skycoin.skywire.wire.RelayPayload;
import net.skycoin.skywire.wire.ReplyEnd;

/**
 * Where a neighbour's set-up arrives: opens the onion and hands it to the role that it asks for. In
 * the order of what it costs: rate, syntax, MAC, replay, limits.
 */
final class SetupReceiver {
    private final CircuitContext context;
    private final PrivateKey identity;
    private final OnionKeys onionKeys;
    private final Supplier<byte[]> ownDescriptor;
    private final RelayCircuits relays;
    private final InboundCircuits inbound;

    SetupReceiver(
            CircuitContext context,
            PrivateKey identity,
            OnionKeys onionKeys,
            Supplier<byte[]> ownDescriptor,
            RelayCircuits relays,
            InboundCircuits inbound) {
        this.context = context;
        this.identity = identity;
        this.onionKeys = onionKeys;
        this.ownDescriptor = ownDescriptor;
        this.relays = relays;
        this.inbound = inbound;
    }

    void received(Neighbour from, CircuitSetup setup) {
        if (!context.table().admitsSetup(from, context.timers().nowNs())) {
            context.counters().excessSetups++;
            return;
        }
        OnionPacket onion = OnionPacket.parse(setup.onion(), OnionPacket.PAYLOADS_LENGTH);
        if (onion == null) {
            context.counters().malformedMessages++;
            return;
        }
        OnionKeys.Opened opened = onionKeys.open(OutboundSetup.SPHINX, onion);
        if (opened == null) {
            answerStale(from, setup.circuitId(), onion.alpha());
        } else if (opened.verdict() == ReplayCache.Verdict.SEEN) {
            context.counters().replayedOnions++;
        } else {
            answer(from, setup.circuitId(), onion.alpha(), opened);
        }
    }

    private void answer(Neighbour from, int circuitId, PublicKey alpha, OnionKeys.Opened opened) {
        Sphinx.Peeled peeled = opened.peeled();
        SetupRequest request = request(from, circuitId, alpha, opened);
        boolean full = opened.verdict() == ReplayCache.Verdict.FULL;
        if (full || !context.table().hasRoom(from)) {
            request.refuse(FailureCode.LIMIT_REACHED, context);
        } else {
            switch (peeled) {
                case Sphinx.Relayed relayed -> relay(request, relayed);
                case Sphinx.Ended ended -> end(request, ended);
                case Sphinx.Malformed _ -> request.refuse(FailureCode.MALFORMED, context);
            }
        }
        Arrays.fill(peeled.sharedSecret(), (byte) 0);
    }

    private void relay(SetupRequest request, Sphinx.Relayed relayed) {
        RelayPayload payload = RelayPayload.parse(relayed.payload());
        if (payload == null) {
            request.refuse(FailureCode.MALFORMED, context);
        } else {
            relays.extend(request, payload, relayed.next());
        }
    }

    private void end(SetupRequest request, Sphinx.Ended ended) {
        EndPayload payload = EndPayload.parse(ended.payload());
        if (payload == null) {
            request.refuse(FailureCode.MALFORMED, context);
        } else {
            inbound.accept(request, payload);
        }
    }

    /** Makes the fresh key and all that follows from it. */
    private SetupRequest request(
            Neighbour from, int circuitId, PublicKey alpha, OnionKeys.Opened opened) {
        byte[] sharedSecret = opened.peeled().sharedSecret();
        try (PrivateKey fresh = PrivateKey.generate(context.random())) {
            byte[] freshSecret = fresh.sharedSecret(alpha);
            HopKeys keys =
                    HopKeys.derive(
                            sharedSecret,
                            freshSecret,
                            identity.publicKey(),
                            opened.onionKey(),
                            alpha,
                            fresh.publicKey());
            Arrays.fill(freshSecret, (byte) 0);
            HopReply reply = HopReply.of(sharedSecret, keys, fresh.publicKey());
            return new SetupRequest(from, circuitId, keys, reply);
        }
    }

    private void answerStale(Neighbour from, int circuitId, PublicKey alpha) {
        context.counters().staleOnions++;
        byte[] nodeSecret = identity.sharedSecret(alpha);
        try (PrivateKey fresh = PrivateKey.generate(context.random())) {
            HopReply reply = HopReply.stale(nodeSecret, fresh.publicKey());
            ReplyEnd end = new ReplyEnd(FailureCode.STALE_ONION_KEY, ownDescriptor.get());
            byte[] bytes = reply.make(HopReply.STALE, end, context.random());
            from.send(new CircuitReply(circuitId, context.random().nextInt(), bytes).emit());
        }
        Arrays.fill(nodeSecret, (byte) 0);
    }
}

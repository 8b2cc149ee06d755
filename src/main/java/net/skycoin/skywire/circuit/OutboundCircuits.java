package net.skycoin.skywire.circuit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.circuit.OutboundCircuit.Building;
import net.skycoin.skywire.circuit.OutboundCircuit.Ended;
import net.skycoin.skywire.circuit.OutboundCircuit.Standing;
import net.skycoin.skywire.circuit.OutboundCircuit.Unlinked;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.link.Neighbour;
import net.skycoin.skywire.wire.CircuitReply;
import net.skycoin.skywire.wire.CircuitSetup;
import net.skycoin.skywire.wire.CircuitStatus;
import net.skycoin.skywire.wire.CircuitTeardown;
import net.skycoin.skywire.wire.FailureCode;
import net.skycoin.skywire.wire.HopStatus;
import net.skycoin.skywire.wire.Purpose;
import org.jspecify.annotations.Nullable;

/** The role of an initiator: sets circuits up, and ends them. */
final class OutboundCircuits {
    /** How long an initiator waits for the reply. */
    static final long PATIENCE_NS = 3_000_000_000L;

    private final CircuitContext context;
    private final Function<PublicKey, @Nullable Neighbour> neighbourFor;
    private final Map<Long, OutboundCircuit> circuits = new LinkedHashMap<>();
    private long nextId = 1;

    OutboundCircuits(
            CircuitContext context, Function<PublicKey, @Nullable Neighbour> neighbourFor) {
        this.context = context;
        this.neighbourFor = neighbourFor;
    }

    OutboundCircuit open(
            List<Hop> path,
            Purpose purpose,
            @Nullable PrivateKey caller,
            int lifetimeSeconds,
            int innerMtu) {
        require(!path.isEmpty() && path.size() <= CircuitReply.SLOTS, "path of 1 to 8 hops");
        require(lifetimeSeconds > 0 && lifetimeSeconds <= 0xffff, "lifetime of 1 to 65,535 s");
        Neighbour first = neighbourFor.apply(path.getFirst().node());
        int mtu = first == null ? innerMtu : Math.min(innerMtu, CircuitContext.innerMtu(first));
        long nowNs = context.timers().nowNs();
        OutboundCircuit circuit =
                new OutboundCircuit(
                        this,
                        context,
                        nextId++,
                        path,
                        purpose,
                        mtu,
                        nowNs,
                        nowNs + lifetimeSeconds * 1_000_000_000L);
        circuits.put(circuit.id(), circuit);
        if (first == null || !first.usable()) {
            enterUnlinked(circuit);
        } else {
            OutboundSetup setup =
                    new OutboundSetup(
                            path,
                            purpose,
                            caller,
                            lifetimeSeconds,
                            context.capabilities(),
                            context.random());
            enterBuilding(circuit, first, setup);
        }
        return circuit;
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalArgumentException("a circuit needs a " + what);
        }
    }

    private void enterUnlinked(OutboundCircuit circuit) {
        circuit.enter(
                new Unlinked(
                        context.timers()
                                .after(0, () -> fail(circuit, FailureCode.NEXT_NOT_LINKED, null))));
    }

    private void enterBuilding(OutboundCircuit circuit, Neighbour first, OutboundSetup setup) {
        NanoSky price = circuit.paidPerMebibyte();
        int receiveId = context.table().newId(first);
        if (!first.send(new CircuitSetup(receiveId, setup.onion()).emit())) {
            setup.wipe();
            enterUnlinked(circuit);
            return;
        }
        context.table().put(first, receiveId, new Leg.Outbound(circuit));
        Timers.Timer patience = context.timers().after(PATIENCE_NS, () -> abandon(circuit));
        circuit.enter(new Building(first, receiveId, setup, patience));
        circuit.toll = price.value() == 0 ? null : context.tolls().spent(first.key(), price);
    }

    private void abandon(OutboundCircuit circuit) {
        context.counters().unansweredSetups++;
        fail(circuit, FailureCode.NO_REPLY, null);
    }

    /** Reads the reply to a set-up. */
    void replied(OutboundCircuit circuit, CircuitReply reply) {
        if (!(circuit.phase() instanceof Building building)) {
            context.counters().unknownMessages++;
            return;
        }
        switch (building.setup().read(reply.reply())) {
            case OutboundSetup.Accepted accepted -> stand(circuit, building, reply, accepted);
            case OutboundSetup.Refused refused -> {
                context.counters().failedSetups++;
                abort(building.first(), reply);
                boolean heals = refused.code() == FailureCode.STALE_ONION_KEY;
                if (heals && refused.content().length > 0) {
                    context.listener().staleDescriptor(refused.content());
                }
                fail(circuit, refused.code(), refused.hop());
            }
            case OutboundSetup.Forged _ -> {
                context.counters().forgedReplies++;
                abort(building.first(), reply);
                fail(circuit, FailureCode.FORGED, null);
            }
        }
    }

    /** The relays before the hop that refused hold the circuit for open: frees it. */
    private void abort(Neighbour first, CircuitReply reply) {
        byte[] block = StatusBlock.random(context.random());
        first.send(new CircuitTeardown(reply.circuitId(), block).emit());
    }

    private void stand(
            OutboundCircuit circuit,
            Building building,
            CircuitReply reply,
            OutboundSetup.Accepted accepted) {
        building.patience().cancel();
        building.setup().wipe();
        int capabilities = context.capabilities();
        EndToEnd endToEnd =
                EndToEnd.of(
                        accepted.keys(),
                        true,
                        capabilities,
                        accepted.peerCapabilities(),
                        context.timers().nowNs());
        Timers.Timer expiry =
                context.timers()
                        .at(circuit.deadlineNs(), () -> end(circuit, FailureCode.LIFETIME_OVER));
        circuit.enter(
                new Standing(
                        building.first(),
                        building.receiveId(),
                        reply.circuitId(),
                        accepted.hops(),
                        endToEnd,
                        expiry));
        context.counters().openedCircuits++;
        context.listener().opened(circuit);
    }

    private void fail(OutboundCircuit circuit, FailureCode code, @Nullable PublicKey reporter) {
        if (circuits.containsKey(circuit.id())) {
            remove(circuit);
            context.listener().failed(circuit, code, reporter);
        }
    }

    /** Ends a circuit from here and tells the end point why. */
    void end(OutboundCircuit circuit, FailureCode code) {
        end(circuit, code, code);
    }

    /** Ends a circuit that somebody on the path fills with what the end point never sent. */
    void endForJunk(OutboundCircuit circuit) {
        end(circuit, FailureCode.CLOSED, FailureCode.FORGED);
    }

    private void end(OutboundCircuit circuit, FailureCode told, FailureCode code) {
        if (circuit.phase() instanceof Standing standing) {
            HopStatus status = circuit.status(told);
            byte[] block = StatusBlock.forward(standing.hops(), status, context.random());
            standing.first().send(new CircuitTeardown(standing.sendId(), block).emit());
            remove(circuit);
            context.listener().closed(circuit, Closing.own(code));
        } else {
            remove(circuit);
        }
    }

    /** A teardown from the path. */
    void tornDown(OutboundCircuit circuit, byte[] block) {
        switch (circuit.phase()) {
            case Standing standing -> {
                Closing why = closing(circuit, standing, block);
                remove(circuit);
                context.listener().closed(circuit, why);
            }
            case Building _ -> fail(circuit, FailureCode.LINK_LOST, null);
            case Unlinked _, Ended _ -> context.counters().unknownMessages++;
        }
    }

    private Closing closing(OutboundCircuit circuit, Standing standing, byte[] block) {
        StatusBlock.FromHop from = StatusBlock.readBackward(block, standing.hops());
        if (from == null) {
            context.counters().forgedStatus++;
            return Closing.own(FailureCode.FORGED);
        }
        HopStatus status = from.status();
        PublicKey reporter = circuit.path().get(from.hop());
        return new Closing(status.code(), reporter, status.bytesForward(), status.bytesBackward());
    }

    boolean askStatus(OutboundCircuit circuit, int hop) {
        if (!(circuit.phase() instanceof Standing standing)) {
            return false;
        }
        Objects.checkIndex(hop, standing.hops().size());
        List<HopKeys> way = standing.hops().subList(0, hop + 1);
        HopStatus question = circuit.status(FailureCode.ACCEPTED);
        byte[] block = StatusBlock.forward(way, question, context.random());
        return standing.first().send(new CircuitStatus(standing.sendId(), block).emit());
    }

    /** A status from the path. */
    void status(OutboundCircuit circuit, byte[] block) {
        if (!(circuit.phase() instanceof Standing standing)) {
            context.counters().unknownMessages++;
            return;
        }
        StatusBlock.FromHop from = StatusBlock.readBackward(block, standing.hops());
        if (from == null) {
            context.counters().forgedStatus++;
            return;
        }
        PublicKey hop = circuit.path().get(from.hop());
        context.listener().status(circuit, hop, from.status());
    }

    void linkDown(Neighbour link) {
        for (OutboundCircuit circuit : circuits()) {
            switch (circuit.phase()) {
                case Building building when Leg.same(building.first(), link) ->
                        fail(circuit, FailureCode.LINK_LOST, null);
                case Standing standing when Leg.same(standing.first(), link) -> {
                    remove(circuit);
                    context.listener().closed(circuit, Closing.own(FailureCode.LINK_LOST));
                }
                default -> {
                    // It does not use that link.
                }
            }
        }
    }

    private void remove(OutboundCircuit circuit) {
        switch (circuit.phase()) {
            case Unlinked unlinked -> unlinked.news().cancel();
            case Building building -> {
                building.patience().cancel();
                building.setup().wipe();
                context.table().remove(building.first(), building.receiveId());
            }
            case Standing standing -> {
                standing.expiry().cancel();
                standing.hops().forEach(HopKeys::wipe);
                standing.endToEnd().close();
                context.table().remove(standing.first(), standing.receiveId());
            }
            case Ended _ -> {
                // Nothing is held any more.
            }
        }
        circuit.enter(new Ended());
        if (circuit.toll != null) {
            context.tolls().closed(circuit.neighbour(), circuit.toll);
            circuit.toll = null;
        }
        circuits.remove(circuit.id());
    }

    List<OutboundCircuit> circuits() {
        return List.copyOf(circuits.values());
    }
}

package net.skycoin.skywire.circuit;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.bytes.PacketPool;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.link.Neighbour;
import net.skycoin.skywire.wire.Cell;
import net.skycoin.skywire.wire.CircuitReply;
import net.skycoin.skywire.wire.CircuitSetup;
import net.skycoin.skywire.wire.CircuitStatus;
import net.skycoin.skywire.wire.CircuitTeardown;
import net.skycoin.skywire.wire.Purpose;
import org.jspecify.annotations.Nullable;

/**
 * All circuits of one node in its three roles: those that it makes, those that pass it and those
 * that end at it. Messages and cells of the links go in; messages, cells and the listener's calls
 * come out. Nothing that a neighbour sends makes it throw or keep more than its limits allow.
 *
 * <p>Engine's thread only. The identity and the onion keys stay the caller's.
 */
public final class Circuits {
    private final PrivateKey identity;
    private final CircuitContext context;
    private final OutboundCircuits outbound;
    private final RelayCircuits relays;
    private final InboundCircuits inbound;
    private final SetupReceiver setups;

    /**
     * @param capabilities bits as in {@link net.skycoin.skywire.wire.HandshakePayload}
     * @param pool where cells that leave come from
     * @param neighbourFor the best usable link to a node, or null
     * @param ownDescriptor this node's signed descriptor as bytes, for those with a stale onion key
     */
    public Circuits(
            CircuitSettings settings,
            PrivateKey identity,
            OnionKeys onionKeys,
            int capabilities,
            RandomGenerator random,
            Timers timers,
            PacketPool pool,
            CircuitListener listener,
            Function<PublicKey, @Nullable Neighbour> neighbourFor,
            Supplier<byte[]> ownDescriptor) {
        this(
                settings,
                identity,
                onionKeys,
                capabilities,
                random,
                timers,
                pool,
                listener,
                neighbourFor,
                ownDescriptor,
                Tolls.FREE);
    }

    /** Circuits that cost something. */
    public Circuits(
            CircuitSettings settings,
            PrivateKey identity,
            OnionKeys onionKeys,
            int capabilities,
            RandomGenerator random,
            Timers timers,
            PacketPool pool,
            CircuitListener listener,
            Function<PublicKey, @Nullable Neighbour> neighbourFor,
            Supplier<byte[]> ownDescriptor,
            Tolls tolls) {
        this.identity = identity;
        context =
                new CircuitContext(
                        settings,
                        capabilities,
                        random,
                        timers,
                        pool,
                        listener,
                        new CircuitTable(settings, random),
                        tolls,
                        new CircuitCounters());
        outbound = new OutboundCircuits(context, neighbourFor);
        relays = new RelayCircuits(context, neighbourFor);
        inbound = new InboundCircuits(context, identity);
        setups = new SetupReceiver(context, identity, onionKeys, ownDescriptor, relays, inbound);
    }

    /**
     * Sets a circuit up; the listener hears how it went, always after this call. With {@link
     * Purpose#MESH} the node calls under its own key.
     *
     * @param path 0 to 7 relays and the end point; the first must be a neighbour
     * @param lifetimeSeconds 1 to 65,535
     * @param innerMtu the path's smallest largest-datagram less 80
     */
    public OutboundCircuit open(
            List<Hop> path, Purpose purpose, int lifetimeSeconds, int innerMtu) {
        PrivateKey caller = purpose == Purpose.MESH ? identity : null;
        return outbound.open(path, purpose, caller, lifetimeSeconds, innerMtu);
    }

    /**
     * Like {@link #open} for {@link Purpose#MESH}, under another key than the node's own.
     *
     * @param caller the key that the end point will see; stays the caller's, in use until this
     *     circuit is opened, failed or closed
     */
    public OutboundCircuit openAs(
            PrivateKey caller, List<Hop> path, int lifetimeSeconds, int innerMtu) {
        return outbound.open(path, Purpose.MESH, caller, lifetimeSeconds, innerMtu);
    }

    /** Takes a link message of types 16 to 19. */
    public void messageReceived(Neighbour from, byte[] message) {
        boolean known =
                switch (message.length == 0 ? 0 : message[0]) {
                    case CircuitSetup.MESSAGE_TYPE -> setup(from, CircuitSetup.parse(message));
                    case CircuitReply.MESSAGE_TYPE -> reply(from, CircuitReply.parse(message));
                    case CircuitTeardown.MESSAGE_TYPE ->
                            teardown(from, CircuitTeardown.parse(message));
                    case CircuitStatus.MESSAGE_TYPE -> status(from, CircuitStatus.parse(message));
                    default -> false;
                };
        if (!known) {
            context.counters().malformedMessages++;
        }
    }

    private boolean setup(Neighbour from, @Nullable CircuitSetup setup) {
        if (setup != null) {
            setups.received(from, setup);
        }
        return setup != null;
    }

    private boolean reply(Neighbour from, @Nullable CircuitReply reply) {
        if (reply == null) {
            return false;
        }
        switch (context.table().find(from, reply.setupId())) {
            case Leg.Outbound(OutboundCircuit circuit) -> outbound.replied(circuit, reply);
            case Leg.FromNext(RelayEntry entry) -> relays.replied(entry, reply);
            case Leg.FromPrevious _, Leg.Inbound _ -> context.counters().unknownMessages++;
            case null -> {
                // The set-up was given up meanwhile; whoever replied shall not keep the circuit.
                context.counters().unknownMessages++;
                byte[] block = StatusBlock.random(context.random());
                from.send(new CircuitTeardown(reply.circuitId(), block).emit());
            }
        }
        return true;
    }

    private boolean teardown(Neighbour from, @Nullable CircuitTeardown teardown) {
        if (teardown == null) {
            return false;
        }
        byte[] block = teardown.status();
        switch (context.table().find(from, teardown.circuitId())) {
            case Leg.Outbound(OutboundCircuit circuit) -> outbound.tornDown(circuit, block);
            case Leg.Inbound(InboundCircuit circuit) -> inbound.tornDown(circuit, block);
            case Leg.FromPrevious(RelayEntry entry) -> relays.tornDownByPrevious(entry, block);
            case Leg.FromNext(RelayEntry entry) -> relays.tornDownByNext(entry, block);
            case null -> context.counters().unknownMessages++;
        }
        return true;
    }

    private boolean status(Neighbour from, @Nullable CircuitStatus status) {
        if (status == null) {
            return false;
        }
        byte[] block = status.status();
        switch (context.table().find(from, status.circuitId())) {
            case Leg.Outbound(OutboundCircuit circuit) -> outbound.status(circuit, block);
            case Leg.Inbound(InboundCircuit circuit) -> inbound.status(circuit, block);
            case Leg.FromPrevious(RelayEntry entry) -> relays.statusFromPrevious(entry, block);
            case Leg.FromNext(RelayEntry entry) -> relays.statusFromNext(entry, block);
            case null -> context.counters().unknownMessages++;
        }
        return true;
    }

    /** Takes the plaintext of a cell packet; may change it in place, keeps nothing of it. */
    public void cellReceived(Neighbour from, byte[] array, int offset, int length) {
        if (length < Cell.OVERHEAD || length > CircuitContext.MAX_CELL) {
            context.counters().malformedCells++;
            return;
        }
        switch (context.table().find(from, Cell.circuitId(array, offset))) {
            case Leg.FromPrevious(RelayEntry entry) -> relays.forward(entry, array, offset, length);
            case Leg.FromNext(RelayEntry entry) -> relays.backward(entry, array, offset, length);
            case Leg.Outbound(OutboundCircuit circuit) ->
                    circuit.cellReceived(array, offset, length);
            case Leg.Inbound(InboundCircuit circuit) -> circuit.cellReceived(array, offset, length);
            case null -> context.counters().unknownCells++;
        }
    }

    /** Ends every circuit that uses this link, which will not be heard of again. */
    public void linkDown(Neighbour link) {
        outbound.linkDown(link);
        relays.linkDown(link);
        inbound.linkDown(link);
        context.table().forget(link);
    }

    /**
     * A neighbour has not paid: the circuits that it was to pay for end, and their initiators learn
     * why.
     */
    public void unpaid(PublicKey previous) {
        relays.unpaid(previous);
        inbound.unpaid(previous);
    }

    /** Ends all circuits, as the node goes down. */
    public void close() {
        outbound.circuits().forEach(OutboundCircuit::close);
        inbound.circuits().forEach(InboundCircuit::close);
        relays.close();
    }

    /** All circuits, for a person to look at. */
    public CircuitSnapshot describe() {
        long nowNs = context.timers().nowNs();
        return new CircuitSnapshot(
                outbound.circuits().stream().map(circuit -> circuit.snapshot(nowNs)).toList(),
                relays.entries().stream().map(entry -> entry.snapshot(nowNs)).toList(),
                inbound.circuits().stream().map(circuit -> circuit.snapshot(nowNs)).toList());
    }

    public CircuitStatistics statistics() {
        return context.counters().snapshot();
    }

    /** The relayed circuits themselves, for the test that walks what they refer to. */
    List<RelayEntry> relayEntries() {
        return relays.entries();
    }
}

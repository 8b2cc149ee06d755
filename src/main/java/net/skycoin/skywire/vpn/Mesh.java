package net.skycoin.skywire.vpn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.circuit.Circuit;
import net.skycoin.skywire.circuit.Circuits;
import net.skycoin.skywire.circuit.InboundCircuit;
import net.skycoin.skywire.circuit.OutboundCircuit;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.identity.NodeAddress;
import net.skycoin.skywire.wire.Cell;
import net.skycoin.skywire.wire.FailureCode;
import net.skycoin.skywire.wire.Icmp6;
import net.skycoin.skywire.wire.IpPacket;
import org.jspecify.annotations.Nullable;

/**
 * Traffic between nodes by key: packets between addresses of fd00::/8, each of which is the hash of
 * a key. There is one authenticated circuit (Noise IK) for each pair of a calling key and a peer,
 * and none once nothing was said on it for a minute. The source address of a packet says under
 * which key it calls: the throw-away key of the day, or the node's own.
 *
 * <p>A packet from the mesh is believed when its source is the address of the key that the circuit
 * was authenticated with, and nothing else. Engine's thread only.
 */
public final class Mesh {
    static final long SECOND_NS = 1_000_000_000;
    static final long IDLE_NS = 60 * SECOND_NS;

    /** Who called us keeps the circuit a little longer than he uses it. */
    private static final long CALLED_IDLE_NS = IDLE_NS + 30 * SECOND_NS;

    private static final long DAY_NS = 24 * 3600 * SECOND_NS;
    private static final long LOOK_NS = SECOND_NS / 4;
    private static final long DISLIKE_NS = 30 * SECOND_NS;
    private static final int MOST_CALLS = 128;
    private static final int MOST_CALLERS = 256;
    private static final int MESH_PREFIX = 0xfd;

    private final PrivateKey identity;
    private final RandomGenerator random;
    private final Timers timers;
    private final Circuits circuits;
    private final PathPlanner planner;
    private final MeshListener listener;
    private final MeshNames names;
    private final NodeAddress own;
    private final List<MeshCall> calls = new ArrayList<>();
    private final Map<NodeAddress, Caller> callers = new LinkedHashMap<>();
    private final Map<PublicKey, Long> dislikedUntilNs = new LinkedHashMap<>();
    private ThrowAway today;
    private @Nullable ThrowAway yesterday;
    private @Nullable MeshCall lastCall;
    private Timers.@Nullable Timer look;
    private Timers.@Nullable Timer midnight;
    private boolean closed;
    private long refused;
    private long rejected;

    /** A key to call with, and its address. */
    private record ThrowAway(PrivateKey key, NodeAddress address) {
        static ThrowAway make(RandomGenerator random) {
            PrivateKey key = PrivateKey.generate(random);
            return new ThrowAway(key, NodeAddress.of(key.publicKey()));
        }
    }

    /** Somebody who called this node. */
    private static final class Caller {
        final InboundCircuit circuit;
        long lastUsedNs;
        int flowSequence;

        Caller(InboundCircuit circuit, long nowNs) {
            this.circuit = circuit;
            lastUsedNs = nowNs;
        }
    }

    /**
     * @param identity stays the caller's
     * @param known the keys on the map
     */
    public Mesh(
            PrivateKey identity,
            RandomGenerator random,
            Timers timers,
            Circuits circuits,
            PathPlanner planner,
            Supplier<List<PublicKey>> known,
            MeshListener listener) {
        this.identity = identity;
        this.random = random;
        this.timers = timers;
        this.circuits = circuits;
        this.planner = planner;
        this.listener = listener;
        names = new MeshNames(timers, known);
        own = NodeAddress.of(identity.publicKey());
        today = ThrowAway.make(random);
    }

    /** Tells the addresses, and new ones each day. */
    public void start() {
        listener.addresses(own, today.address);
        midnight = timers.after(DAY_NS, this::nextDay);
    }

    private void nextDay() {
        ThrowAway old = yesterday;
        if (old != null) {
            for (MeshCall call : List.copyOf(calls)) {
                if (call.caller() == old.key) {
                    end(call);
                }
            }
            old.key.close();
        }
        yesterday = today;
        today = ThrowAway.make(random);
        start();
    }

    public void close() {
        closed = true;
        List.copyOf(calls).forEach(this::end);
        callers.values().forEach(caller -> caller.circuit.close());
        callers.clear();
        if (look != null) {
            look.cancel();
        }
        if (midnight != null) {
            midnight.cancel();
        }
        today.key.close();
        if (yesterday != null) {
            yesterday.key.close();
        }
    }

    public MeshNames names() {
        return names;
    }

    public NodeAddress own() {
        return own;
    }

    /** The address that calls are made from unless a program chose the node's own. */
    public NodeAddress throwAway() {
        return today.address;
    }

    /** Peers that are being called. */
    public int calls() {
        return calls.size();
    }

    /** Keys that this node is being called with. */
    public int callers() {
        return callers.size();
    }

    /** Packets to addresses that could not be called. */
    public long refused() {
        return refused;
    }

    /** Packets whose addresses were not those of the circuit's keys. */
    public long rejected() {
        return rejected;
    }

    // ---- out

    /** Whether a packet is for the mesh, hence for {@link #send}. */
    public static boolean isForMesh(byte[] array, int offset, int length) {
        return IpPacket.isWellFormed(array, offset, length)
                && IpPacket.version(array, offset) == 6
                && (array[IpPacket.destinationOffset(array, offset)] & 0xff) == MESH_PREFIX;
    }

    /** Sends a packet for the mesh that came out of {@code sky0}; the bytes are copied. */
    public void send(byte[] array, int offset, int length, int flags) {
        MeshCall last = lastCall;
        if (last != null && last.isFor(array, offset)) {
            last.send(array, offset, length, flags);
            return;
        }
        NodeAddress from = NodeAddress.read(array, offset + 8);
        NodeAddress to = NodeAddress.read(array, offset + 24);
        if (from == null || to == null) {
            rejected++;
            return;
        }
        Caller caller = from.equals(own) ? callers.get(to) : null;
        if (caller != null) {
            caller.lastUsedNs = timers.nowNs();
            caller.circuit.send(
                    0, caller.flowSequence++, Cell.CLASS_DATA, flags, array, offset, length);
            return;
        }
        MeshCall call = call(from, to);
        if (call == null) {
            refuse(array, offset, length);
        } else {
            lastCall = call;
            call.send(array, offset, length, flags);
        }
    }

    private @Nullable MeshCall call(NodeAddress from, NodeAddress to) {
        for (MeshCall call : calls) {
            if (call.from().equals(from) && call.to().equals(to)) {
                return call;
            }
        }
        PrivateKey key = keyFor(from);
        PublicKey peer = names.keyOf(to);
        if (key == null || peer == null || calls.size() >= MOST_CALLS) {
            return null;
        }
        MeshCall call = new MeshCall(this, key, from, peer, to);
        if (!call.build()) {
            return null;
        }
        calls.add(call);
        lookLater();
        return call;
    }

    private @Nullable PrivateKey keyFor(NodeAddress from) {
        if (from.equals(own)) {
            return identity;
        }
        if (from.equals(today.address)) {
            return today.key;
        }
        return yesterday != null && from.equals(yesterday.address) ? yesterday.key : null;
    }

    /** Says at once that there is no way, so that no program waits for a time-out. */
    void refuse(byte[] array, int offset, int length) {
        refused++;
        if (Icmp6.mayAnswer(array, offset, length)) {
            byte[] answer = Icmp6.unreachable(array, offset, length);
            listener.packetArrived(answer, 0, answer.length, 0);
        }
    }

    /** A circuit to the peer, over other relays than {@code avoid}; null when there is no path. */
    @Nullable OutboundCircuit open(MeshCall call, Set<PublicKey> avoid) {
        PathPlanner.Plan plan =
                planner.planToNode(call.peer(), avoid, new LinkedHashSet<>(disliked()));
        return plan == null
                ? null
                : circuits.openAs(
                        call.caller(),
                        plan.hops(),
                        MeshCall.LIFETIME_SECONDS,
                        plan.largestDatagram() - Uplink.DATAGRAM_OVERHEAD);
    }

    private Set<PublicKey> disliked() {
        long nowNs = timers.nowNs();
        dislikedUntilNs.values().removeIf(untilNs -> untilNs <= nowNs);
        return dislikedUntilNs.keySet();
    }

    void dislike(List<PublicKey> relays) {
        relays.forEach(relay -> dislikedUntilNs.put(relay, timers.nowNs() + DISLIKE_NS));
    }

    Timers timers() {
        return timers;
    }

    void end(MeshCall call) {
        if (lastCall == call) {
            lastCall = null;
        }
        calls.remove(call);
        call.close();
    }

    private void lookLater() {
        if (look == null && !closed) {
            look = timers.after(LOOK_NS, this::look);
        }
    }

    private void look() {
        look = null;
        long nowNs = timers.nowNs();
        for (MeshCall call : List.copyOf(calls)) {
            if (call.idleSinceNs() + IDLE_NS <= nowNs) {
                end(call);
            } else {
                call.maintain();
            }
        }
        for (Caller caller : List.copyOf(callers.values())) {
            if (nowNs - caller.lastUsedNs >= CALLED_IDLE_NS) {
                caller.circuit.close();
            }
        }
        if (!calls.isEmpty() || !callers.isEmpty()) {
            lookLater();
        }
    }

    // ---- what the circuits say

    public void opened(OutboundCircuit circuit) {
        MeshCall call = find(circuit);
        if (call != null) {
            call.opened(circuit);
        }
    }

    public void failed(OutboundCircuit circuit, FailureCode code) {
        MeshCall call = find(circuit);
        if (call != null && !call.failed(circuit, code)) {
            end(call);
        }
    }

    private @Nullable MeshCall find(OutboundCircuit circuit) {
        for (MeshCall call : calls) {
            if (call.has(circuit)) {
                return call;
            }
        }
        return null;
    }

    /** Somebody calls; who that is, the circuit has proved. */
    public void accepted(InboundCircuit circuit) {
        if (callers.size() >= MOST_CALLERS || circuit.caller() == null) {
            timers.after(0, circuit::close);
        }
    }

    public void received(
            Circuit circuit, int cellClass, int flags, byte[] array, int offset, int length) {
        switch (circuit) {
            case OutboundCircuit outbound -> {
                MeshCall call = find(outbound);
                if (call != null) {
                    call.received(outbound, cellClass, flags, array, offset, length);
                }
            }
            case InboundCircuit inbound -> called(inbound, cellClass, flags, array, offset, length);
        }
    }

    private void called(
            InboundCircuit circuit,
            int cellClass,
            int flags,
            byte[] array,
            int offset,
            int length) {
        PublicKey key = circuit.caller();
        if (key == null) {
            return;
        }
        if (cellClass != Cell.CLASS_DATA) {
            byte[] answer = circuit.takeRekey(array, offset, length);
            if (answer != null) {
                circuit.send(0, 0, Cell.CLASS_CONTROL, 0, answer, 0, answer.length);
            }
            return;
        }
        NodeAddress from =
                IpPacket.isWellFormed(array, offset, length) && IpPacket.version(array, offset) == 6
                        ? NodeAddress.read(array, offset + 8)
                        : null;
        Caller caller = from == null ? null : callers.get(from);
        if (caller == null || caller.circuit != circuit) {
            if (from == null
                    || !from.equals(NodeAddress.of(key))
                    || (caller == null && callers.size() >= MOST_CALLERS)) {
                rejected++;
                return;
            }
            // The newest circuit that carries something is the one to answer on.
            caller = new Caller(circuit, timers.nowNs());
            callers.put(from, caller);
            lookLater();
        }
        caller.lastUsedNs = timers.nowNs();
        deliver(own.toBytes(), flags, array, offset, length);
    }

    /** Hands over a packet whose source has been checked. */
    void deliver(byte[] to, int flags, byte[] array, int offset, int length) {
        if (IpPacket.hasDestination(array, offset, to)) {
            listener.packetArrived(array, offset, length, flags);
        } else {
            rejected++;
        }
    }

    void reject() {
        rejected++;
    }

    public void closed(Circuit circuit) {
        switch (circuit) {
            case OutboundCircuit outbound -> {
                MeshCall call = find(outbound);
                if (call != null) {
                    call.lost(outbound);
                }
            }
            case InboundCircuit inbound ->
                    callers.values().removeIf(caller -> caller.circuit == inbound);
        }
    }

    static byte[] copy(byte[] array, int offset, int length) {
        return Arrays.copyOfRange(array, offset, offset + length);
    }
}

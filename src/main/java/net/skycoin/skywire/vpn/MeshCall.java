package net.skycoin.skywire.vpn;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.skycoin.skywire.circuit.Circuit;
import net.skycoin.skywire.circuit.OutboundCircuit;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.identity.NodeAddress;
import net.skycoin.skywire.wire.Cell;
import net.skycoin.skywire.wire.FailureCode;
import net.skycoin.skywire.wire.IpPacket;
import org.jspecify.annotations.Nullable;

/**
 * One peer that is called under one key, and the circuit to it.
 *
 * <pre>
 *   no circuit --build--&gt; fresh --opened, keys mixed--&gt; current
 *      current grows old, or nothing comes back on it for 2 s --build--&gt; current and fresh
 *      current is lost --build--&gt; fresh
 *      fresh fails 3 times in a row with nothing else --&gt; refused
 * </pre>
 *
 * <p>Packets wait, a few of them, until the circuit stands and ML-KEM has been mixed into its keys.
 */
final class MeshCall {
    static final int LIFETIME_SECONDS = 600;

    private static final long RENEW_NS = LIFETIME_SECONDS * Mesh.SECOND_NS * 8 / 10;
    private static final int MOST_WAITING = 16;
    private static final int MOST_FAILURES = 3;
    private static final long PATIENCE_NS = 2 * Mesh.SECOND_NS;
    private static final long LONGEST_PATIENCE_NS = 32 * Mesh.SECOND_NS;

    /** How long packets wait for ML-KEM. */
    private static final long KEM_NS = 2 * Mesh.SECOND_NS;

    private static final long RETIRE_NS = 3 * Mesh.SECOND_NS;

    private record Waiting(byte[] packet, int flags) {}

    private final Mesh mesh;
    private final PrivateKey caller;
    private final NodeAddress from;
    private final byte[] fromBytes;
    private final PublicKey peer;
    private final NodeAddress to;
    private final byte[] toBytes;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private @Nullable OutboundCircuit current;
    private @Nullable OutboundCircuit fresh;
    private @Nullable OutboundCircuit retiring;
    private int failures;
    private int flowSequence;
    private long lastUsedNs;
    private long unansweredSinceNs = Timers.NEVER;
    private long patienceNs = PATIENCE_NS;

    MeshCall(Mesh mesh, PrivateKey caller, NodeAddress from, PublicKey peer, NodeAddress to) {
        this.mesh = mesh;
        this.caller = caller;
        this.from = from;
        this.peer = peer;
        this.to = to;
        fromBytes = from.toBytes();
        toBytes = to.toBytes();
        lastUsedNs = mesh.timers().nowNs();
    }

    PrivateKey caller() {
        return caller;
    }

    NodeAddress from() {
        return from;
    }

    PublicKey peer() {
        return peer;
    }

    NodeAddress to() {
        return to;
    }

    /** Whether an IPv6 packet belongs to this call. */
    boolean isFor(byte[] array, int offset) {
        return IpPacket.hasDestination(array, offset, toBytes)
                && IpPacket.hasSource(array, offset, fromBytes);
    }

    boolean has(OutboundCircuit circuit) {
        return circuit == current || circuit == fresh || circuit == retiring;
    }

    /** When something was sent or received last. */
    long idleSinceNs() {
        return lastUsedNs;
    }

    void send(byte[] array, int offset, int length, int flags) {
        lastUsedNs = mesh.timers().nowNs();
        if (current == null) {
            if (waiting.size() < MOST_WAITING) {
                waiting.add(new Waiting(Mesh.copy(array, offset, length), flags));
            }
            return;
        }
        if (unansweredSinceNs == Timers.NEVER) {
            unansweredSinceNs = lastUsedNs;
        }
        current.send(0, flowSequence++, Cell.CLASS_DATA, flags, array, offset, length);
    }

    /** Begins a circuit unless one is being built; false when there is no path. */
    boolean build() {
        if (fresh != null) {
            return true;
        }
        Set<PublicKey> avoid = new LinkedHashSet<>();
        if (current != null) {
            avoid.addAll(relays(current));
        }
        fresh = mesh.open(this, avoid);
        return fresh != null;
    }

    private static List<PublicKey> relays(OutboundCircuit circuit) {
        List<PublicKey> path = circuit.path();
        return path.subList(0, path.size() - 1);
    }

    /** A few times a second: keys, successors. */
    void maintain() {
        long nowNs = mesh.timers().nowNs();
        rekey(current);
        rekey(fresh);
        boolean silent =
                unansweredSinceNs != Timers.NEVER && nowNs - unansweredSinceNs >= patienceNs;
        boolean old = current != null && nowNs - current.createdAtNs() >= RENEW_NS;
        if (silent && current != null && fresh == null) {
            patienceNs = Math.min(2 * patienceNs, LONGEST_PATIENCE_NS);
            mesh.dislike(relays(current));
        }
        if ((silent || old || current == null) && !build() && current == null) {
            mesh.end(this);
        }
    }

    private void rekey(@Nullable OutboundCircuit circuit) {
        byte[] message = circuit == null ? null : circuit.rekeyDue();
        if (circuit != null && message != null) {
            circuit.send(0, 0, Cell.CLASS_CONTROL, 0, message, 0, message.length);
        }
    }

    // ---- what the circuits say

    void opened(OutboundCircuit circuit) {
        if (circuit != fresh) {
            return;
        }
        byte[] message = circuit.rekeyDue();
        if (message == null) {
            use(circuit);
        } else {
            circuit.send(0, 0, Cell.CLASS_CONTROL, 0, message, 0, message.length);
            mesh.timers().after(KEM_NS, () -> use(circuit));
        }
    }

    private void use(OutboundCircuit circuit) {
        if (circuit != fresh || !circuit.isOpen()) {
            return;
        }
        retire();
        retiring = current;
        current = circuit;
        fresh = null;
        failures = 0;
        unansweredSinceNs = Timers.NEVER;
        if (retiring != null) {
            mesh.timers().after(RETIRE_NS, this::retire);
        }
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            send(next.packet, 0, next.packet.length, next.flags);
        }
    }

    private void retire() {
        OutboundCircuit old = retiring;
        retiring = null;
        if (old != null) {
            old.close();
        }
    }

    /** A set-up failed; says whether the call goes on. */
    boolean failed(OutboundCircuit circuit, FailureCode code) {
        if (circuit != fresh) {
            return true;
        }
        fresh = null;
        failures++;
        mesh.dislike(relays(circuit));
        if (current != null) {
            return true;
        }
        return code != FailureCode.NOT_SERVED && failures < MOST_FAILURES && build();
    }

    /** A circuit that stood is gone. */
    void lost(OutboundCircuit circuit) {
        if (circuit == retiring) {
            retiring = null;
        } else if (circuit == fresh) {
            fresh = null;
        } else if (circuit == current) {
            current = null;
            unansweredSinceNs = Timers.NEVER;
            mesh.dislike(relays(circuit));
            // With the next look: the teardown may come from within a call of ours.
        }
    }

    void received(
            OutboundCircuit circuit,
            int cellClass,
            int flags,
            byte[] array,
            int offset,
            int length) {
        if (cellClass != Cell.CLASS_DATA) {
            if (Circuit.isRekey(array, offset, length)) {
                circuit.takeRekey(array, offset, length);
                if (circuit == fresh && circuit.postQuantum()) {
                    use(circuit);
                }
            }
            return;
        }
        if (!IpPacket.isWellFormed(array, offset, length)
                || IpPacket.version(array, offset) != 6
                || !IpPacket.hasSource(array, offset, toBytes)) {
            mesh.reject();
            return;
        }
        lastUsedNs = mesh.timers().nowNs();
        unansweredSinceNs = Timers.NEVER;
        patienceNs = PATIENCE_NS;
        mesh.deliver(fromBytes, flags, array, offset, length);
    }

    /** Ends it; what still waits is refused. */
    void close() {
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            mesh.refuse(next.packet, 0, next.packet.length);
        }
        OutboundCircuit[] open = {current, fresh, retiring};
        current = null;
        fresh = null;
        retiring = null;
        for (OutboundCircuit circuit : open) {
            if (circuit != null) {
                circuit.close();
            }
        }
    }
}

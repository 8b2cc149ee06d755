package net.skycoin.skywire.vpn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.bond.Bond;
import net.skycoin.skywire.bond.BondListener;
import net.skycoin.skywire.bond.Path;
import net.skycoin.skywire.circuit.Circuits;
import net.skycoin.skywire.circuit.Closing;
import net.skycoin.skywire.circuit.OutboundCircuit;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.vpn.BundledCircuit.Stage;
import net.skycoin.skywire.wire.Cell;
import net.skycoin.skywire.wire.CircuitMessage;
import net.skycoin.skywire.wire.FailureCode;
import net.skycoin.skywire.wire.Feedback;
import net.skycoin.skywire.wire.Lease;
import net.skycoin.skywire.wire.LeaseRefused;
import net.skycoin.skywire.wire.LeaseRequest;
import net.skycoin.skywire.wire.Purpose;
import org.jspecify.annotations.Nullable;

/**
 * A router's way out: two circuits to one exit, over relays as different as the map allows, under
 * one lease and in one bond. A circuit that fails is replaced at once, one that grows old before
 * its life ends; the lease outlives them all, and with it the laptop's TCP connections. {@link
 * BundledCircuit} draws the life of one circuit.
 *
 * <p>Owned by the engine's thread.
 */
public final class Uplink {
    /**
     * What the configuration says: exits in order of preference, and the {@link LeaseRequest} bits
     * wanted of them.
     */
    public record Settings(List<PublicKey> exits, int wants) {
        public Settings {
            exits = List.copyOf(exits);
            if (exits.isEmpty()) {
                throw new IllegalArgumentException("an uplink needs an exit");
            }
        }
    }

    /** One circuit of the bundle, for a person to read. */
    public record Member(OutboundCircuit circuit, boolean active, String stage, long rttNs) {}

    /** Circuits that are kept ready: one in use and one to change over to. */
    private static final int BUNDLE = 2;

    private static final long SECOND_NS = 1_000_000_000;
    private static final int LIFETIME_SECONDS = 600;
    private static final long MAINTAIN_NS = 250_000_000;
    private static final long RETRY_MIN_NS = 100_000_000;
    private static final long RETRY_MAX_NS = 3 * SECOND_NS;
    private static final long LEASE_RETRY_NS = 400_000_000;
    private static final int LEASE_REQUESTS = 4;

    /** Bytes of a datagram around an inner packet: link 32, circuit 20, end to end 28. */
    private static final int DATAGRAM_OVERHEAD = 80;

    private static final long RETIRE_NS = 3 * SECOND_NS;
    private static final long DISLIKE_NS = 30 * SECOND_NS;
    private static final int FAILURES_PER_EXIT = 4;

    private final Settings settings;
    private final RandomGenerator random;
    private final Timers timers;
    private final Circuits circuits;
    private final PathPlanner planner;
    private final UplinkListener listener;
    private final List<BundledCircuit> bundle = new ArrayList<>();
    private final Map<PublicKey, Long> dislikedUntilNs = new LinkedHashMap<>();

    private int exitIndex;
    private byte[] token;
    private Bond bond;
    private @Nullable Lease lease;
    private @Nullable LeasedAddresses addresses;
    private int mtu;
    private boolean connected;
    private String trouble = "no circuit yet";
    private int failures;
    private long nextAttemptNs;
    private Timers.@Nullable Timer timer;
    private long rejectedPackets;
    private boolean closed;

    public Uplink(
            Settings settings,
            RandomGenerator random,
            Timers timers,
            Circuits circuits,
            PathPlanner planner,
            UplinkListener listener) {
        this.settings = settings;
        this.random = random;
        this.timers = timers;
        this.circuits = circuits;
        this.planner = planner;
        this.listener = listener;
        this.token = newToken();
        this.bond = newBond();
    }

    /**
     * Begins to build circuits; {@link #changed} hurries it on when the map or the links change.
     */
    public void start() {
        maintain();
    }

    /** Something changed that may make a path possible. */
    public void changed() {
        if (!connected) {
            nextAttemptNs = Math.min(nextAttemptNs, timers.nowNs());
        }
        maintain();
    }

    public void close() {
        closed = true;
        if (timer != null) {
            timer.cancel();
        }
        bond.close();
        for (BundledCircuit member : List.copyOf(bundle)) {
            member.circuit.close();
        }
        bundle.clear();
    }

    /** The exit that circuits lead to at the moment. */
    public PublicKey exit() {
        return settings.exits().get(exitIndex);
    }

    /** The lease, if packets can be sent under it now. */
    public @Nullable Lease lease() {
        return connected ? lease : null;
    }

    /** The largest inner packet that every path of the bundle carries. */
    public int mtu() {
        return mtu;
    }

    /** Why there is no connection, for a person; empty when there is one. */
    public String trouble() {
        return connected ? "" : trouble;
    }

    public Bond bond() {
        return bond;
    }

    /** Packets refused in either direction because their address was not the lease's. */
    public long rejectedPackets() {
        return rejectedPackets;
    }

    public List<Member> members() {
        return bundle.stream()
                .map(
                        member ->
                                new Member(
                                        member.circuit,
                                        member.path != null && member.path == bond.active(),
                                        member.stage
                                                .name()
                                                .toLowerCase(Locale.ROOT)
                                                .replace('_', ' '),
                                        member.path == null ? 0 : member.path.rttNs()))
                .toList();
    }

    /** Sends a packet that came out of {@code sky0}; the bytes are copied. */
    public void send(byte[] array, int offset, int length) {
        if (!connected || addresses == null || !addresses.isSourceOf(array, offset, length)) {
            rejectedPackets++;
            return;
        }
        bond.send(array, offset, length);
    }

    // ---- what the circuits say
    // -------------------------------------------------------------------------------------------

    public void opened(OutboundCircuit circuit) {
        BundledCircuit member = find(circuit);
        if (member != null && member.stage == Stage.BUILDING) {
            member.stage = Stage.LEASING;
            member.path = bond.add(circuit::send, member);
            requestLease(member);
        }
    }

    /**
     * A set-up failed; {@code culprit} is the relay that said so or that must have lost it, if that
     * can be told.
     */
    public void failed(OutboundCircuit circuit, FailureCode code, @Nullable PublicKey culprit) {
        BundledCircuit member = find(circuit);
        if (member == null) {
            return;
        }
        trouble = "circuit to the exit failed: " + code.text();
        if (culprit != null) {
            dislike(culprit);
        } else {
            member.relays().forEach(this::dislike);
        }
        drop(member);
        backOff();
    }

    /** A circuit that stood is gone. */
    public void closed(OutboundCircuit circuit, Closing why) {
        BundledCircuit member = find(circuit);
        if (member == null) {
            return;
        }
        blame(member, why.code(), why.reporter());
        drop(member);
        maintain();
    }

    /** A cell arrived on one of the bundle's circuits. */
    public void received(
            OutboundCircuit circuit,
            int cellClass,
            int flags,
            byte[] array,
            int offset,
            int length) {
        BundledCircuit member = find(circuit);
        if (member == null || member.path == null) {
            return;
        }
        if (cellClass == Cell.CLASS_DATA) {
            if (member.stage != Stage.LEASING) {
                bond.dataArrived(member.path, circuit.receivedSequence(), array, offset, length);
            }
            return;
        }
        bond.controlArrived(member.path, circuit.receivedSequence(), flags);
        switch (CircuitMessage.parse(array, offset, length)) {
            case Feedback feedback -> bond.feedbackArrived(member.path, feedback);
            case Lease granted -> leased(member, granted);
            case LeaseRefused refused -> {
                trouble = "the exit refused a lease: " + refused.code().text();
                drop(member);
                backOff();
            }
            case null, default -> rejectedPackets++;
        }
    }

    // ---- the bundle
    // ------------------------------------------------------------------------------------------------------

    private void maintain() {
        if (closed) {
            return;
        }
        long nowNs = timers.nowNs();
        dislikedUntilNs.values().removeIf(untilNs -> untilNs <= nowNs);
        renewOld(nowNs);
        if (nowNs >= nextAttemptNs) {
            while (bundle.stream().filter(BundledCircuit::serves).count() < BUNDLE
                    && build(null)) {}
        }
        if (timer == null) {
            timer = timers.after(MAINTAIN_NS, this::onTimer);
        }
    }

    private void onTimer() {
        timer = null;
        maintain();
    }

    private void renewOld(long nowNs) {
        for (BundledCircuit member : List.copyOf(bundle)) {
            boolean underWay = bundle.stream().anyMatch(other -> other.replaces == member);
            if (member.stage == Stage.IN_USE && nowNs >= member.renewAtNs && !underWay) {
                build(member);
            }
        }
    }

    /** Opens one more circuit; says whether there was a path for it. */
    private boolean build(@Nullable BundledCircuit replaces) {
        PathPlanner.Plan plan = replaces == null ? newPlan() : planner.renewed(replaces.plan);
        if (plan == null) {
            if (replaces == null) {
                trouble = "no path to the exit on the map";
                backOff();
            }
            return false;
        }
        OutboundCircuit circuit =
                circuits.open(
                        plan.hops(),
                        Purpose.EXIT,
                        LIFETIME_SECONDS,
                        plan.largestDatagram() - DATAGRAM_OVERHEAD);
        // Between 70 and 90 % of the life, so that the circuits of a router do not renew in step.
        long renewNs = LIFETIME_SECONDS * SECOND_NS / 100 * random.nextInt(70, 91);
        bundle.add(new BundledCircuit(circuit, plan, timers.nowNs() + renewNs, replaces));
        return true;
    }

    private PathPlanner.@Nullable Plan newPlan() {
        Set<PublicKey> avoid = new LinkedHashSet<>();
        bundle.stream()
                .filter(BundledCircuit::serves)
                .forEach(member -> avoid.addAll(member.relays()));
        return planner.plan(exit(), avoid, dislikedUntilNs.keySet());
    }

    private void requestLease(BundledCircuit member) {
        if (member.stage != Stage.LEASING || member.path == null || !bundle.contains(member)) {
            return;
        }
        if (member.leaseRequests++ == LEASE_REQUESTS) {
            trouble = "the exit does not answer the lease request";
            drop(member);
            backOff();
            return;
        }
        LeaseRequest request = new LeaseRequest(token, settings.wants(), member.circuit.innerMtu());
        bond.sendControl(member.path, request.emit());
        timers.after(LEASE_RETRY_NS, () -> requestLease(member));
    }

    private void leased(BundledCircuit member, Lease granted) {
        if (member.stage != Stage.LEASING || member.path == null) {
            return;
        }
        member.stage = Stage.IN_USE;
        failures = 0;
        nextAttemptNs = timers.nowNs();
        member.circuit.lowerInnerMtu(granted.mtu());
        BundledCircuit old = member.replaces;
        if (old != null && bundle.contains(old)) {
            bundle.set(bundle.indexOf(member), succeeding(member));
            retire(old);
        }
        boolean news = !connected || lease == null || !sameAddresses(lease, granted);
        lease = granted;
        addresses = new LeasedAddresses(granted);
        connected = true;
        updateMtu(news);
        maintain();
    }

    /** The same circuit, no longer a replacement but a member in its own right. */
    private BundledCircuit succeeding(BundledCircuit member) {
        BundledCircuit successor =
                new BundledCircuit(member.circuit, member.plan, member.renewAtNs, null);
        successor.stage = member.stage;
        successor.path = member.path;
        return successor;
    }

    private void retire(BundledCircuit old) {
        old.stage = Stage.RETIRING;
        if (old.path != null) {
            bond.remove(old.path);
        }
        timers.after(RETIRE_NS, () -> drop(old));
    }

    private void updateMtu(boolean news) {
        int least =
                bundle.stream()
                        .filter(member -> member.stage == Stage.IN_USE)
                        .mapToInt(member -> member.circuit.innerMtu())
                        .min()
                        .orElse(mtu);
        if (lease != null && (news || least != mtu)) {
            mtu = least;
            listener.connected(exit(), lease, mtu);
        }
    }

    private static boolean sameAddresses(Lease one, Lease other) {
        return Objects.equals(one.ipv4(), other.ipv4())
                && Objects.equals(one.ipv6(), other.ipv6())
                && one.resolvers().equals(other.resolvers());
    }

    private void drop(BundledCircuit member) {
        if (!bundle.remove(member)) {
            return;
        }
        if (member.path != null) {
            bond.remove(member.path);
        }
        member.circuit.close();
        if (connected && bundle.stream().noneMatch(other -> other.stage == Stage.IN_USE)) {
            connected = false;
            trouble = "every path to the exit is lost";
            nextAttemptNs = timers.nowNs();
            listener.disconnected(trouble);
        }
    }

    private void backOff() {
        failures++;
        if (!connected && failures % FAILURES_PER_EXIT == 0 && settings.exits().size() > 1) {
            moveToNextExit();
        }
        long maxNs = Math.min(RETRY_MAX_NS, RETRY_MIN_NS << Math.min(failures, 10));
        nextAttemptNs = timers.nowNs() + maxNs / 2 + random.nextLong(maxNs / 2 + 1);
    }

    private void moveToNextExit() {
        exitIndex = (exitIndex + 1) % settings.exits().size();
        for (BundledCircuit member : List.copyOf(bundle)) {
            drop(member);
        }
        bond.close();
        lease = null;
        addresses = null;
        token = newToken();
        bond = newBond();
    }

    /**
     * Keeps away for a while from whom the failure points at: who lost the next hop names itself,
     * but the next one is gone.
     */
    private void blame(BundledCircuit member, FailureCode code, @Nullable PublicKey reporter) {
        if (reporter == null) {
            member.relays().forEach(this::dislike);
            return;
        }
        List<PublicKey> path = member.circuit.path();
        int at = path.indexOf(reporter);
        boolean nextIsGone = code == FailureCode.NEXT_NOT_LINKED || code == FailureCode.LINK_LOST;
        if (nextIsGone && at + 1 < path.size() - 1) {
            dislike(path.get(at + 1));
        } else if (code != FailureCode.STALE_ONION_KEY) {
            dislike(reporter);
        }
    }

    private void dislike(PublicKey relay) {
        if (!relay.equals(exit())) {
            dislikedUntilNs.put(relay, timers.nowNs() + DISLIKE_NS);
        }
    }

    private @Nullable BundledCircuit find(OutboundCircuit circuit) {
        for (BundledCircuit member : bundle) {
            if (member.circuit == circuit) {
                return member;
            }
        }
        return null;
    }

    private byte[] newToken() {
        byte[] bytes = new byte[LeaseRequest.TOKEN_LENGTH];
        random.nextBytes(bytes);
        return bytes;
    }

    private Bond newBond() {
        return new Bond(
                true,
                random,
                timers,
                new BondListener() {
                    @Override
                    public void packetArrived(byte[] array, int offset, int length) {
                        deliver(array, offset, length);
                    }

                    @Override
                    public void pathDied(Path path) {
                        Uplink.this.pathDied(path);
                    }
                });
    }

    private void pathDied(Path path) {
        for (BundledCircuit member : List.copyOf(bundle)) {
            if (member.path == path) {
                member.relays().forEach(this::dislike);
                drop(member);
            }
        }
        maintain();
    }

    private void deliver(byte[] array, int offset, int length) {
        if (addresses == null || !addresses.isDestinationOf(array, offset, length)) {
            rejectedPackets++;
            return;
        }
        listener.packetArrived(array, offset, length);
    }
}

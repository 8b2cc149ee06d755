package net.skycoin.skywire.vpn;

import java.util.ArrayList;
import java.util.Comparator;
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
import net.skycoin.skywire.bond.ParcelPool;
import net.skycoin.skywire.bond.Path;
import net.skycoin.skywire.circuit.Circuit;
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
 * A router's way out: several circuits to one exit, each through another neighbour and over relays
 * as different as the map allows, under one lease and in one bond. A circuit that fails is replaced
 * at once, one that grows old before its life ends, one that shares relays with the other as soon
 * as the map offers a path that shares fewer; the lease outlives them all, and with it the laptop's
 * TCP connections. {@link BundledCircuit} draws the life of one circuit.
 *
 * <p>Owned by the engine's thread.
 */
public final class Uplink {
    /** Most paths that are used at once. */
    public static final int MAX_PATHS = 16;

    /**
     * What the configuration says.
     *
     * @param exits in order of preference
     * @param wants the {@link LeaseRequest} bits wanted of them
     * @param paths how many circuits to use at once, 1 to {@link #MAX_PATHS}; beyond two, as many
     *     of them as begin at different neighbours
     * @param policy how packets are spread over them
     */
    public record Settings(List<PublicKey> exits, int wants, int paths, Bond.Policy policy) {
        public Settings {
            exits = List.copyOf(exits);
            if (paths < 1 || paths > MAX_PATHS) {
                throw new IllegalArgumentException("paths are 1 to " + MAX_PATHS);
            }
            if (exits.isEmpty()) {
                throw new IllegalArgumentException("an uplink needs an exit");
            }
        }
    }

    /** One circuit of the bundle, for a person to read. */
    public record Member(
            OutboundCircuit circuit,
            boolean active,
            String stage,
            long rttNs,
            @Nullable Path path) {}

    /** As many circuits there are always, whatever relays they share: one's death is no end. */
    private static final int LEAST_CIRCUITS = 2;

    /** Packets that wait or may have to be sent again: 16 MiB. */
    private static final int PARCELS = 8192;

    private static final long SECOND_NS = 1_000_000_000;
    private static final int LIFETIME_SECONDS = 600;
    private static final long MAINTAIN_NS = 250_000_000;

    /**
     * How long a first set-up may go unanswered before another path is tried; each failure in a row
     * doubles it, up to what {@link Circuits} waits itself, so that slow paths get their time.
     */
    private static final long PATIENCE_MIN_NS = 750_000_000;

    private static final long RETRY_MIN_NS = 100_000_000;
    private static final long RETRY_MAX_NS = 3 * SECOND_NS;

    /** Failures in a row that do not lengthen the wait: each has taught whom to avoid. */
    private static final int QUICK_RETRIES = 6;

    private static final long LEASE_RETRY_NS = 400_000_000;
    private static final int LEASE_REQUESTS = 4;

    /** Bytes of a datagram around an inner packet: link 32, circuit 20, end to end 28. */
    static final int DATAGRAM_OVERHEAD = 80;

    private static final long RETIRE_NS = 3 * SECOND_NS;
    private static final long DISLIKE_NS = 30 * SECOND_NS;

    /** Until the map has had time to learn that a node is not linked where it was. */
    private static final long GONE_NS = 4 * SECOND_NS;

    /** Circuits that are begun at once when no path answers any more: one of them may be good. */
    private static final int WAYS_OUT_OF_DOUBT = 3;

    /** Least time between two doubts: a link that often pauses is no reason for more circuits. */
    private static final long DOUBT_SPACING_NS = 2 * SECOND_NS;

    /**
     * How long an exit may take to answer before the next one has its turn: while the map is being
     * learnt, when all paths to it were lost just now, and when others were tried before it.
     */
    private static final long FIRST_EXIT_NS = 5 * SECOND_NS;

    private static final long LOST_EXIT_NS = SECOND_NS + SECOND_NS / 2;
    private static final long NEXT_EXIT_NS = 3 * SECOND_NS;

    /** Least time between two looks for better paths than those in use, and two tries of them. */
    private static final long IMPROVE_MIN_NS = SECOND_NS;

    /** Time between two looks for a further way; doubled when one fails. */
    private static final long GROW_MIN_NS = SECOND_NS / 4;

    private static final long GROW_MAX_NS = 8 * SECOND_NS;

    private static final long IMPROVE_MAX_NS = 30 * SECOND_NS;

    private final Settings settings;
    private final RandomGenerator random;
    private final Timers timers;
    private final Circuits circuits;
    private final PathPlanner planner;
    private final UplinkListener listener;
    private final ParcelPool parcels = new ParcelPool(PARCELS);
    private final List<BundledCircuit> bundle = new ArrayList<>();
    private final Map<PublicKey, Long> dislikedUntilNs = new LinkedHashMap<>();

    /** Whom a neighbour of theirs has just said to be not linked. */
    private final Map<PublicKey, Long> goneUntilNs = new LinkedHashMap<>();

    private int exitIndex;
    private long exitPatienceEndsNs;
    private byte[] token;
    private Bond bond;
    private @Nullable Lease lease;
    private @Nullable LeasedAddresses addresses;
    private int mtu;
    private boolean connected;
    private String trouble = "no circuit yet";
    private int failures;
    private long nextAttemptNs;
    private boolean doubt;
    private long nextDoubtNs;
    private boolean betterMayExist = true;
    private int failedSuccessors;
    private long nextSuccessorNs;
    private long nextGrowthNs;
    private long growthPauseNs = GROW_MIN_NS;
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
        exitPatienceEndsNs = timers.nowNs() + FIRST_EXIT_NS;
        maintain();
    }

    /** Something changed that may make a path possible. */
    public void changed() {
        betterMayExist = true;
        growthPauseNs = GROW_MIN_NS;
        nextGrowthNs = Math.min(nextGrowthNs, timers.nowNs() + GROW_MIN_NS);
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
                                        member.path == null ? 0 : member.path.rttNs(),
                                        member.path))
                .toList();
    }

    /**
     * Sends a packet that came out of {@code sky0}; the bytes are copied.
     *
     * @param flags 0 or {@link Cell#PARTIAL_CHECKSUM}
     */
    public void send(byte[] array, int offset, int length, int flags) {
        if (!connected || addresses == null || !addresses.isSourceOf(array, offset, length)) {
            rejectedPackets++;
            return;
        }
        bond.send(array, offset, length, flags);
    }

    // ---- what the circuits say
    // -------------------------------------------------------------------------------------------

    public void opened(OutboundCircuit circuit) {
        BundledCircuit member = find(circuit);
        if (member != null && member.stage == Stage.BUILDING) {
            member.stage = Stage.LEASING;
            member.path = bond.add(new CircuitCarrier(circuit), member);
            requestLease(member);
            // Behind the request, since the other end knows of the bond only by that.
            bond.probe(member.path);
            rekey(member);
        }
    }

    /** A set-up failed; {@code reporter} is the hop that refused it, if one did. */
    public void failed(OutboundCircuit circuit, FailureCode code, @Nullable PublicKey reporter) {
        BundledCircuit member = find(circuit);
        if (member == null) {
            return;
        }
        trouble = "circuit to the exit failed: " + code.text();
        blame(member, code, reporter);
        drop(member);
        backOff(member);
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
            int flow,
            int flowSequence,
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
                bond.dataArrived(
                        member.path,
                        circuit.receivedSequence(),
                        flow,
                        flowSequence,
                        flags,
                        array,
                        offset,
                        length);
            }
            return;
        }
        bond.controlArrived(member.path, circuit.receivedSequence(), flags);
        if (Circuit.isRekey(array, offset, length)) {
            circuit.takeRekey(array, offset, length);
            return;
        }
        switch (CircuitMessage.parse(array, offset, length)) {
            case Feedback feedback -> bond.feedbackArrived(member.path, feedback);
            case Lease granted -> leased(member, granted);
            case LeaseRefused refused -> {
                trouble = "the exit refused a lease: " + refused.code().text();
                drop(member);
                backOff(member);
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
        goneUntilNs.values().removeIf(untilNs -> untilNs <= nowNs);
        giveUpUnanswered(nowNs);
        if (!connected && nowNs >= exitPatienceEndsNs) {
            moveToReachableExit(nowNs);
        }
        build(nowNs);
        if (nowNs >= nextSuccessorNs) {
            renewOld(nowNs);
            improve(nowNs);
        }
        bundle.forEach(this::rekey);
        if (nowNs >= nextGrowthNs) {
            grow(nowNs);
            shrink();
        }
        if (timer == null) {
            timer = timers.after(MAINTAIN_NS, this::onTimer);
        }
    }

    private void rekey(BundledCircuit member) {
        Path path = member.path;
        byte[] message = path == null ? null : member.circuit.rekeyDue();
        if (path != null && message != null) {
            bond.sendControl(path, message);
        }
    }

    private void onTimer() {
        timer = null;
        maintain();
    }

    private void giveUpUnanswered(long nowNs) {
        for (BundledCircuit member : List.copyOf(bundle)) {
            if (member.stage == Stage.BUILDING && nowNs >= member.giveUpAtNs) {
                failed(member.circuit, FailureCode.NO_REPLY, null);
            }
        }
    }

    /**
     * Begins circuits that lack. When no path answers, others are begun before the silence is long
     * enough to be called a death, and several at once, since nobody knows yet who is to blame.
     */
    private void build(long nowNs) {
        boolean silent = lease != null && bundle.stream().noneMatch(BundledCircuit::answers);
        if (silent && !doubt && nowNs >= nextDoubtNs) {
            nextDoubtNs = nowNs + DOUBT_SPACING_NS;
            doubt = true;
        }
        doubt &= silent;
        int wanted = doubt ? WAYS_OUT_OF_DOUBT : LEAST_CIRCUITS;
        if (nowNs >= nextAttemptNs) {
            while (promising() < wanted && buildNew()) {}
        }
    }

    /** Circuits that are kept ready; in doubt those that do not answer are none. */
    private long promising() {
        return bundle.stream()
                .filter(BundledCircuit::serves)
                .filter(member -> !doubt || member.stage != Stage.IN_USE || member.answers())
                .count();
    }

    private long serving() {
        return bundle.stream().filter(BundledCircuit::serves).count();
    }

    /** Opens circuits by neighbours that none begins at yet. */
    private void grow(long nowNs) {
        nextGrowthNs = nowNs + growthPauseNs;
        boolean dueFirst = serving() < LEAST_CIRCUITS;
        while (connected && !dueFirst && serving() < settings.paths()) {
            PathPlanner.Plan plan = planBeside(null);
            if (plan == null || plan.relays().isEmpty() || isFirstHop(plan.relays().getFirst())) {
                return;
            }
            build(plan, null);
        }
    }

    /**
     * Retires a circuit that begins where another one does, once there are others enough, or that
     * is one too many; those that do not answer first.
     */
    private void shrink() {
        if (doubt
                || serving() <= LEAST_CIRCUITS
                || !bundle.stream().allMatch(BundledCircuit::isSettled)) {
            return;
        }
        List<BundledCircuit> answeringFirst = new ArrayList<>(bundle);
        answeringFirst.removeIf(member -> member.stage != Stage.IN_USE);
        answeringFirst.sort(Comparator.comparing(member -> !member.answers()));
        Set<PublicKey> firstHops = new LinkedHashSet<>();
        int kept = 0;
        for (BundledCircuit member : answeringFirst) {
            List<PublicKey> relays = member.relays();
            boolean twin = !relays.isEmpty() && !firstHops.add(relays.getFirst());
            if (twin || ++kept > Math.max(LEAST_CIRCUITS, settings.paths())) {
                retire(member);
                return;
            }
        }
    }

    private boolean isFirstHop(PublicKey relay) {
        return bundle.stream()
                .anyMatch(
                        member ->
                                member.stage != Stage.RETIRING
                                        && !member.relays().isEmpty()
                                        && member.relays().getFirst().equals(relay));
    }

    private void renewOld(long nowNs) {
        for (BundledCircuit member : List.copyOf(bundle)) {
            if (member.stage == Stage.IN_USE && nowNs >= member.renewAtNs && !isReplaced(member)) {
                PathPlanner.Plan replacement =
                        planner.replacement(
                                member.plan, relaysBeside(member), dislikedUntilNs.keySet());
                PathPlanner.Plan plan = replacement != null ? replacement : planBeside(member);
                if (plan != null) {
                    build(plan, member);
                }
            }
        }
    }

    /**
     * Begins a successor of a circuit for which there is a better path by now: of the standby
     * first, so that traffic moves only where that does not help.
     */
    private void improve(long nowNs) {
        boolean settled = bundle.stream().allMatch(BundledCircuit::isSettled);
        if (!betterMayExist || !settled) {
            return;
        }
        betterMayExist = false;
        nextSuccessorNs = nowNs + IMPROVE_MIN_NS;
        List<BundledCircuit> standbyFirst = new ArrayList<>(bundle);
        standbyFirst.sort(Comparator.comparing(member -> member.path == bond.active()));
        for (BundledCircuit member : standbyFirst) {
            PathPlanner.Plan better = member.stage == Stage.IN_USE ? betterPlan(member) : null;
            if (better != null) {
                build(better, member);
                return;
            }
        }
    }

    /**
     * Fewer relays shared with the other circuits, or else the links' present size of packets, or
     * payment where there was none.
     */
    private PathPlanner.@Nullable Plan betterPlan(BundledCircuit member) {
        Set<PublicKey> others = relaysBeside(member);
        long shared = shared(member.plan, others);
        if (shared > 0) {
            PathPlanner.Plan plan = planBeside(member);
            if (plan != null && shared(plan, others) < shared) {
                return plan;
            }
        }
        PathPlanner.Plan same = planner.renewed(member.plan);
        boolean better =
                same != null
                        && (same.largestDatagram() != member.plan.largestDatagram()
                                || (same.isPaid() && !member.plan.isPaid()));
        return better ? same : null;
    }

    private static long shared(PathPlanner.Plan plan, Set<PublicKey> others) {
        return plan.relays().stream().filter(others::contains).count();
    }

    private boolean isReplaced(BundledCircuit member) {
        return bundle.stream().anyMatch(other -> other.replaces == member);
    }

    /** Opens a circuit more; says whether there was a path for it. */
    private boolean buildNew() {
        PathPlanner.Plan plan = planBeside(null);
        if (plan == null) {
            trouble = "no path to the exit on the map";
            backOff(null);
            return false;
        }
        if (doubt && bundle.stream().anyMatch(other -> other.relays().equals(plan.relays()))) {
            return false;
        }
        build(plan, null);
        return true;
    }

    private void build(PathPlanner.Plan plan, @Nullable BundledCircuit replaces) {
        OutboundCircuit circuit =
                circuits.open(
                        plan.hops(),
                        Purpose.EXIT,
                        LIFETIME_SECONDS,
                        plan.largestDatagram() - DATAGRAM_OVERHEAD);
        // Between 70 and 90 % of the life, so that the circuits of a router do not renew in step.
        long renewNs = LIFETIME_SECONDS * SECOND_NS / 100 * random.nextInt(70, 91);
        long nowNs = timers.nowNs();
        // A successor has all the time that Circuits gives: what it is to replace still stands.
        long giveUpAtNs =
                replaces != null
                        ? Timers.NEVER
                        : nowNs + (PATIENCE_MIN_NS << Math.min(failures, 8));
        bundle.add(new BundledCircuit(circuit, plan, giveUpAtNs, nowNs + renewNs, replaces));
    }

    /** A path for a circuit in {@code member}'s place, or for one more. */
    private PathPlanner.@Nullable Plan planBeside(@Nullable BundledCircuit member) {
        Set<PublicKey> avoided = relaysBeside(member);
        avoided.addAll(goneUntilNs.keySet());
        return planner.plan(exit(), avoided, dislikedUntilNs.keySet());
    }

    /** The relays of all circuits that are kept ready but this one. */
    private Set<PublicKey> relaysBeside(@Nullable BundledCircuit member) {
        Set<PublicKey> relays = new LinkedHashSet<>();
        bundle.stream()
                .filter(other -> other != member && other.serves())
                .forEach(other -> relays.addAll(other.relays()));
        return relays;
    }

    private void requestLease(BundledCircuit member) {
        if (member.stage != Stage.LEASING || member.path == null || !bundle.contains(member)) {
            return;
        }
        if (member.leaseRequests++ == LEASE_REQUESTS) {
            trouble = "the exit does not answer the lease request";
            drop(member);
            backOff(member);
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
        betterMayExist = true;
        member.circuit.lowerInnerMtu(granted.mtu());
        if (member.replaces != null) {
            failedSuccessors = 0;
            retire(member.replaces);
            member.replaces = null;
        }
        boolean news = !connected || lease == null || !sameAddresses(lease, granted);
        lease = granted;
        addresses = new LeasedAddresses(granted);
        connected = true;
        updateMtu(news);
        maintain();
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
        bundle.stream().filter(o -> o.replaces == member).forEach(heir -> heir.replaces = null);
        if (connected && bundle.stream().noneMatch(other -> other.stage == Stage.IN_USE)) {
            connected = false;
            trouble = "every path to the exit is lost";
            nextAttemptNs = timers.nowNs();
            exitPatienceEndsNs = nextAttemptNs + LOST_EXIT_NS;
            listener.disconnected(trouble);
        }
    }

    /** Waits before the next try; a successor's failure does not keep from a circuit that lacks. */
    private void backOff(@Nullable BundledCircuit failed) {
        if (failed != null && failed.replaces == null && serving() >= LEAST_CIRCUITS) {
            growthPauseNs = Math.min(GROW_MAX_NS, 2 * growthPauseNs);
            nextGrowthNs = timers.nowNs() + growthPauseNs;
            return;
        }
        if (failed != null && failed.replaces != null) {
            long pauseNs = IMPROVE_MIN_NS << Math.min(failedSuccessors++, 10);
            nextSuccessorNs = timers.nowNs() + Math.min(IMPROVE_MAX_NS, pauseNs);
            betterMayExist = true;
            return;
        }
        failures++;
        int doublings = Math.clamp(failures - QUICK_RETRIES, 0, 10);
        long maxNs = Math.min(RETRY_MAX_NS, RETRY_MIN_NS << doublings);
        nextAttemptNs = timers.nowNs() + maxNs / 2 + random.nextLong(maxNs / 2 + 1);
    }

    /**
     * Leaves the exit for the next one that the map has a path to. None has while this node's own
     * links are down: the lease at the present exit then waits for them.
     */
    private void moveToReachableExit(long nowNs) {
        exitPatienceEndsNs = nowNs + NEXT_EXIT_NS;
        int exits = settings.exits().size();
        for (int step = 1; step < exits; step++) {
            int candidate = (exitIndex + step) % exits;
            PublicKey key = settings.exits().get(candidate);
            if (planner.plan(key, Set.of(), dislikedUntilNs.keySet()) != null) {
                moveToExit(candidate);
                return;
            }
        }
    }

    private void moveToExit(int index) {
        exitIndex = index;
        failures = 0;
        nextAttemptNs = timers.nowNs();
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
            goneUntilNs.put(path.get(at + 1), timers.nowNs() + GONE_NS);
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
                settings.policy(),
                random,
                timers,
                parcels,
                new BondListener() {
                    @Override
                    public void packetArrived(byte[] array, int offset, int length, int flags) {
                        deliver(array, offset, length, flags);
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

    private void deliver(byte[] array, int offset, int length, int flags) {
        if (addresses == null || !addresses.isDestinationOf(array, offset, length)) {
            rejectedPackets++;
            return;
        }
        listener.packetArrived(array, offset, length, flags);
    }
}

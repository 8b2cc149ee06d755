package net.skycoin.skywire.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.circuit.Hop;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.link.Links;
import net.skycoin.skywire.pay.Price;
import net.skycoin.skywire.route.MapRouteFinder;
import net.skycoin.skywire.route.Route;
import net.skycoin.skywire.route.RouteAnswer;
import net.skycoin.skywire.route.RouteFinder;
import net.skycoin.skywire.route.RouteRequest;
import net.skycoin.skywire.topology.Edge;
import net.skycoin.skywire.topology.NetworkMap;
import net.skycoin.skywire.vpn.PathPlanner;
import net.skycoin.skywire.wire.NodeDescriptor;
import net.skycoin.skywire.wire.Role;
import org.jspecify.annotations.Nullable;

/**
 * Plans circuits: the route finder's paths over this node's links and map, with the onion keys that
 * set-up needs.
 */
public final class Planner implements PathPlanner {
    /**
     * What having failed lately weighs against a relay: more than any honest difference in delay.
     */
    private static final long DISLIKE_NS = 2_000_000_000;

    /** How seldom a hop gets a tip. */
    private static final int TIP_ONE_IN = 4;

    private final PathSettings settings;
    private final NetworkMap map;
    private final Links links;
    private final RandomGenerator random;
    private final RouteFinder finder;
    private @Nullable BiPredicate<PublicKey, NanoSky> canPay;
    private long most;

    Planner(PathSettings settings, NetworkMap map, Links links, RandomGenerator random) {
        this.settings = settings;
        this.map = map;
        this.links = links;
        this.random = random;
        this.finder = new MapRouteFinder(map);
    }

    /**
     * From now on hops are paid what they ask for, where the first one can be paid.
     *
     * @param can whether a neighbour can be paid so much for a MiB
     * @param mostPerMebibyte what a circuit of this node may cost
     */
    void pays(BiPredicate<PublicKey, NanoSky> can, NanoSky mostPerMebibyte) {
        canPay = can;
        most = mostPerMebibyte.value();
    }

    @Override
    public @Nullable Plan plan(PublicKey exit, Set<PublicKey> avoid, Set<PublicKey> disliked) {
        return plan(exit, RouteRequest.Purpose.EXIT, avoid, disliked, List.of());
    }

    @Override
    public @Nullable Plan planToNode(
            PublicKey node, Set<PublicKey> avoid, Set<PublicKey> disliked) {
        return plan(node, RouteRequest.Purpose.MESH, avoid, disliked, List.of());
    }

    @Override
    public @Nullable Plan replacement(Plan plan, Set<PublicKey> avoid, Set<PublicKey> disliked) {
        PublicKey exit = plan.hops().getLast().node();
        return plan(exit, RouteRequest.Purpose.EXIT, avoid, disliked, plan.relays());
    }

    private @Nullable Plan plan(
            PublicKey target,
            RouteRequest.Purpose purpose,
            Set<PublicKey> avoid,
            Set<PublicKey> disliked,
            List<PublicKey> held) {
        Map<PublicKey, Long> penalties = new LinkedHashMap<>();
        disliked.forEach(key -> penalties.put(key, DISLIKE_NS));
        RouteRequest request =
                request(target, purpose, settings)
                        .withAvoided(avoid)
                        .withDisliked(penalties)
                        .withHeld(held);
        RouteAnswer answer = finder.find(request, 1);
        return answer.routes().isEmpty() ? null : plan(answer.routes().getFirst());
    }

    @Override
    public @Nullable Plan renewed(Plan plan) {
        List<PublicKey> keys = plan.hops().stream().map(Hop::node).toList();
        int largestDatagram = largestDatagram(keys);
        return largestDatagram == 0 ? null : plan(keys, largestDatagram);
    }

    /**
     * Paths to any node, for a person to see; as many as {@code count}, as different as possible.
     */
    public RouteAnswer routes(PublicKey target, PathSettings wanted, int count) {
        return finder.find(request(target, RouteRequest.Purpose.MESH, wanted), count);
    }

    /** How paths are chosen unless somebody asks for others. */
    public PathSettings settings() {
        return settings;
    }

    private RouteRequest request(
            PublicKey target, RouteRequest.Purpose purpose, PathSettings wanted) {
        return new RouteRequest(
                        map.ownKey(),
                        firstLinks(),
                        target,
                        purpose,
                        wanted.relays(),
                        wanted.policy(),
                        random)
                .withLimits(wanted.limits());
    }

    private List<RouteRequest.Link> firstLinks() {
        return CircuitLinks.of(links).stream()
                .map(
                        link ->
                                new RouteRequest.Link(
                                        link.key(),
                                        link.rttNs() == 0 ? -1 : link.rttNs(),
                                        link.capacityOut(),
                                        link.statistics().largestDatagram()))
                .toList();
    }

    /** The least of the path's links; 0 when one of them is not known any more. */
    private int largestDatagram(List<PublicKey> keys) {
        int least =
                CircuitLinks.of(links).stream()
                        .filter(link -> link.key().equals(keys.getFirst()))
                        .mapToInt(link -> link.statistics().largestDatagram())
                        .findFirst()
                        .orElse(0);
        for (int i = 0; i + 1 < keys.size(); i++) {
            PublicKey next = keys.get(i + 1);
            int ofHop =
                    map.edges(keys.get(i)).stream()
                            .filter(edge -> edge.to().equals(next))
                            .mapToInt(Edge::largestDatagram)
                            .findFirst()
                            .orElse(0);
            least = Math.min(least, ofHop);
        }
        return least;
    }

    private @Nullable Plan plan(Route route) {
        List<PublicKey> keys = new ArrayList<>(route.relays());
        keys.add(route.target());
        return plan(keys, route.largestDatagram());
    }

    /** Null when the map does not hold (any more) every node of the path. */
    private @Nullable Plan plan(List<PublicKey> keys, int largestDatagram) {
        List<Hop> hops = new ArrayList<>();
        for (PublicKey key : keys) {
            NodeDescriptor descriptor = map.descriptor(key);
            if (descriptor == null) {
                return null;
            }
            hops.add(new Hop(key, descriptor.content().onionKey()));
        }
        return new Plan(priced(hops), largestDatagram);
    }

    /**
     * The same hops with what each is paid, from the last to the first: what it asks for, what it
     * pays on, and now and then a tip, rounded up to the grid, so that an amount tells little about
     * the place on the path. On a paid circuit the last hop is never paid nothing.
     */
    private List<Hop> priced(List<Hop> hops) {
        BiPredicate<PublicKey, NanoSky> can = canPay;
        boolean free = hops.stream().allMatch(hop -> asked(hop.node()).isFree());
        // Hubs are reached before anybody can be paid: the little that is said to them goes free.
        if (can == null || free || isHub(hops.getLast().node())) {
            return hops;
        }
        List<Hop> priced = new ArrayList<>();
        Price payOn = Price.FREE;
        for (Hop hop : hops.reversed()) {
            Price asks = asked(hop.node());
            Price pay = Price.atLeast(payOn.perMebibyte().plus(asks.perMebibyte()));
            if (pay.isFree() || (!asks.isFree() && random.nextInt(TIP_ONE_IN) == 0)) {
                pay = pay.stepUp();
            }
            priced.addFirst(new Hop(hop.node(), hop.onionKey(), pay.perMebibyte()));
            payOn = pay;
        }
        Hop first = priced.getFirst();
        boolean affordable =
                first.paidPerMebibyte().value() <= most
                        && can.test(first.node(), first.paidPerMebibyte());
        return affordable ? priced : hops;
    }

    private boolean isHub(PublicKey node) {
        NodeDescriptor descriptor = map.descriptor(node);
        return descriptor != null && descriptor.has(Role.HUB);
    }

    /** What a node asks for, as it has published it. */
    private Price asked(PublicKey node) {
        NodeDescriptor descriptor = map.descriptor(node);
        NanoSky price = descriptor == null ? NanoSky.ZERO : descriptor.content().price();
        return price.value() > Price.MOST ? Price.FREE : Price.atLeast(price);
    }
}

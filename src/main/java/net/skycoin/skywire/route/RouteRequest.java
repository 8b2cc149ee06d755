package net.skycoin.skywire.route;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.crypto.PublicKey;

/**
 * What kind of path is wanted.
 *
 * @param links this node's usable links
 * @param relays exactly so many, 0-7
 * @param limits whom the path may use
 * @param disliked relays on which so many nanoseconds of delay are laid before they are compared
 * @param avoided relays to be shared only where there is no other way: those of other paths
 * @param held the relays of a path in use, which stays the answer to a request for one path unless
 *     another is much better; empty when there is none
 * @param random decides between equals
 */
public record RouteRequest(
        PublicKey ownKey,
        List<Link> links,
        PublicKey target,
        Purpose purpose,
        int relays,
        RoutePolicy policy,
        RouteLimits limits,
        Map<PublicKey, Long> disliked,
        Set<PublicKey> avoided,
        List<PublicKey> held,
        RandomGenerator random) {
    public static final int MAX_RELAYS = 7;

    /** What the target is wanted for. */
    public enum Purpose {
        /** To let packets out: the target must publish the role exit. */
        EXIT,
        /** To be talked to itself. */
        MESH
    }

    /**
     * A link to begin with.
     *
     * @param rttNs as measured here; negative when not yet known
     * @param capacityBitsPerSecond as measured here; negative when not yet known
     * @param largestDatagram bytes
     */
    public record Link(
            PublicKey neighbour, long rttNs, long capacityBitsPerSecond, int largestDatagram) {
        /** A link of unknown capacity. */
        public Link(PublicKey neighbour, long rttNs, int largestDatagram) {
            this(neighbour, rttNs, -1, largestDatagram);
        }
    }

    public RouteRequest {
        if (relays < 0 || relays > MAX_RELAYS) {
            throw new IllegalArgumentException("a path has no " + relays + " relays");
        }
        links = List.copyOf(links);
        disliked = Map.copyOf(disliked);
        avoided = Set.copyOf(avoided);
        held = List.copyOf(held);
    }

    /** A request without limits, with nobody disliked or avoided, and no path in use. */
    public RouteRequest(
            PublicKey ownKey,
            List<Link> links,
            PublicKey target,
            Purpose purpose,
            int relays,
            RoutePolicy policy,
            RandomGenerator random) {
        this(
                ownKey,
                links,
                target,
                purpose,
                relays,
                policy,
                RouteLimits.NONE,
                Map.of(),
                Set.of(),
                List.of(),
                random);
    }

    public RouteRequest withLimits(RouteLimits of) {
        return new RouteRequest(
                ownKey, links, target, purpose, relays, policy, of, disliked, avoided, held,
                random);
    }

    public RouteRequest withExcluded(Set<PublicKey> keys) {
        return withLimits(limits.withExcluded(keys));
    }

    public RouteRequest withDisliked(Map<PublicKey, Long> penaltiesNs) {
        return new RouteRequest(
                ownKey,
                links,
                target,
                purpose,
                relays,
                policy,
                limits,
                penaltiesNs,
                avoided,
                held,
                random);
    }

    public RouteRequest withAvoided(Set<PublicKey> keys) {
        return new RouteRequest(
                ownKey, links, target, purpose, relays, policy, limits, disliked, keys, held,
                random);
    }

    public RouteRequest withHeld(List<PublicKey> path) {
        return new RouteRequest(
                ownKey, links, target, purpose, relays, policy, limits, disliked, avoided, path,
                random);
    }
}

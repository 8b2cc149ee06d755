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
 * @param excluded never on the path
 * @param disliked relays on which so many nanoseconds of delay are laid before they are compared
 * @param avoided relays to be shared only where there is no other way: those of other paths
 * @param random decides between equals
 */
public record RouteRequest(
        PublicKey ownKey,
        List<Link> links,
        PublicKey target,
        Purpose purpose,
        int relays,
        RoutePolicy policy,
        Set<PublicKey> excluded,
        Map<PublicKey, Long> disliked,
        Set<PublicKey> avoided,
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
     * @param largestDatagram bytes
     */
    public record Link(PublicKey neighbour, long rttNs, int largestDatagram) {}

    public RouteRequest {
        if (relays < 0 || relays > MAX_RELAYS) {
            throw new IllegalArgumentException("a path has no " + relays + " relays");
        }
        links = List.copyOf(links);
        excluded = Set.copyOf(excluded);
        disliked = Map.copyOf(disliked);
        avoided = Set.copyOf(avoided);
    }

    /** A request with nobody excluded, disliked or avoided. */
    public RouteRequest(
            PublicKey ownKey,
            List<Link> links,
            PublicKey target,
            Purpose purpose,
            int relays,
            RoutePolicy policy,
            RandomGenerator random) {
        this(ownKey, links, target, purpose, relays, policy, Set.of(), Map.of(), Set.of(), random);
    }

    public RouteRequest withExcluded(Set<PublicKey> keys) {
        return new RouteRequest(
                ownKey, links, target, purpose, relays, policy, keys, disliked, avoided, random);
    }

    public RouteRequest withDisliked(Map<PublicKey, Long> penaltiesNs) {
        return new RouteRequest(
                ownKey,
                links,
                target,
                purpose,
                relays,
                policy,
                excluded,
                penaltiesNs,
                avoided,
                random);
    }

    public RouteRequest withAvoided(Set<PublicKey> keys) {
        return new RouteRequest(
                ownKey, links, target, purpose, relays, policy, excluded, disliked, keys, random);
    }
}

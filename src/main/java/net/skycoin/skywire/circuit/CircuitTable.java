package net.skycoin.skywire.circuit;

import java.util.TreeMap;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.link.Neighbour;
import org.jspecify.annotations.Nullable;

/**
 * The circuit ids of each link, and what each neighbour is allowed. Ids are random, unique per link
 * and chosen by the side that receives under them. Lookups allocate nothing.
 */
final class CircuitTable {
    private static final int NEIGHBOUR_BURST = 32;
    private static final int NODE_BURST = 128;

    private final CircuitSettings settings;
    private final RandomGenerator random;
    private final RateLimit nodeSetups;
    private final LongTable<Adjacency> adjacencies = new LongTable<>();
    private final TreeMap<PublicKey, Quota> quotas = new TreeMap<>();
    private int circuits;

    CircuitTable(CircuitSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
        nodeSetups = new RateLimit(settings.setupsPerSecond(), NODE_BURST);
    }

    /** What one neighbour asked for, over all its links. */
    private static final class Quota {
        final RateLimit setups;
        int links;
        int circuits;

        Quota(RateLimit setups) {
            this.setups = setups;
        }
    }

    /** The circuit ids of one link. */
    private static final class Adjacency {
        final Quota quota;
        final LongTable<Leg> legs = new LongTable<>();

        Adjacency(Quota quota) {
            this.quota = quota;
        }
    }

    /** What an id that arrived on a link stands for. */
    @Nullable Leg find(Neighbour from, int circuitId) {
        Adjacency adjacency = adjacencies.get(from.id());
        return adjacency == null ? null : adjacency.legs.get(circuitId);
    }

    /** An id, not zero and not in use, that this node may receive under on that link. */
    int newId(Neighbour neighbour) {
        Adjacency adjacency = adjacency(neighbour);
        int id = random.nextInt();
        while (id == 0 || adjacency.legs.contains(id)) {
            id = random.nextInt();
        }
        return id;
    }

    void put(Neighbour neighbour, int circuitId, Leg leg) {
        adjacency(neighbour).legs.put(circuitId, leg);
    }

    void remove(Neighbour neighbour, int circuitId) {
        Adjacency adjacency = adjacencies.get(neighbour.id());
        if (adjacency != null) {
            adjacency.legs.remove(circuitId);
        }
    }

    /** Whether a set-up of this neighbour may cost us anything; counts it. */
    boolean admitsSetup(Neighbour from, long nowNs) {
        return adjacency(from).quota.setups.admits(nowNs) && nodeSetups.admits(nowNs);
    }

    /** Whether the neighbour may have one circuit more. */
    boolean hasRoom(Neighbour from) {
        return circuits < settings.maximumCircuits()
                && adjacency(from).quota.circuits < settings.circuitsPerNeighbour();
    }

    /** Counts a circuit for which a neighbour asked. */
    void charge(Neighbour from) {
        circuits++;
        adjacency(from).quota.circuits++;
    }

    /** Takes back what {@link #charge} counted. */
    void credit(Neighbour from) {
        circuits--;
        Adjacency adjacency = adjacencies.get(from.id());
        if (adjacency != null) {
            adjacency.quota.circuits--;
        }
    }

    /** Forgets a link, whose circuits have been removed before. */
    void forget(Neighbour neighbour) {
        Adjacency adjacency = adjacencies.get(neighbour.id());
        if (adjacency != null) {
            adjacencies.remove(neighbour.id());
            adjacency.quota.links--;
            if (adjacency.quota.links == 0) {
                quotas.remove(neighbour.key());
            }
        }
    }

    private Adjacency adjacency(Neighbour neighbour) {
        Adjacency known = adjacencies.get(neighbour.id());
        if (known != null) {
            return known;
        }
        Quota quota = quotas.computeIfAbsent(neighbour.key(), _ -> newQuota());
        quota.links++;
        Adjacency adjacency = new Adjacency(quota);
        adjacencies.put(neighbour.id(), adjacency);
        return adjacency;
    }

    private Quota newQuota() {
        int perSecond = settings.setupsPerSecondPerNeighbour();
        return new Quota(new RateLimit(perSecond, NEIGHBOUR_BURST));
    }
}

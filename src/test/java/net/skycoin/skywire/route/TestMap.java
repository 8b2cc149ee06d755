package net.skycoin.skywire.route;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.topology.MapLimits;
import net.skycoin.skywire.topology.NetworkMap;
import net.skycoin.skywire.wire.ExitPolicy;
import net.skycoin.skywire.wire.LinkStates;
import net.skycoin.skywire.wire.LinkStates.Neighbour;
import net.skycoin.skywire.wire.NodeDescriptor;
import net.skycoin.skywire.wire.RecordVersion;
import net.skycoin.skywire.wire.Role;

/** Draws a network map: nodes are numbers, delays powers of two of a millisecond. */
final class TestMap {
    static final PublicKey OWN = PrivateKey.generate(new Random(99)).publicKey();

    private static final List<PrivateKey> KEYS = new ArrayList<>();
    private static final Random KEY_RANDOM = new Random(5);

    private final List<Map<Integer, Neighbour>> links = new ArrayList<>();
    private final List<Set<Role>> roles = new ArrayList<>();
    private final Map<Integer, String> countries = new LinkedHashMap<>();

    TestMap(int nodes) {
        for (int i = 0; i < nodes; i++) {
            links.add(new LinkedHashMap<>());
            roles.add(EnumSet.of(Role.RELAY, Role.EXIT));
        }
    }

    private static PrivateKey identity(int node) {
        while (KEYS.size() <= node) {
            KEYS.add(PrivateKey.generate(KEY_RANDOM));
        }
        return KEYS.get(node);
    }

    static PublicKey key(int node) {
        return identity(node).publicKey();
    }

    static long delayNs(int octave) {
        return 1_000_000L << octave;
    }

    int size() {
        return links.size();
    }

    void roles(int node, Set<Role> of) {
        roles.set(node, of);
    }

    void country(int node, String letters) {
        countries.put(node, letters);
    }

    /** A link with what the route policies look at, the same in both directions. */
    TestMap link(int a, int b, int octave, int capacityCode, long price) {
        links.get(a)
                .put(b, new Neighbour(key(b), 4 * octave, capacityCode, 1472, new NanoSky(price)));
        links.get(b)
                .put(a, new Neighbour(key(a), 4 * octave, capacityCode, 1472, new NanoSky(price)));
        return this;
    }

    TestMap link(int a, int b, int octave) {
        return link(a, b, octave, 1472);
    }

    TestMap link(int a, int b, int octave, int largestDatagram) {
        oneSided(a, b, octave, largestDatagram);
        oneSided(b, a, octave, largestDatagram);
        return this;
    }

    void oneSided(int a, int b, int octave, int largestDatagram) {
        links.get(a).put(b, new Neighbour(key(b), 4 * octave, 255, largestDatagram, NanoSky.ZERO));
    }

    boolean linked(int a, int b) {
        return links.get(a).containsKey(b);
    }

    /** Delay of an existing link. */
    long hopNs(int a, int b) {
        Neighbour neighbour = links.get(a).get(b);
        if (neighbour == null) {
            throw new IllegalArgumentException("no link " + a + "-" + b);
        }
        return neighbour.delayNs();
    }

    NetworkMap build() {
        MapLimits limits = new MapLimits(100_000, 1 << 30);
        NetworkMap map = new NetworkMap(OWN, limits, new Timers(0));
        RecordVersion version = new RecordVersion(1, 1);
        for (int i = 0; i < links.size(); i++) {
            NodeDescriptor.Content content =
                    new NodeDescriptor.Content(
                            key(i),
                            0,
                            roles.get(i),
                            ExitPolicy.NONE,
                            countries.get(i),
                            NanoSky.ZERO,
                            List.of());
            map.put(NodeDescriptor.sign(version, 1200, content, identity(i)), 0, key(i));
            List<Neighbour> neighbours = List.copyOf(links.get(i).values());
            map.put(LinkStates.sign(version, 1200, neighbours, identity(i)), 0, key(i));
        }
        return map;
    }

    static List<Integer> numbers(Route route, int size) {
        List<Integer> numbers = new ArrayList<>();
        for (PublicKey relay : route.relays()) {
            for (int i = 0; i < size; i++) {
                if (key(i).equals(relay)) {
                    numbers.add(i);
                }
            }
        }
        return numbers;
    }
}

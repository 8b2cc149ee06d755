package net.skycoin.skywire.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.route.RouteAnswer.Reason;
import net.skycoin.skywire.route.RouteRequest.Link;
import net.skycoin.skywire.route.RouteRequest.Purpose;
import net.skycoin.skywire.wire.Role;
import org.junit.jupiter.api.Test;

class MapRouteFinderTest {
    private static final long MS = 1_000_000L;

    private static Link link(int node) {
        return new Link(TestMap.key(node), 2 * MS, 1472);
    }

    private static RouteRequest request(int target, int relays, Link... links) {
        return new RouteRequest(
                TestMap.OWN,
                List.of(links),
                TestMap.key(target),
                Purpose.EXIT,
                relays,
                RoutePolicy.LATENCY,
                new Random(1));
    }

    private static List<List<Integer>> find(TestMap map, RouteRequest request, int count) {
        List<List<Integer>> paths = new ArrayList<>();
        for (Route route : new MapRouteFinder(map.build()).find(request, count).routes()) {
            paths.add(TestMap.numbers(route, map.size()));
        }
        return paths;
    }

    private static Reason reason(TestMap map, RouteRequest request) {
        Reason reason = new MapRouteFinder(map.build()).find(request, 1).reason();
        return Objects.requireNonNull(reason);
    }

    /** 0 - 1 - 2 - 3 with a detour 0 - 4 - 3. */
    private static TestMap ladder() {
        return new TestMap(5).link(0, 1, 1).link(1, 2, 1).link(2, 3, 1).link(0, 4, 3).link(4, 3, 3);
    }

    @Test
    void pathHasExactlyAsManyRelaysAsAskedFor() {
        assertEquals(List.of(List.of(0, 1, 2)), find(ladder(), request(3, 3, link(0)), 1));
        assertEquals(List.of(List.of(0, 4)), find(ladder(), request(3, 2, link(0)), 1));
        assertEquals(List.of(List.of(0)), find(ladder(), request(1, 1, link(0)), 1));
        assertEquals(List.of(List.of()), find(ladder(), request(0, 0, link(0)), 1));
    }

    @Test
    void saysWhyThereIsNone() {
        TestMap map = ladder();
        assertEquals(Reason.NO_LINKS, reason(map, request(3, 2)));
        assertEquals(Reason.TARGET_UNKNOWN, reason(map, request(77, 2, link(0))));
        assertEquals(Reason.NO_PATH, reason(map, request(3, 1, link(0))));
        assertEquals(Reason.NO_PATH, reason(map, request(3, 0, link(0))), "not a neighbour");
        assertEquals(Reason.NO_PATH, reason(map, request(3, 7, link(0))), "no relay twice");
        Link stranger = new Link(PrivateKey.generate(new Random(2)).publicKey(), 1, 1472);
        assertEquals(Reason.NO_PATH, reason(map, request(3, 2, stranger)));
        map.roles(3, EnumSet.of(Role.RELAY));
        assertEquals(Reason.TARGET_NO_EXIT, reason(map, request(3, 2, link(0))));
        RouteRequest mesh =
                new RouteRequest(
                        TestMap.OWN,
                        List.of(link(0)),
                        TestMap.key(3),
                        Purpose.MESH,
                        2,
                        RoutePolicy.LATENCY,
                        new Random(1));
        assertEquals(List.of(List.of(0, 4)), find(map, mesh, 1));
    }

    @Test
    void onlyNodesThatPublishTheRoleRelay() {
        TestMap map = ladder();
        map.roles(4, EnumSet.of(Role.EXIT));
        assertEquals(Reason.NO_PATH, reason(map, request(3, 2, link(0))));
    }

    @Test
    void edgeThatOneEndDeniesIsNotTaken() {
        TestMap map = new TestMap(3).link(0, 1, 3);
        map.oneSided(1, 2, 1, 1472);
        assertEquals(Reason.NO_PATH, reason(map, request(2, 2, link(0))));
        map.oneSided(2, 1, 1, 1472);
        assertEquals(List.of(List.of(0, 1)), find(map, request(2, 2, link(0)), 1));
    }

    @Test
    void excludedDislikedAndAvoidedRelays() {
        TestMap map = new TestMap(5).link(0, 4, 1).link(1, 4, 2).link(2, 4, 3).link(3, 4, 4);
        Link[] links = {link(0), link(1), link(2), link(3)};
        RouteRequest request = request(4, 1, links);
        assertEquals(List.of(List.of(0)), find(map, request, 1));
        RouteRequest without = request.withExcluded(Set.of(TestMap.key(0)));
        assertEquals(List.of(List.of(1)), find(map, without, 1));
        RouteRequest without1 = without.withDisliked(Map.of(TestMap.key(1), 100 * MS));
        assertEquals(List.of(List.of(2)), find(map, without1, 1));
        RouteRequest without2 = without1.withAvoided(Set.of(TestMap.key(2)));
        assertEquals(List.of(List.of(3)), find(map, without2, 1));
        // What is avoided is still better than nothing, what is excluded is not.
        RouteRequest only2 =
                without2.withExcluded(Set.of(TestMap.key(0), TestMap.key(1), TestMap.key(3)));
        assertEquals(List.of(List.of(2)), find(map, only2, 1));
        assertEquals(Reason.NO_PATH, reason(map, request.withExcluded(Set.of(TestMap.key(4)))));
    }

    @Test
    void routeTellsItsDelayAndItsLargestDatagram() {
        TestMap map = new TestMap(3).link(0, 1, 2, 1400).link(1, 2, 3, 1432);
        RouteRequest request = request(2, 2, new Link(TestMap.key(0), 30 * MS, 1472));
        Route route = new MapRouteFinder(map.build()).find(request, 1).routes().getFirst();
        assertEquals((15 + 4 + 8) * MS, route.delayNs());
        assertEquals(1400, route.largestDatagram());
        assertEquals(TestMap.key(2), route.target());
        Route direct =
                new MapRouteFinder(map.build())
                        .find(request(0, 0, new Link(TestMap.key(0), -1, 1300)), 2)
                        .routes()
                        .getFirst();
        assertEquals(PathCosts.UNKNOWN_DELAY_NS, direct.delayNs());
        assertEquals(1300, direct.largestDatagram());
    }

    @Test
    void ownMeasurementChoosesTheFirstHop() {
        TestMap map = new TestMap(3).link(0, 2, 1).link(1, 2, 1);
        Link slow = new Link(TestMap.key(0), 90 * MS, 1472);
        Link fast = new Link(TestMap.key(1), 9 * MS, 1472);
        assertEquals(List.of(List.of(1)), find(map, request(2, 1, slow, fast), 1));
        Link second = new Link(TestMap.key(0), MS, 1472);
        assertEquals(List.of(List.of(0)), find(map, request(2, 1, slow, fast, second), 1));
    }

    @Test
    void chanceDecidesBetweenEqualsAndTheSeedDecidesChance() {
        TestMap map = new TestMap(11);
        Link[] links = new Link[10];
        for (int i = 0; i < 10; i++) {
            map.link(i, 10, 1 + (i % 3));
            links[i] = link(i);
        }
        MapRouteFinder finder = new MapRouteFinder(map.build());
        Set<Route> seen = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            List<List<Route>> twice = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                RouteRequest request =
                        new RouteRequest(
                                TestMap.OWN,
                                List.of(links),
                                TestMap.key(10),
                                Purpose.EXIT,
                                1,
                                RoutePolicy.FEWEST_HOPS,
                                new Random(seed));
                twice.add(finder.find(request, 1).routes());
            }
            assertEquals(twice.getFirst(), twice.getLast());
            seen.add(twice.getFirst().getFirst());
        }
        assertEquals(10, seen.size());
    }

    @Test
    void changeOfTheMapIsNoticed() {
        TestMap small = new TestMap(2).link(0, 1, 1);
        var map = small.build();
        MapRouteFinder finder = new MapRouteFinder(map);
        assertEquals(1, finder.find(request(1, 1, link(0)), 1).routes().size());
        assertEquals(Reason.TARGET_UNKNOWN, finder.find(request(2, 1, link(0)), 1).reason());
        TestMap larger = new TestMap(3).link(0, 2, 1).link(1, 2, 1);
        larger.build().entries().stream()
                .filter(entry -> !entry.record().key().equals(TestMap.key(0)))
                .forEach(entry -> map.put(entry.record(), 0, TestMap.key(0)));
        assertNotEquals(Reason.TARGET_UNKNOWN, finder.find(request(2, 1, link(0)), 1).reason());
    }

    @Test
    void bestPathGivesWayWhereItBlocksTheSecond() {
        // 0-2 is the best path, but then only 1-2 would be left: 0-3 and 1-2 is right.
        TestMap map =
                new TestMap(5)
                        .link(0, 2, 1)
                        .link(0, 3, 4)
                        .link(1, 2, 4)
                        .link(2, 4, 1)
                        .link(3, 4, 1);
        List<List<Integer>> paths = find(map, request(4, 2, link(0), link(1)), 2);
        assertEquals(Set.of(List.of(0, 3), List.of(1, 2)), Set.copyOf(paths));
    }

    @Test
    void onePathIsAllWhereThereIsOnlyOne() {
        assertEquals(List.of(List.of(0, 4)), find(ladder(), request(3, 2, link(0)), 3));
        assertEquals(List.of(List.of()), find(ladder(), request(0, 0, link(0)), 2));
    }

    @Test
    void sharesTheOnlyNeighbourButNothingElse() {
        TestMap map = new TestMap(4).link(0, 1, 1).link(0, 2, 2).link(1, 3, 1).link(2, 3, 1);
        assertEquals(List.of(List.of(0, 1), List.of(0, 2)), find(map, request(3, 2, link(0)), 2));
    }

    @Test
    void requestRefusesImpossibleLengths() {
        assertThrows(IllegalArgumentException.class, () -> request(1, 8, link(0)));
        assertThrows(IllegalArgumentException.class, () -> request(1, -1, link(0)));
    }

    /** All simple paths, the slow way. */
    private static final class Model {
        final TestMap map;
        final RouteRequest request;
        final int target;
        final List<List<Integer>> paths = new ArrayList<>();

        Model(TestMap map, RouteRequest request, int target) {
            this.map = map;
            this.request = request;
            this.target = target;
            walk(new ArrayList<>());
        }

        private void walk(List<Integer> path) {
            if (path.size() == request.relays()) {
                if (arrives(path)) {
                    paths.add(List.copyOf(path));
                }
                return;
            }
            for (int next = 0; next < map.size(); next++) {
                boolean reachable =
                        path.isEmpty() ? localLink(next) : map.linked(path.getLast(), next);
                if (reachable
                        && next != target
                        && !path.contains(next)
                        && !request.limits().excluded().contains(TestMap.key(next))) {
                    path.add(next);
                    walk(path);
                    path.removeLast();
                }
            }
        }

        private boolean arrives(List<Integer> path) {
            return path.isEmpty() ? localLink(target) : map.linked(path.getLast(), target);
        }

        private boolean localLink(int node) {
            return request.links().stream()
                    .anyMatch(link -> link.neighbour().equals(TestMap.key(node)));
        }

        long cost(List<Integer> path) {
            int first = path.isEmpty() ? target : path.getFirst();
            long cost = 0;
            for (Link link : request.links()) {
                if (link.neighbour().equals(TestMap.key(first))) {
                    cost = link.rttNs() / 2;
                }
            }
            for (int i = 0; i < path.size(); i++) {
                int next = i + 1 < path.size() ? path.get(i + 1) : target;
                cost += map.hopNs(path.get(i), next);
                PublicKey key = TestMap.key(path.get(i));
                cost += request.disliked().getOrDefault(key, 0L);
                cost += request.avoided().contains(key) ? PathCosts.SHARED_NS : 0;
            }
            return cost;
        }

        long least() {
            return paths.stream().mapToLong(this::cost).min().orElse(-1);
        }

        int fewestShared() {
            int fewest = Integer.MAX_VALUE;
            for (int i = 0; i < paths.size(); i++) {
                for (int j = i + 1; j < paths.size(); j++) {
                    fewest = Math.min(fewest, shared(paths.get(i), paths.get(j)));
                }
            }
            return fewest;
        }

        static int shared(List<Integer> a, List<Integer> b) {
            Set<Integer> both = new LinkedHashSet<>(a);
            both.retainAll(b);
            return both.size();
        }
    }

    private static Model randomCase(Random random) {
        int size = 3 + random.nextInt(7);
        TestMap map = new TestMap(size);
        double density = 0.2 + 0.6 * random.nextDouble();
        for (int a = 0; a < size; a++) {
            for (int b = 0; b < a; b++) {
                if (random.nextDouble() < density) {
                    map.link(a, b, random.nextInt(8));
                }
            }
        }
        List<Link> links = new ArrayList<>();
        Set<PublicKey> excluded = new LinkedHashSet<>();
        Set<PublicKey> avoided = new LinkedHashSet<>();
        Map<PublicKey, Long> disliked = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            if (random.nextInt(3) == 0) {
                links.add(new Link(TestMap.key(i), 2 * TestMap.delayNs(random.nextInt(8)), 1472));
            }
            switch (random.nextInt(12)) {
                case 0 -> excluded.add(TestMap.key(i));
                case 1 -> avoided.add(TestMap.key(i));
                case 2 -> disliked.put(TestMap.key(i), (1 + random.nextInt(50)) * MS);
                default -> {}
            }
        }
        int target = random.nextInt(size);
        excluded.remove(TestMap.key(target));
        RouteRequest request =
                request(target, random.nextInt(6), links.toArray(new Link[0]))
                        .withExcluded(excluded)
                        .withAvoided(avoided)
                        .withDisliked(disliked);
        return new Model(map, request, target);
    }

    private static RouteRequest request(RoutePolicy policy, Link... links) {
        return new RouteRequest(
                TestMap.OWN,
                List.of(links),
                TestMap.key(4),
                Purpose.EXIT,
                1,
                policy,
                new Random(1));
    }

    /** Four relays, each the best of one kind: 0 is near, 1 is wide, 2 is cheap, 3 in Chad. */
    private static TestMap differing() {
        TestMap map =
                new TestMap(5)
                        .link(0, 4, 1, 5, 900)
                        .link(1, 4, 6, 12, 900)
                        .link(2, 4, 6, 5, 10)
                        .link(3, 4, 7, 5, 900);
        map.country(0, "CH");
        map.country(3, "TD");
        return map;
    }

    private static Link[] allOfThem() {
        Link[] links = new Link[4];
        for (int i = 0; i < links.length; i++) {
            links[i] = new Link(TestMap.key(i), 2 * MS, 1_000_000_000, 1472);
        }
        return links;
    }

    @Test
    void eachPolicyHasItsOwnBestPath() {
        TestMap map = differing();
        Link[] links = allOfThem();
        assertEquals(List.of(List.of(0)), find(map, request(RoutePolicy.LATENCY, links), 1));
        assertEquals(List.of(List.of(1)), find(map, request(RoutePolicy.THROUGHPUT, links), 1));
        assertEquals(List.of(List.of(2)), find(map, request(RoutePolicy.PRICE, links), 1));
        RouteLimits chad = RouteLimits.NONE.withCountries(Set.of(), Set.of(), Set.of("TD"));
        RouteRequest place = request(RoutePolicy.PLACE, links).withLimits(chad);
        assertEquals(List.of(List.of(3)), find(map, place, 1));
        Route wide =
                new MapRouteFinder(map.build())
                        .find(request(RoutePolicy.THROUGHPUT, links), 1)
                        .routes()
                        .getFirst();
        assertEquals(64_000L << 12, wide.capacityBitsPerSecond());
        assertEquals(900, wide.price().value());
    }

    @Test
    void ownMeasurementOfTheFirstHopCapsWhatOthersClaim() {
        Link[] links = allOfThem();
        links[1] = new Link(TestMap.key(1), 2 * MS, 100_000, 1472);
        List<List<Integer>> paths = find(differing(), request(RoutePolicy.THROUGHPUT, links), 1);
        assertEquals(List.of(List.of(0)), paths);
    }

    @Test
    void countriesAreRequiredOrExcluded() {
        TestMap map = differing();
        RouteRequest request = request(RoutePolicy.LATENCY, allOfThem());
        RouteLimits only = RouteLimits.NONE.withCountries(Set.of("TD"), Set.of(), Set.of());
        assertEquals(List.of(List.of(3)), find(map, request.withLimits(only), 4));
        RouteLimits without = RouteLimits.NONE.withCountries(Set.of(), Set.of("CH"), Set.of());
        assertEquals(3, find(map, request.withLimits(without), 4).size());
        RouteLimits nowhere = RouteLimits.NONE.withCountries(Set.of("XX"), Set.of(), Set.of());
        assertEquals(Reason.NO_PATH, reason(map, request.withLimits(nowhere)));
    }

    @Test
    void pathInUseStaysUntilAnotherIsMuchBetter() {
        TestMap map = new TestMap(3).link(0, 2, 5).link(1, 2, 5);
        List<PublicKey> held = List.of(TestMap.key(1));
        Link near = new Link(TestMap.key(0), 60 * MS, 1472);
        for (long rttMs : new long[] {66, 90}) {
            Link first = new Link(TestMap.key(1), rttMs * MS, 1472);
            RouteRequest request = request(2, 1, near, first);
            assertEquals(List.of(List.of(0)), find(map, request, 1));
            assertEquals(List.of(List.of(1)), find(map, request.withHeld(held), 1));
        }
        RouteRequest farther =
                request(2, 1, near, new Link(TestMap.key(1), 200 * MS, 1472)).withHeld(held);
        assertEquals(List.of(List.of(0)), find(map, farther, 1));
        RouteRequest gone = request(2, 1, near).withHeld(held);
        assertEquals(List.of(List.of(0)), find(map, gone, 1), "no link to it any more");
    }

    /** Required relays, compared with all simple paths. */
    @Test
    void requiredRelaysAreOnThePathAndItIsTheBestSuch() {
        Random random = new Random(23);
        int found = 0;
        for (int i = 0; i < 300; i++) {
            Model model = randomCase(random);
            Set<PublicKey> required = new LinkedHashSet<>();
            while (required.size() < 1 + i % 3) {
                required.add(TestMap.key(random.nextInt(model.map.size())));
            }
            RouteRequest request =
                    model.request.withLimits(model.request.limits().withRequired(required));
            List<List<Integer>> expected =
                    model.paths.stream().filter(path -> keys(path).containsAll(required)).toList();
            long least = expected.stream().mapToLong(model::cost).min().orElse(-1);
            List<List<Integer>> paths = find(model.map, request, 1);
            assertEquals(expected.isEmpty(), paths.isEmpty(), "case " + i);
            for (List<Integer> path : paths) {
                assertTrue(keys(path).containsAll(required), "case " + i);
                assertEquals(least, model.cost(path), "case " + i);
                found++;
            }
        }
        assertTrue(found > 30, "the cases are too thin: " + found);
    }

    private static Set<PublicKey> keys(List<Integer> path) {
        Set<PublicKey> keys = new HashSet<>();
        path.forEach(node -> keys.add(TestMap.key(node)));
        return keys;
    }

    @Test
    void agreesWithTheBruteForceModel() {
        long seed = 21;
        System.out.println("MapRouteFinderTest seed " + seed);
        Random random = new Random(seed);
        int found = 0;
        for (int i = 0; i < 300; i++) {
            Model model = randomCase(random);
            List<List<Integer>> paths = find(model.map, model.request, 1);
            assertEquals(model.paths.isEmpty(), paths.isEmpty(), "case " + i);
            for (List<Integer> path : paths) {
                assertTrue(model.paths.contains(path), "case " + i + ": " + path);
                assertEquals(model.least(), model.cost(path), "case " + i);
                found++;
            }
        }
        assertTrue(found > 100, "the cases are too thin: " + found);
    }

    @Test
    void pairsShareNoMoreThanTheBruteForceModels() {
        long seed = 22;
        System.out.println("MapRouteFinderTest seed " + seed);
        Random random = new Random(seed);
        int pairs = 0;
        int disjoint = 0;
        for (int i = 0; i < 300; i++) {
            Model model = randomCase(random);
            RouteRequest request = model.request.withAvoided(Set.of()).withDisliked(Map.of());
            if (request.relays() == 0 || model.paths.size() < 2) {
                continue;
            }
            List<List<Integer>> paths = find(model.map, request, 2);
            int shared = 0;
            if (paths.size() == 2) {
                shared = Model.shared(paths.getFirst(), paths.getLast());
                assertFalse(paths.getFirst().equals(paths.getLast()));
            } else {
                // Other paths can only be the same relays in another order.
                shared = request.relays();
            }
            assertEquals(model.fewestShared(), shared, "case " + i + ": " + paths);
            pairs++;
            disjoint += shared == 0 ? 1 : 0;
        }
        System.out.println(pairs + " pairs, " + disjoint + " of them disjoint");
        assertTrue(disjoint > 20 && disjoint < pairs);
    }
}

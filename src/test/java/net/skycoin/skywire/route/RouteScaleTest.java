package net.skycoin.skywire.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.skycoin.skywire.route.RouteRequest.Link;
import net.skycoin.skywire.route.RouteRequest.Purpose;
import net.skycoin.skywire.topology.NetworkMap;
import org.junit.jupiter.api.Test;

/** Large and nasty maps. Times are printed, not asserted. */
class RouteScaleTest {
    private static RouteRequest request(int target, int relays, List<Link> links, long seed) {
        return new RouteRequest(
                TestMap.OWN,
                links,
                TestMap.key(target),
                Purpose.EXIT,
                relays,
                seed % 2 == 0 ? RoutePolicy.LATENCY : RoutePolicy.FEWEST_HOPS,
                new Random(seed));
    }

    private static List<Link> links(int count, Random random, int size) {
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int neighbour = random.nextInt(size);
            links.add(new Link(TestMap.key(neighbour), 2 * TestMap.delayNs(i % 5), 1472));
        }
        return links;
    }

    private static double millis(long sinceNs) {
        return (System.nanoTime() - sinceNs) / 1e6;
    }

    @Test
    void findsPathsInALargeNetwork() {
        int size = 4000;
        Random random = new Random(31);
        TestMap drawing = new TestMap(size);
        for (int i = 0; i < 4 * size; i++) {
            int a = random.nextInt(size);
            int b = random.nextInt(size);
            if (a != b) {
                drawing.link(a, b, random.nextInt(7));
            }
        }
        NetworkMap map = drawing.build();
        MapRouteFinder finder = new MapRouteFinder(map);
        List<Link> links = links(8, random, size);
        long beginNs = 0;
        for (int i = 0; i < 3; i++) {
            beginNs = System.nanoTime();
            RouteAnswer answer = new MapRouteFinder(map).find(request(0, 0, links, 0), 1);
            assertNotNull(answer.reason());
            System.out.printf(Locale.ROOT, "%d nodes: graph in %.0f ms%n", size, millis(beginNs));
        }
        for (int relays : new int[] {2, 3, 5, 7}) {
            for (int count : new int[] {1, 2}) {
                int found = 0;
                beginNs = System.nanoTime();
                for (int i = 0; i < 10; i++) {
                    int target = random.nextInt(size);
                    found += finder.find(request(target, relays, links, i), count).routes().size();
                }
                System.out.printf(
                        Locale.ROOT,
                        "%d relays, %d paths: %.1f ms, %d found%n",
                        relays,
                        count,
                        millis(beginNs) / 10,
                        found);
                assertTrue(relays < 5 || found == 10 * count);
            }
        }
    }

    @Test
    void trapOfCheapLinksCostsBoundedWork() {
        // Pairs of nodes a millisecond apart make walks to and fro look cheap; simple paths must
        // take the dear links between the pairs.
        int pairs = 40;
        TestMap drawing = new TestMap(2 * pairs);
        for (int i = 0; i < pairs; i++) {
            drawing.link(2 * i, 2 * i + 1, 0);
            for (int j = 0; j < i; j++) {
                drawing.link(2 * i, 2 * j, 12);
                drawing.link(2 * i + 1, 2 * j + 1, 12);
            }
        }
        MapRouteFinder finder = new MapRouteFinder(drawing.build());
        List<Link> links = List.of(new Link(TestMap.key(0), 2_000_000, 1472));
        for (int relays = 2; relays <= 7; relays++) {
            long beginNs = System.nanoTime();
            RouteRequest request = request(2 * pairs - 1, relays, links, 0);
            List<Route> routes = finder.find(request, 1).routes();
            System.out.printf(Locale.ROOT, "trap, %d relays: %.1f ms%n", relays, millis(beginNs));
            assertEquals(1, routes.size());
            assertEquals(relays, routes.getFirst().relays().size());
        }
    }
}

package net.skycoin.skywire.bench;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.route.MapRouteFinder;
import net.skycoin.skywire.route.Route;
import net.skycoin.skywire.route.RouteLimits;
import net.skycoin.skywire.route.RoutePolicy;
import net.skycoin.skywire.route.RouteRequest;
import net.skycoin.skywire.topology.MapExchange;
import net.skycoin.skywire.topology.MapLimits;
import net.skycoin.skywire.topology.MapPeer;
import net.skycoin.skywire.topology.NetworkMap;
import net.skycoin.skywire.wire.ExitPolicy;
import net.skycoin.skywire.wire.LinkStates;
import net.skycoin.skywire.wire.LinkStates.Neighbour;
import net.skycoin.skywire.wire.MapRecord;
import net.skycoin.skywire.wire.NodeDescriptor;
import net.skycoin.skywire.wire.RecordKind;
import net.skycoin.skywire.wire.RecordVersion;
import net.skycoin.skywire.wire.Role;
import net.skycoin.skywire.wire.TransportAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code scripts/bench topology}: what a large map costs. The network is invented: a random graph
 * of nodes with eight links each, every one with a descriptor of ordinary content.
 */
@Command(
        name = "bench topology",
        mixinStandardHelpOptions = true,
        description = "Measures routes, memory, updates and the first exchange of large maps.")
final class TopologyBench implements Callable<Integer> {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final int LINKS = 8;
    private static final int LIFETIME_SECONDS = 4 * 3600;
    private static final long STEP_NS = 10_000_000L;
    private static final long EXCHANGE_LIMIT_NS = 7_200_000_000_000L;
    private static final List<String> COUNTRIES = List.of("DE", "FR", "US", "JP", "BR");

    @Option(
            names = "--nodes",
            split = ",",
            defaultValue = "10000",
            description = "sizes of the maps (default: ${DEFAULT-VALUE})")
    private List<Integer> sizes = new ArrayList<>();

    @Option(
            names = "--rounds",
            defaultValue = "40",
            description = "searches of each kind (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--seed", defaultValue = "1", description = "default: ${DEFAULT-VALUE}")
    private long seed;

    private TopologyBench() {}

    static void main(String[] arguments) {
        System.exit(new CommandLine(new TopologyBench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        ObjectNode result = JSON.createObjectNode();
        result.put("seed", seed);
        result.put("java", Runtime.version().toString());
        ArrayNode maps = result.putArray("maps");
        for (int size : sizes) {
            new Measured(size, seed).into(maps.addObject());
        }
        System.out.println(JSON.writeValueAsString(result));
        return 0;
    }

    /** An encoded record. */
    private record Encoded(RecordKind kind, byte[] bytes) {
        static Encoded of(MapRecord record) {
            return new Encoded(record.kind(), record.emit());
        }

        MapRecord parse() {
            MapRecord record = MapRecord.parse(kind, bytes);
            if (record == null) {
                throw new IllegalStateException("a record that we made is malformed");
            }
            return record;
        }
    }

    private final class Measured {
        private final int size;
        private final Random random;
        private final Timers timers = new Timers(0);
        private final PublicKey here;
        private final List<PrivateKey> keys = new ArrayList<>();
        private final List<Set<Integer>> links = new ArrayList<>();
        private final List<Encoded> records = new ArrayList<>();

        Measured(int size, long seed) {
            this.size = size;
            this.random = new Random(seed);
            this.here = PrivateKey.generate(random).publicKey();
            for (int i = 0; i < size; i++) {
                keys.add(PrivateKey.generate(random));
                links.add(new LinkedHashSet<>());
            }
            // Each random cycle through all nodes gives every node two links.
            List<Integer> cycle =
                    new ArrayList<>(java.util.stream.IntStream.range(0, size).boxed().toList());
            for (int i = 0; i < LINKS / 2; i++) {
                Collections.shuffle(cycle, random);
                for (int at = 0; at < size; at++) {
                    int a = cycle.get(at);
                    int b = cycle.get((at + 1) % size);
                    links.get(a).add(b);
                    links.get(b).add(a);
                }
            }
            for (int i = 0; i < size; i++) {
                records.add(Encoded.of(descriptor(i, 1)));
                records.add(Encoded.of(linkStates(i, 1)));
            }
        }

        private NodeDescriptor descriptor(int node, long sequence) {
            byte[] address = {10, (byte) (node >> 16), (byte) (node >> 8), (byte) node};
            NodeDescriptor.Content content;
            try {
                content =
                        new NodeDescriptor.Content(
                                PrivateKey.generate(random).publicKey(),
                                7,
                                node % 10 == 0
                                        ? EnumSet.of(Role.RELAY, Role.EXIT)
                                        : EnumSet.of(Role.RELAY),
                                new ExitPolicy(node % 10 == 0, false),
                                COUNTRIES.get(node % COUNTRIES.size()),
                                NanoSky.ZERO,
                                List.of(
                                        new TransportAddress(
                                                "udp",
                                                new InetSocketAddress(
                                                        InetAddress.getByAddress(address), 7373))));
            } catch (java.net.UnknownHostException e) {
                throw new IllegalStateException(e);
            }
            return NodeDescriptor.sign(
                    new RecordVersion(1, sequence), LIFETIME_SECONDS, content, keys.get(node));
        }

        private LinkStates linkStates(int node, long sequence) {
            List<Neighbour> neighbours = new ArrayList<>();
            for (int other : links.get(node)) {
                // The same at both ends, as of a symmetric link.
                int lot = Math.min(node, other) * 31 + Math.max(node, other) * 17;
                neighbours.add(
                        new Neighbour(
                                keys.get(other).publicKey(),
                                10 + Math.floorMod(lot, 20),
                                6 + Math.floorMod(lot, 7),
                                1472,
                                new NanoSky(1000L * (1 + Math.floorMod(lot, 5)))));
            }
            return LinkStates.sign(
                    new RecordVersion(1, sequence), LIFETIME_SECONDS, neighbours, keys.get(node));
        }

        private NetworkMap map(PublicKey owner) {
            return new NetworkMap(owner, new MapLimits(3 * size, 1L << 30), timers);
        }

        void into(ObjectNode result) {
            result.put("nodes", size);
            result.put("links", links.stream().mapToInt(Set::size).sum() / 2);
            result.put("recordBytes", records.stream().mapToLong(r -> r.bytes.length).sum());
            long beforeBytes = usedBytes();
            NetworkMap map = map(here);
            long beganNs = cpuNs();
            for (Encoded record : records) {
                map.put(record.parse(), 0, here);
            }
            result.put("parseMs", millis(cpuNs() - beganNs));
            result.put("mapMB", megabytes(usedBytes() - beforeBytes));
            MapRouteFinder finder = new MapRouteFinder(map);
            routes(finder, result.putObject("routes"));
            result.put("mapAndGraphMB", megabytes(usedBytes() - beforeBytes));
            update(map, finder, result.putObject("updateOfOnePercent"));
            exchange(map, result.putObject("firstExchange"));
        }

        private void routes(MapRouteFinder finder, ObjectNode result) {
            // The shortest paths that lead nearly everywhere, and the longest that there are.
            int least = 1;
            for (long reached = LINKS; reached < 2L * size; reached *= LINKS - 1) {
                least++;
            }
            for (RoutePolicy policy : RoutePolicy.values()) {
                for (int relays : new int[] {least, RouteRequest.MAX_RELAYS}) {
                    double[] times = new double[rounds];
                    int found = 0;
                    int disjoint = 0;
                    for (int warm = 0; warm < 5; warm++) {
                        finder.find(request(policy, relays), 3);
                    }
                    for (int i = 0; i < rounds; i++) {
                        RouteRequest request = request(policy, relays);
                        long beganNs = cpuNs();
                        List<Route> routes = finder.find(request, 3).routes();
                        times[i] = (cpuNs() - beganNs) / 1e6;
                        found += routes.size() == 3 ? 1 : 0;
                        disjoint += routes.size() == 3 && areDisjoint(routes) ? 1 : 0;
                    }
                    Arrays.sort(times);
                    ObjectNode one = result.putObject(policy.text() + ", " + relays + " relays");
                    one.put("medianMs", rounded(times[rounds / 2]));
                    one.put("worstMs", rounded(times[rounds - 1]));
                    one.put("threeFound", found);
                    one.put("disjoint", disjoint);
                    one.put("of", rounds);
                }
            }
        }

        private RouteRequest request(RoutePolicy policy, int relays) {
            List<RouteRequest.Link> own = new ArrayList<>();
            for (int i = 0; i < LINKS; i++) {
                PublicKey neighbour = keys.get(random.nextInt(size)).publicKey();
                own.add(new RouteRequest.Link(neighbour, 20_000_000, 20_000_000, 1472));
            }
            PublicKey exit = keys.get(random.nextInt(size / 10) * 10).publicKey();
            RouteLimits limits =
                    policy == RoutePolicy.PLACE
                            ? RouteLimits.NONE.withCountries(
                                    Set.of(), Set.of(), Set.of(COUNTRIES.getFirst()))
                            : RouteLimits.NONE;
            return new RouteRequest(
                            here, own, exit, RouteRequest.Purpose.EXIT, relays, policy, random)
                    .withLimits(limits);
        }

        private static boolean areDisjoint(List<Route> routes) {
            Set<PublicKey> relays = new LinkedHashSet<>();
            return routes.stream().allMatch(route -> relays.addAll(route.relays()))
                    && relays.size()
                            == routes.stream().mapToInt(route -> route.relays().size()).sum();
        }

        private void update(NetworkMap map, MapRouteFinder finder, ObjectNode result) {
            int changed = size / 100;
            double[] merges = new double[40];
            double[] graphs = new double[merges.length];
            for (int round = 0; round < merges.length; round++) {
                List<Encoded> news = new ArrayList<>();
                for (int i = 0; i < changed; i++) {
                    int node = random.nextInt(size);
                    links.get(node).remove(links.get(node).iterator().next());
                    news.add(Encoded.of(descriptor(node, 100L * (round + 1) + i)));
                    news.add(Encoded.of(linkStates(node, 100L * (round + 1) + i)));
                }
                long beganNs = cpuNs();
                for (Encoded one : news) {
                    MapRecord record = one.parse();
                    if (!record.verify()) {
                        throw new IllegalStateException("a signature of ours is not good");
                    }
                    map.put(record, 0, here);
                }
                long mergedNs = cpuNs();
                finder.find(request(RoutePolicy.LATENCY, 1), 1);
                merges[round] = (mergedNs - beganNs) / 1e6;
                graphs[round] = (cpuNs() - mergedNs) / 1e6;
            }
            Arrays.sort(merges);
            Arrays.sort(graphs);
            result.put("records", 2 * changed);
            result.put("mergeMedianMs", rounded(merges[merges.length / 2]));
            result.put("mergeWorstMs", rounded(merges[merges.length - 1]));
            result.put("graphMedianMs", rounded(graphs[graphs.length / 2]));
        }

        /** A new node learns the map from one neighbour that has it. */
        private void exchange(NetworkMap full, ObjectNode result) {
            NetworkMap fresh = map(PrivateKey.generate(random).publicKey());
            MapExchange there = new MapExchange(full, random, timers, _ -> {});
            MapExchange arriving = new MapExchange(fresh, random, timers, _ -> {});
            Way toFresh = new Way(fresh.ownKey(), arriving);
            Way toFull = new Way(full.ownKey(), there);
            toFresh.back = toFull;
            toFull.back = toFresh;
            long beganNs = cpuNs();
            long fromNs = timers.nowNs();
            there.linkUp(toFresh);
            arriving.linkUp(toFull);
            while (fresh.size() < full.size() && timers.nowNs() - fromNs < EXCHANGE_LIMIT_NS) {
                timers.advance(timers.nowNs() + STEP_NS);
            }
            result.put("records", fresh.size());
            result.put("bytes", toFresh.bytes + toFull.bytes);
            result.put("virtualSeconds", rounded((timers.nowNs() - fromNs) / 1e9));
            result.put("cpuSecondsOfBoth", rounded((cpuNs() - beganNs) / 1e9));
        }

        /** One direction of a link, which delivers after 25 ms. */
        private final class Way implements MapPeer {
            private final PublicKey to;
            private final MapExchange receiver;
            private @Nullable Way back;
            private long bytes;

            Way(PublicKey to, MapExchange receiver) {
                this.to = to;
                this.receiver = receiver;
            }

            @Override
            public PublicKey key() {
                return to;
            }

            @Override
            public boolean send(byte[] message) {
                bytes += message.length;
                Way answers = Objects.requireNonNull(back);
                timers.after(25_000_000L, () -> receiver.received(answers, message));
                return true;
            }
        }
    }

    private static long usedBytes() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Time that this thread computed: what one core takes, whoever else uses the machine. */
    private static long cpuNs() {
        return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static double megabytes(long bytes) {
        return rounded(bytes / 1e6);
    }

    private static double millis(long ns) {
        return rounded(ns / 1e6);
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}

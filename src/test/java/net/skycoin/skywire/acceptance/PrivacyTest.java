package net.skycoin.skywire.acceptance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.identity.NodeAddress;
import net.skycoin.skywire.identity.NodeName;
import net.skycoin.skywire.lab.AddressPlan;
import net.skycoin.skywire.lab.ByteRuns;
import net.skycoin.skywire.lab.Capture;
import net.skycoin.skywire.lab.Content;
import net.skycoin.skywire.lab.Download;
import net.skycoin.skywire.lab.Frame;
import net.skycoin.skywire.lab.Injector;
import net.skycoin.skywire.lab.Lab;
import net.skycoin.skywire.lab.LabNode;
import net.skycoin.skywire.lab.LabOptions;
import net.skycoin.skywire.lab.Recording;
import net.skycoin.skywire.lab.Topology;
import net.skycoin.skywire.lab.Topology.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/**
 * What can be learnt on the wires and inside the nodes, while a laptop downloads over three relays:
 * every link is captured from its handshake on.
 */
@Tag("lab")
@Timeout(90)
@TestInstance(Lifecycle.PER_CLASS)
class PrivacyTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int FILE_BYTES = 1_000_000;
    private static final int SEED = 31;
    private static final String NAME = "www.example.test";
    private static final Pattern KEY = Pattern.compile("0[23][0-9a-f]{64}");
    private static final List<String> RELAYS = List.of("r1", "r2", "r3");
    private static final List<String> VIEWS =
            List.of("status", "peers", "links", "circuits", "topology");

    // Places in a frame: Ethernet, IPv4, UDP, then the link packet.
    private static final int LINK_HEADER = 14 + 20 + 8;
    private static final int INDEX = LINK_HEADER + 4;
    private static final int COUNTER = LINK_HEADER + 11;
    private static final int CIRCUIT_ID = LINK_HEADER + 16;
    private static final int MIDDLE = LINK_HEADER + 600;

    /** Injected of each kind. */
    private static final int INJECTED = 50;

    /** Only a cell with a full inner packet is as long. */
    private static final int LONG = 1_000;

    private final Lab lab =
            Lab.up(Topology.read(Path.of("scripts/topologies/chain3.json")), LabOptions.standard());
    private final LabNode laptop = lab.node("laptop");
    private final Map<String, Recording> links = new LinkedHashMap<>();
    private Recording cable;
    private Recording internet;
    private List<InetAddress> clients;

    @BeforeAll
    void browse() throws Exception {
        Map<String, Capture> captures = new LinkedHashMap<>();
        for (Wire wire : lab.topology().wires()) {
            String port = lab.node(wire.first()).portTo(wire.second()).name();
            captures.put(wire.name(), lab.node(wire.first()).capture(port));
        }
        lab.awaitReady(SOON);
        lab.awaitLaptops(SOON);
        giveTheLaptopIpv6();
        lab.await("the router is connected", SOON, this::connected);
        for (String family : List.of("-4", "-6")) {
            Download.Result page = fetch(family, FILE_BYTES, SEED);
            System.out.println("privacy: download " + family + ": " + page);
        }
        clients = clientAddresses();
        captures.forEach((wire, capture) -> links.put(wire, capture.stop()));
        cable = take("laptop-router");
        internet = take("exit-server");
    }

    private Recording take(String wire) {
        Recording recording = links.remove(wire);
        assertNotNull(recording);
        return recording;
    }

    /** By hand and with a default route, whether or not the router offers any. */
    private void giveTheLaptopIpv6() {
        String port = laptop.portTo("router").name();
        LabNode router = lab.node("router");
        String lan = router.portTo("laptop").name();
        laptop.run("ip", "address", "add", "fc00:1ab::2/64", "dev", port, "nodad");
        router.run("ip", "address", "add", "fc00:1ab::1/64", "dev", lan, "nodad");
        laptop.run(
                "ip",
                "-6",
                "route",
                "add",
                "default",
                "via",
                "fc00:1ab::1",
                "dev",
                port,
                "metric",
                "1");
    }

    private boolean connected() {
        return view("router", "status").path("protected").asBoolean();
    }

    private Download.Result fetch(String family, int bytes, int seed) {
        String url = "http://" + NAME + "/bytes/" + bytes + "?seed=" + seed;
        Download.Result page = laptop.download(url, SOON, family).await(SOON);
        assertTrue(page.ok(), page::toString);
        assertEquals(Content.sha256(bytes, seed), page.sha256());
        return page;
    }

    /** A view of the control API. */
    private JsonNode view(String node, String name) {
        try {
            return JsonMapper.builder().build().readTree(text(node, name));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private String text(String node, String view) {
        return lab.node(node)
                .run(
                        "curl",
                        "-s",
                        "--unix-socket",
                        "/run/skywire/status.sock",
                        "http://localhost/v1/" + view);
    }

    @AfterAll
    void end() {
        lab.close();
    }

    // ---- on the wires

    @Test
    void noLinkShowsWhatIsCarriedNorForWhom() throws Exception {
        ByteRuns secrets = ByteRuns.of(Content.bytes(FILE_BYTES, SEED));
        for (String text : List.of(NAME, "HTTP/1.1 200 OK", "/bytes/" + FILE_BYTES)) {
            secrets.add(text.getBytes(US_ASCII), 0);
        }
        secrets.add(question(NAME), 0);
        addressPairs().forEach(pair -> secrets.add(pair, 0));
        keys().forEach(form -> secrets.add(form, 0));
        List<byte[]> longAddresses = ipv6Addresses();
        for (Recording link : links.values()) {
            for (Frame frame : link.frames()) {
                assertEquals(-1, secrets.findIn(frame.bytes(), 0), () -> link.name() + frame);
                for (byte[] address : longAddresses) {
                    assertFalse(contains(frame.bytes(), address), () -> link.name() + frame);
                }
            }
            System.out.printf("privacy: %s: none of %d runs%n", link, secrets.size());
        }
        // The same search finds everything where it is in the clear.
        for (Recording clear : List.of(cable, internet)) {
            long found = clear.containing(secrets).stream().mapToLong(f -> f.bytes().length).sum();
            assertTrue(found > 2L * FILE_BYTES, clear::name);
            assertTrue(
                    clear.frames().stream()
                            .anyMatch(f -> contains(f.bytes(), longAddresses.getFirst())));
        }
        assertFalse(cable.containing(ByteRuns.of(question(NAME))).isEmpty());
        assertFalse(internet.containing(ByteRuns.of(addressPairs().getFirst())).isEmpty());
    }

    /** A name as DNS writes it (RFC 1035, 3.1). */
    private static byte[] question(String name) {
        ByteBuffer labels = ByteBuffer.allocate(name.length() + 2);
        for (String label : name.split("\\.", -1)) {
            labels.put((byte) label.length()).put(label.getBytes(US_ASCII));
        }
        return labels.array();
    }

    /** Source and destination as they lie in an IPv4 header: the exit's, and all before it. */
    private List<byte[]> addressPairs() throws Exception {
        List<byte[]> pairs = new ArrayList<>();
        String server = AddressPlan.WEB_IPV4;
        for (InetAddress client : clients) {
            if (client.getAddress().length == 4) {
                for (String other : List.of(server, AddressPlan.DNS_IPV4, AddressPlan.LAN_IPV4)) {
                    byte[] far = InetAddress.ofLiteral(other).getAddress();
                    pairs.add(joined(client.getAddress(), far));
                    pairs.add(joined(far, client.getAddress()));
                }
            }
        }
        return pairs;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
    }

    private List<byte[]> ipv6Addresses() {
        List<byte[]> addresses = new ArrayList<>();
        addresses.add(InetAddress.ofLiteral(AddressPlan.WEB_IPV6).getAddress());
        addresses.add(InetAddress.ofLiteral(AddressPlan.DNS_IPV6).getAddress());
        clients.stream()
                .map(InetAddress::getAddress)
                .filter(a -> a.length == 16)
                .forEach(addresses::add);
        return addresses;
    }

    /** The addresses that the laptop has or seems to have, the exit's first. */
    private List<InetAddress> clientAddresses() {
        List<InetAddress> addresses = new ArrayList<>();
        var inet = lab.node("exit").portTo("server");
        addresses.add(InetAddress.ofLiteral(inet.ipv4()));
        addresses.add(InetAddress.ofLiteral(inet.ipv6()));
        JsonNode lease = view("router", "status").path("lease");
        addresses.add(InetAddress.ofLiteral(lease.path("ipv4").asText()));
        addresses.add(InetAddress.ofLiteral(lease.path("ipv6").asText()));
        String port = laptop.portTo("router").name();
        Pattern address = Pattern.compile("inet6? ([0-9a-f.:]+)/[0-9]+ .*scope global");
        address.matcher(laptop.run("ip", "address", "show", "dev", port))
                .results()
                .map(found -> InetAddress.ofLiteral(found.group(1)))
                .forEach(addresses::add);
        assertTrue(addresses.size() >= 6, addresses::toString);
        return addresses;
    }

    /** Every node's key, in each of its forms: the protocol shows none, not even a neighbour's. */
    private List<byte[]> keys() {
        List<byte[]> forms = new ArrayList<>();
        for (LabNode node : lab.nodes()) {
            if (node.kind().mesh()) {
                forms.addAll(formsOf(node.key()));
            }
        }
        return forms;
    }

    private static List<byte[]> formsOf(String hex) {
        PublicKey key = PublicKey.parseHex(hex);
        assertNotNull(key);
        return List.of(
                key.toBytes(),
                hex.getBytes(US_ASCII),
                NodeName.label(key).getBytes(US_ASCII),
                NodeAddress.of(key).toBytes());
    }

    private static boolean contains(byte[] text, byte[] part) {
        for (int i = 0; i + part.length <= text.length; i++) {
            if (Arrays.equals(text, i, i + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void noTwoLinksShareARun() {
        List<Recording> recordings = List.copyOf(links.values());
        assertEquals(4, recordings.size());
        for (int i = 0; i < recordings.size(); i++) {
            ByteRuns seen = new ByteRuns();
            long handshakes = 0;
            for (LinkDatagram datagram : datagrams(recordings.get(i))) {
                seen.add(datagram.body(), 0);
                handshakes += datagram.type() == LinkDatagram.HANDSHAKE_INIT ? 1 : 0;
            }
            assertTrue(handshakes > 0, "the capture began before the link");
            for (Recording other : recordings.subList(i + 1, recordings.size())) {
                for (LinkDatagram datagram : datagrams(other)) {
                    assertEquals(-1, seen.findIn(datagram.body(), 0), other::name);
                }
            }
            System.out.printf(
                    "privacy: %s: %d runs of ciphertext on no later link%n",
                    recordings.get(i), seen.size());
        }
    }

    private static List<LinkDatagram> datagrams(Recording recording) {
        List<LinkDatagram> datagrams = new ArrayList<>();
        for (Frame frame : recording.frames()) {
            LinkDatagram datagram = LinkDatagram.in(frame);
            if (datagram != null) {
                datagrams.add(datagram);
            }
        }
        return datagrams;
    }

    // ---- inside the nodes

    @Test
    void aRelaysApiNamesPreviousAndNextOnly() {
        List<String> path = List.of("router", "r1", "r2", "r3", "exit");
        for (String relay : RELAYS) {
            int at = path.indexOf(relay);
            Set<String> neighbours = new TreeSet<>();
            neighbours.add(lab.node(path.get(at - 1)).key());
            neighbours.add(lab.node(path.get(at + 1)).key());
            String circuits = text(relay, "circuits");
            assertFalse(view(relay, "circuits").path("relayed").isEmpty());
            assertEquals(neighbours, keysIn(circuits), relay);
        }
        assertEquals(Set.of(lab.node("r3").key()), keysIn(text("exit", "circuits")));
    }

    private static Set<String> keysIn(String text) {
        Set<String> keys = new TreeSet<>();
        KEY.matcher(text).results().map(MatchResult::group).forEach(keys::add);
        return keys;
    }

    @Test
    void nobodyBehindTheFirstRelayEverSeesTheRoutersKey() {
        String key = lab.node("router").key();
        for (String node : List.of("r2", "r3", "exit")) {
            for (String view : VIEWS) {
                assertFalse(text(node, view).contains(key), node + " " + view);
            }
            ProcessMemory memory = new ProcessMemory(lab.node(node).daemon().pid());
            formsOf(key).forEach(form -> assertEquals(0, memory.count(form), node));
        }
        ProcessMemory first = new ProcessMemory(lab.node("r1").daemon().pid());
        int known = first.count(HexFormat.of().parseHex(key));
        System.out.println(
                "privacy: the router's key: "
                        + known
                        + " times in r1's memory, in r2's,"
                        + " r3's and the exit's 0 times");
        assertTrue(known > 0);
    }

    // ---- an outsider at the wire

    @Test
    void whatAnOutsiderReplaysOrAltersDiesAtTheNextNode() throws Exception {
        LabNode victim = lab.node("r2");
        String inward = victim.portTo("r3").name();
        String outward = victim.portTo("r1").name();
        List<Frame> cells = recordLongCells(victim, inward);
        long settledCells = cellsRelayed();
        Thread.sleep(1_000);
        long idleCells = cellsRelayed() - settledCells;
        JsonNode before = view("r2", "status").path("linkCounters");
        long cellsBefore = cellsRelayed();
        Recording forwarded;
        long startNs = System.nanoTime();
        try (Capture capture = victim.capture(outward);
                Injector outsider = lab.injector("r2-r3", "r2")) {
            for (int i = 0; i < INJECTED; i++) {
                byte[] cell = cells.get(i).bytes();
                outsider.send(cell);
                for (int place : new int[] {COUNTER, CIRCUIT_ID, MIDDLE, cell.length - 1}) {
                    outsider.send(altered(cell, place));
                }
                outsider.send(altered(cell, INDEX));
            }
            Thread.sleep(500);
            forwarded = capture.stop();
        }
        double seconds = (System.nanoTime() - startNs) / 1e9;
        JsonNode after = view("r2", "status").path("linkCounters");
        long grownBy = cellsRelayed() - cellsBefore;
        System.out.printf(
                "privacy: replayed +%d, forged +%d, unknown index +%d; r2's circuits: %d cells in"
                        + " %.1f s, %d in an idle second; long cells forwarded: %d%n",
                grown(before, after, "replayed"),
                grown(before, after, "forged"),
                grown(before, after, "unknownIndex"),
                grownBy,
                seconds,
                idleCells,
                longCells(forwarded).size());
        // A counter seen before is enough: such a packet is not even opened.
        assertEquals(4 * INJECTED, grown(before, after, "replayed"));
        assertEquals(INJECTED, grown(before, after, "forged"));
        assertEquals(INJECTED, grown(before, after, "unknownIndex"));
        assertEquals(List.of(), longCells(forwarded));
        assertEquals(0, grown(before, after, "roamed"));
        assertEquals(0, grown(before, after, "linksDown"));
        fetch("-4", 300_000, SEED + 1);
    }

    private static byte[] altered(byte[] frame, int place) {
        byte[] copy = frame.clone();
        copy[place] ^= 1;
        return copy;
    }

    /** Cells that came from r3 during a download, the latest ones. */
    private List<Frame> recordLongCells(LabNode victim, String port) throws Exception {
        String from = "src host " + lab.node("r3").portTo("r2").ipv4();
        try (Capture capture = victim.capture(port, from)) {
            fetch("-4", 300_000, SEED + 2);
            List<Frame> cells = longCells(capture.stop());
            assertTrue(cells.size() > INJECTED);
            Thread.sleep(500);
            return cells.subList(cells.size() - INJECTED, cells.size());
        }
    }

    private static List<Frame> longCells(Recording recording) {
        return recording.frames(
                frame -> {
                    LinkDatagram datagram = LinkDatagram.in(frame);
                    return datagram != null
                            && datagram.type() == LinkDatagram.CELL
                            && datagram.bytes().length > LONG;
                });
    }

    private long cellsRelayed() {
        long cells = 0;
        for (JsonNode circuit : view("r2", "circuits").path("relayed")) {
            cells += circuit.path("cells").asLong();
        }
        return cells;
    }

    private static long grown(JsonNode before, JsonNode after, String counter) {
        return after.path(counter).asLong() - before.path(counter).asLong();
    }

    @Test
    void aReplayedHandshakeReplacesNothing() throws Exception {
        Recording link = links.get("r2-r3");
        assertNotNull(link);
        Frame init = link.frames(PrivacyTest::isInit).stream().findFirst().orElseThrow();
        JsonNode before = view("r3", "status").path("linkCounters");
        try (Injector outsider = lab.injector("r2-r3", "r3")) {
            for (int i = 0; i < INJECTED; i++) {
                outsider.send(init.bytes());
            }
        }
        Thread.sleep(500);
        JsonNode after = view("r3", "status").path("linkCounters");
        assertEquals(0, grown(before, after, "linksUp"));
        assertEquals(0, grown(before, after, "linksDown"));
        assertNull(view("r3", "status").get("trouble"));
        fetch("-4", 300_000, SEED + 3);
        System.out.printf(
                "privacy: %d replayed handshakes: %d taken, %d limited, no link changed%n",
                INJECTED,
                grown(before, after, "initsReceived"),
                grown(before, after, "sourceLimited"));
    }

    private static boolean isInit(Frame frame) {
        LinkDatagram datagram = LinkDatagram.in(frame);
        return datagram != null && datagram.type() == LinkDatagram.HANDSHAKE_INIT;
    }
}

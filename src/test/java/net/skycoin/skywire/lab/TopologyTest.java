package net.skycoin.skywire.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.skycoin.skywire.lab.Topology.Family;
import net.skycoin.skywire.lab.Topology.Kind;
import net.skycoin.skywire.lab.Topology.Node;
import org.junit.jupiter.api.Test;

class TopologyTest {
    private static final String SMALL =
            """
            { "wireDefaults": {"delay": 2, "queue": 100},
              "nodes": [ {"name": "laptop", "kind": "laptop"},
                         {"name": "router", "kind": "router",
                          "config": {"vpn": {"relays": 1, "exclude": ["key:r1"]},
                                     "advertise": null}},
                         {"name": "r1", "kind": "relay"},
                         {"name": "exit", "kind": "exit"},
                         {"name": "server", "kind": "server"} ],
              "wires": [ {"between": ["laptop", "router"]},
                         {"between": ["router", "r1"], "loss": 0.5,
                          "reverse": {"rate": 1000000, "loss": 0}},
                         {"between": ["r1", "exit"], "family": "6"},
                         {"between": ["exit", "server"]} ] }
            """;

    private static Path topologies() {
        return LabOptions.projectRoot().resolve("scripts/topologies");
    }

    @Test
    void everyTopologyInScriptsIsGood() throws Exception {
        try (var files = Files.list(topologies())) {
            List<Path> all = files.filter(f -> f.toString().endsWith(".json")).toList();
            assertTrue(all.size() >= 5);
            for (Path file : all) {
                Topology topology = Topology.read(file);
                assertEquals(1, topology.nodes(Kind.LAPTOP).size(), file.toString());
                assertFalse(topology.description().isBlank(), file.toString());
            }
        }
    }

    @Test
    void readsShapesOfBothDirections() {
        Topology topology = Topology.parse(SMALL);
        assertTrue(topology.daemon());
        assertEquals(
                new Shape(0, 2_000_000, 0.5, 100, 0, 0),
                topology.forward(topology.wire("router-r1")));
        assertEquals(
                new Shape(1_000_000, 2_000_000, 0, 100, 0, 0),
                topology.backward(topology.wire("router-r1")));
        assertFalse(topology.shaped(topology.wire("laptop-router")));
        assertFalse(topology.shaped(topology.wire("exit-server")));
    }

    @Test
    void changesFamiliesOutsideAndInside() {
        Topology topology = Topology.parse(SMALL).withOutside(Family.IPV4).withInside(Family.IPV6);
        assertEquals(Family.IPV4, topology.wire("r1-exit").family());
        assertEquals(Family.IPV6, topology.wire("exit-server").family());
        assertEquals(Family.BOTH, topology.wire("laptop-router").family());
    }

    @Test
    void givesInterfacesAndAddresses() {
        AddressPlan plan = new AddressPlan(Topology.parse(SMALL));
        assertEquals(
                List.of("lan0", "wan0"),
                plan.ports("router").stream().map(AddressPlan.Port::name).toList());
        assertEquals(List.of("192.168.73.1/24"), plan.ports("router").get(0).addresses());
        assertEquals(
                List.of("10.1.2.2/24", "2001:2:0:2::2/64"), plan.ports("r1").get(0).addresses());
        assertEquals(List.of("2001:2:0:3::2/64"), plan.ports("exit").get(0).addresses());
        assertEquals("inet0", plan.ports("exit").get(1).name());
        assertEquals(
                List.of("198.18.4.1/24", "2001:2:0:ffff:4::1/80"),
                plan.ports("server").get(0).addresses());
        assertEquals(List.of(), plan.ports("laptop").get(0).addresses());
    }

    @Test
    void writesConfigurationsOfDaemons() throws Exception {
        Topology topology = Topology.parse(SMALL);
        Map<String, String> keys = new LinkedHashMap<>();
        topology.nodes().forEach(node -> keys.put(node.name(), "K-" + node.name()));
        NodeConfig config = new NodeConfig(topology, new AddressPlan(topology), keys);
        JsonNode router = config(config, topology.node("router"));
        assertEquals("K-exit", router.at("/vpn/exits/0").asText());
        assertEquals(1, router.at("/vpn/relays").asInt());
        assertEquals("K-r1", router.at("/vpn/exclude/0").asText());
        assertEquals("wan0", router.at("/vpn/uplink/interfaces/0").asText());
        assertEquals("10.1.2.2", router.at("/peers/0/address").asText());
        assertFalse(router.has("advertise"));
        JsonNode relay = config(config, topology.node("r1"));
        assertEquals("2001:2:0:3::2", relay.at("/peers/0/address").asText());
        assertEquals("10.1.2.2", relay.at("/advertise/0/address").asText());
        JsonNode exit = config(config, topology.node("exit"));
        assertEquals("inet0", exit.at("/exit/interfaces/0").asText());
        assertEquals("::", exit.at("/listen/0/address").asText());
        assertEquals("fc53:1::/64", exit.at("/exit/ipv6").asText());
    }

    private static JsonNode config(NodeConfig config, Node node) throws Exception {
        return JsonMapper.builder().build().readTree(config.json(node));
    }

    @Test
    void saysEveryProblemOfATopology() {
        IllegalArgumentException bad =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                Topology.parse(
                                        """
                                        {"nodes": [{"name": "Laptop", "kind": "laptop"},
                                                   {"name": "r1", "kind": "relay"},
                                                   {"name": "r1"}],
                                         "wires": [{"between": ["r1", "nobody"]},
                                                   {"between": ["r1"]}]}
                                        """));
        String message = String.valueOf(bad.getMessage());
        assertTrue(message.contains("'Laptop'"), message);
        assertTrue(message.contains("two nodes r1"), message);
        assertTrue(message.contains("no kind"), message);
        assertTrue(message.contains("[r1, nobody]"), message);
        assertTrue(message.contains("[r1]"), message);
        assertThrows(IllegalArgumentException.class, () -> Topology.parse("{\"nodez\": []}"));
        assertThrows(IllegalArgumentException.class, () -> Topology.parse("{"));
        assertThrows(
                IllegalArgumentException.class,
                () -> Topology.parse(SMALL.replace("\"loss\": 0.5", "\"loss\": 1.5")));
    }

    @Test
    void letsOnlyRoutersBeEmulated() {
        String emulated = "\"kind\": \"router\", \"emulated\": true";
        String nodes = "{\"nodes\": [{\"name\": \"board\", %s}]}";
        Node board = Topology.parse(String.format(nodes, emulated)).node("board");
        assertTrue(board.emulated() && board.kind().mesh() && !board.hasDaemon());
        for (String wrong :
                List.of(emulated.replace("router", "relay"), emulated + ", \"config\": {}")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Topology.parse(String.format(nodes, wrong)));
        }
    }

    @Test
    void readsSettingsOfPeople() {
        assertEquals(
                new Shape(2_500_000, 1_500_000, 0.25, 9, 0, 0),
                Shape.parse("rate=2.5M delay=1.5 loss=0.25 queue=9"));
        Shape shape = new Shape(1_000, 7, 1, 3, 0, 0);
        assertEquals(shape, Shape.parse(shape.toString()));
        for (String bad : List.of("", "rate", "rate=", "rate=x", "loss=2", "queue=0", "speed=3")) {
            assertThrows(IllegalArgumentException.class, () -> Shape.parse(bad), bad);
        }
    }
}

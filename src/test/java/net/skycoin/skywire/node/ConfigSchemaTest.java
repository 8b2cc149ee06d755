package net.skycoin.skywire.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.control.Problem;
import net.skycoin.skywire.control.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigSchemaTest {
    /** The generator of secp256k1 (SEC 2, section 2.4.1), a well-known point. */
    static final String KEY = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";

    static final String FULL =
            """
            {"version": 1,
             "roles": ["relay", "router", "exit"],
             "listen": [{"transport": "udp", "address": "0.0.0.0", "port": 7373},
                        {"transport": "udp", "address": "::", "port": 0},
                        {"transport": "tls", "address": "0.0.0.0", "port": 443}],
             "tls": {"certificate": "/etc/tls/chain.pem", "key": "/etc/tls/key.pem",
                     "serverName": "www.example.org", "page": "/srv/index.html"},
             "mesh": {"tcp": [22, 80], "udp": [53], "client": true, "caller": "own", "dnsPort": 53},
             "discovery": {"interfaces": ["wan0"]},
             "advertise": [{"transport": "udp", "address": "198.51.100.7", "port": 7373}],
             "peers": [{"key": "KEY", "transport": "udp", "address": "10.0.0.2", "port": 7373}],
             "link": {"allow": ["KEY"], "maximum": 256},
             "vpn": {"exits": ["KEY"], "relays": 2, "policy": "latency",
             "paths": 4, "spread": "redundant", "exclude": ["KEY"],
                     "lan": {"interfaces": ["lan0"], "ipv4": "192.168.73.1/24"},
                     "guests": {"interfaces": ["wlan0"], "ipv4": "192.168.74.1/24"},
                     "uplink": {"interfaces": ["wan0"]}},
             "exit": {"interfaces": ["inet0"], "ipv4": "100.64.0.0/16", "ipv6": "fc53:1::/64",
                      "resolvers": ["198.18.0.53", "2001:2:0:ffff::53"],
                      "allow": ["10.1.0.0/16", "fd00:1::/32"]},
             "control": {"readGroup": "skywire-read", "adminGroup": "skywire"}}
            """
                    .replace("KEY", KEY);

    private static List<Problem> problems(String text) throws StrictJson.SyntaxException {
        List<Problem> problems = new ArrayList<>();
        ConfigSchema.read(tree(text), problems);
        return problems;
    }

    private static Config read(String text) throws StrictJson.SyntaxException {
        List<Problem> problems = new ArrayList<>();
        Config config = ConfigSchema.read(tree(text), problems);
        assertEquals(List.of(), problems);
        return config;
    }

    private static JsonNode tree(String text) throws StrictJson.SyntaxException {
        return StrictJson.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsEveryField() throws Exception {
        Config config = read(FULL);
        assertTrue(config.isRouter() && config.isExit());
        assertEquals(3, config.listen().size());
        assertEquals("www.example.org", config.tls().serverName());
        assertEquals(List.of(22, 80), config.mesh().tcp());
        assertEquals(Config.Caller.OWN, config.mesh().caller());
        assertEquals(Path.of("/etc/tls/key.pem"), config.tls().key());
        assertEquals(7373, config.peers().getFirst().address().socket().getPort());
        assertEquals(KEY, config.peers().getFirst().key().toString());
        assertEquals(KEY, config.link().allow().iterator().next().toString());
        assertEquals(List.of("lan0"), config.vpn().lan().interfaces());
        assertEquals("192.168.73.1/24", config.vpn().lan().ipv4().toString());
        assertEquals(List.of("wlan0"), config.vpn().guests().interfaces());
        assertEquals("192.168.74.1/24", config.vpn().guests().ipv4().toString());
        assertEquals(List.of("wan0"), config.vpn().uplink());
        assertEquals("fc53:1:0:0:0:0:0:0/64", String.valueOf(config.exit().ipv6()));
        assertEquals(2, config.exit().resolvers().size());
        assertEquals("skywire", config.control().adminGroup());
    }

    @Test
    void hasADefaultForAllButTheVersion() throws Exception {
        assertEquals(Config.DEFAULT, read("{\"version\": 1}"));
        assertEquals(Config.DEFAULT, read("{\"version\": 1, \"vpn\": {}, \"exit\": {}}"));
    }

    @Test
    void writesWhatItReads() throws Exception {
        for (String text : List.of(FULL, "{\"version\": 1}")) {
            Config config = read(text);
            assertEquals(config, read(StrictJson.printIndented(ConfigSchema.write(config))));
        }
    }

    /** One thing wrong in an otherwise good configuration, and how that is reported. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            "version": 1,      | "version": 2,        | invalid | version
            "version": 1,      | "version": "1",      | invalid | version
            "version": 1,      | ''                   | missing | version
            "roles"            | "rolls"              | unknown | rolls
            "router", "exit"   | "pilot"              | invalid | roles[1]
            ["relay", "router", "exit"] | []          | invalid | roles
            ["relay", "router", "exit"] | "relay"     | invalid | roles
            "0.0.0.0"          | "localhost"          | invalid | listen[0].address
            "0.0.0.0"          | "0.0.0"              | invalid | listen[0].address
            "0.0.0.0"          | null                 | invalid | listen[0].address
            "::", "port": 0    | "::", "port": -1     | invalid | listen[1].port
            "::", "port": 0    | "::", "port": 65536  | invalid | listen[1].port
            "::", "port": 0    | "::", "port": 1.5    | invalid | listen[1].port
            "::", "port": 0    | "::", "port": 99999999999999999999 | invalid | listen[1].port
            "::", "port": 0    | "::", "prot": 0      | unknown | listen[1].prot
            "::", "port": 0    | "0.0.0.0", "port": 7373 | invalid | listen
            "listen": [        | "listen": [7,        | invalid | listen[0]
            198.51.100.7       | 0.0.0.0              | invalid | advertise[0].address
            198.51.100.7       | 224.0.0.1            | invalid | advertise[0].address
            .7", "port": 7373  | .7", "port": 0       | invalid | advertise[0].port
            "peers": [{"key"   | "peers": [{"ky"      | unknown | peers[0].ky
            "peers": [{"key": "02 | "peers": [{"key": "05 | invalid | peers[0].key
            , "address": "10.0.0.2" | ''              | missing | peers[0].address
            "udp", "address": "10.0.0.2" | "sctp", "address": "10.0.0.2" | invalid | peers[0].transport
            "link": {          | "link": [], "x": {   | invalid | link
            "allow": ["02      | "allow": ["zz        | invalid | link.allow[0]
            "allow": ["02      | "allow": [true, "02  | invalid | link.allow[0]
            "/etc/tls/chain.pem" | "chain.pem"        | invalid | tls.certificate
            "certificate": "/etc/tls/chain.pem", | '' | invalid | tls.certificate
            "key": "/etc/tls/key.pem", | ''           | invalid | tls.key
            "www.example.org"  | "www..org"           | invalid | tls.serverName
            "tcp": [22         | "tcp": [0            | invalid | mesh.tcp[0]
            "udp": [53]        | "udp": ["53"]        | invalid | mesh.udp[0]
            "caller": "own"    | "caller": "me"       | invalid | mesh.caller
            "client": true     | "client": 1          | invalid | mesh.client
            {"interfaces": ["wan0"]}, | {"interfaces": ["wan/0"]}, | invalid | discovery.interfaces[0]
            "maximum": 256     | "maximum": 0         | invalid | link.maximum
            "maximum": 256     | "maximum": 4097      | invalid | link.maximum
            "exits": ["02      | "exits": ["02 02     | invalid | vpn.exits[0]
            "relays": 2        | "relays": 8          | invalid | vpn.relays
            "relays": 2        | "relays": -1         | invalid | vpn.relays
            "paths": 4         | "paths": 17          | invalid | vpn.paths
            "paths": 4         | "paths": "many"      | invalid | vpn.paths
            "redundant"        | "double"             | invalid | vpn.spread
            "policy": "latency" | "policy": "fast"    | invalid | vpn.policy
            "exclude": ["02    | "exclude": ["        | invalid | vpn.exclude[0]
            "lan0"             | "lan 0"              | invalid | vpn.lan.interfaces[0]
            "lan0"             | "lan0/../x"          | invalid | vpn.lan.interfaces[0]
            "lan0"             | "sixteen-letters-"   | invalid | vpn.lan.interfaces[0]
            ["lan0"]           | []                   | invalid | vpn.lan.interfaces
            192.168.73.1/24    | 192.168.73.0/24      | invalid | vpn.lan.ipv4
            192.168.73.1/24    | 192.168.73.1         | invalid | vpn.lan.ipv4
            192.168.73.1/24    | 192.168.73.1/29      | invalid | vpn.lan.ipv4
            192.168.73.1/24    | 100.64.1.1/24        | invalid | vpn.lan.ipv4
            192.168.73.1/24    | 8.8.8.8/24           | invalid | vpn.lan.ipv4
            ["wlan0"]          | ["lan0"]             | invalid | vpn.guests.interfaces
            ["wlan0"]          | ["wan0"]             | invalid | vpn.uplink.interfaces
            ["wlan0"]          | ["inet0"]            | invalid | exit.interfaces
            "guests"           | "guest"              | unknown | vpn.guest
            192.168.74.1/24    | 192.168.74.0/24      | invalid | vpn.guests.ipv4
            192.168.74.1/24    | 192.168.74.1/16      | invalid | vpn.guests.ipv4
            ["wan0"]           | []                   | invalid | vpn.uplink.interfaces
            ["wan0"]           | ["lan0"]             | invalid | vpn.uplink.interfaces
            "uplink"           | "uplinks"            | unknown | vpn.uplinks
            ["inet0"]          | []                   | invalid | exit.interfaces
            ["inet0"]          | ["lan0"]             | invalid | exit.interfaces
            100.64.0.0/16      | 10.0.0.0/16          | invalid | exit.ipv4
            100.64.0.0/16      | 100.64.0.1/16        | invalid | exit.ipv4
            100.64.0.0/16      | 100.64.0.0/8         | invalid | exit.ipv4
            100.64.0.0/16      | 100.64.0.0/33        | invalid | exit.ipv4
            fc53:1::/64        | 2001:db8::/64        | invalid | exit.ipv6
            fc53:1::/64        | fd00::/64            | invalid | exit.ipv6
            fc53:1::/64        | 100.64.0.0/16        | invalid | exit.ipv6
            198.18.0.53        | dns.example.test     | invalid | exit.resolvers[0]
            10.1.0.0/16        | 10.1.0.0/15          | invalid | exit.allow[0]
            "skywire-read"     | "Read Group"         | invalid | control.readGroup
            "skywire"}         | 7}                   | invalid | control.adminGroup
            """)
    void reportsWhatIsWrongAndWhere(String good, String bad, String code, String path)
            throws Exception {
        assertTrue(FULL.contains(good), good);
        List<Problem> problems = problems(FULL.replace(good, bad));
        assertTrue(
                problems.stream().anyMatch(p -> p.code().equals(code) && p.path().equals(path)),
                problems.toString());
        for (Problem problem : problems) {
            assertFalse(problem.sentence().contains("\n"), problem.sentence());
            assertTrue(problem.allowed() != null, problem.toString());
        }
    }

    @Test
    void reportsAllProblemsAtOnce() throws Exception {
        List<Problem> problems =
                problems(
                        """
                        {"version": 1, "lissten": [], "roles": ["relais"],
                         "peers": [{"transport": "udp", "port": 70000}], "vpn": {"relays": 9}}
                        """);
        assertEquals(
                List.of(
                        "roles[0] is \"relais\"; it must be \"relay\", \"router\", \"exit\" or \"hub\"",
                        "peers[0].key is missing; it must be the 66 hex digits of a public key",
                        "peers[0].address is missing; it must be the IP address of one node",
                        "peers[0].port is 70000; it must be a number from 1 to 65535",
                        "vpn.relays is 9; it must be a number from 0 to 7",
                        "lissten is unknown; did you mean \"listen\"?"),
                problems.stream().map(Problem::sentence).toList());
    }

    @Test
    void listsWhatIsKnownWhereNothingIsNear() throws Exception {
        String sentence = problems("{\"version\": 1, \"dns\": 1}").getFirst().sentence();
        assertTrue(
                sentence.startsWith("dns is unknown; known here: advertise, chain, control,"),
                sentence);
    }

    @Test
    void takesOnlyAnObjectForADocument() throws Exception {
        for (String text : List.of("[]", "7", "null", "\"config\"")) {
            assertEquals(1, problems(text).size(), text);
        }
    }

    @Test
    void shortensWhatItShowsAndKeepsItOnOneLine() throws Exception {
        String sentence =
                problems("{\"version\": \"" + "x\\n\\u001b[31m".repeat(100) + "\"}")
                        .getFirst()
                        .sentence();
        assertTrue(sentence.length() < 200 && sentence.chars().allMatch(c -> c >= ' '), sentence);
    }
}

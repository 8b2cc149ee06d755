package net.skycoin.skywire.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.skycoin.skywire.lab.AddressPlan;
import net.skycoin.skywire.lab.Command;
import net.skycoin.skywire.lab.Lab;
import net.skycoin.skywire.lab.LabNode;
import net.skycoin.skywire.lab.LabOptions;
import net.skycoin.skywire.lab.Topology;
import net.skycoin.skywire.skycoin.StrictNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * SKY by the command line on the router, over three relays, with a strict Skycoin node on the lab's
 * internet: what the node sees of the wallet is the exit.
 */
@Tag("lab")
@Timeout(420)
class WalletTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(30);

    /** For a command that derives a key, asks a node and waits for its block. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String NODE = "http://" + AddressPlan.WEB_IPV4 + ":6420";
    private static final String SHOP = "2GgFvqoyk9RjwVzj8tqfcXVXB4orBwoc9qv";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir private Path directory;

    private static JsonNode json(Command.Result result) {
        try {
            assertEquals(0, result.exitStatus(), result.toString());
            return JSON.readTree(result.output());
        } catch (IOException e) {
            throw new IllegalStateException(result.toString(), e);
        }
    }

    /** A steering request from the node's own machine. */
    private static JsonNode steer(Lab lab, String request) throws IOException {
        String url = "http://127.0.0.1:6420/test/" + request;
        return JSON.readTree(lab.node("server").run("curl", "-sS", "--fail", url));
    }

    private static Command.Result wallet(LabNode router, String... arguments) {
        List<String> all = new ArrayList<>(List.of("skywire", "wallet"));
        all.addAll(Arrays.asList(arguments));
        return router.exec(PATIENCE, all.toArray(String[]::new));
    }

    private static Command.Result send(LabNode router, String... arguments) {
        List<String> all = new ArrayList<>(List.of("send"));
        all.addAll(Arrays.asList(arguments));
        all.addAll(List.of("--node", NODE, "--json", "--yes", "--wait", "15", "--passphrase-file"));
        all.add("/var/lib/skywire/passphrase");
        return wallet(router, all.toArray(String[]::new));
    }

    private static String confirmed(LabNode router) {
        Command.Result result = wallet(router, "balance", "--node", NODE, "--json");
        assertEquals(0, result.exitStatus(), result.toString());
        return json(result).path("confirmed").path("coins").asText();
    }

    private static void refused(Command.Result result, String words) {
        assertEquals(2, result.exitStatus(), result.toString());
        assertTrue(result.errors().contains(words), result.toString());
        System.out.println("wallet: refused: " + result.errors().strip());
    }

    @Test
    void receivesAndPaysOverACircuit() throws Exception {
        Topology topology =
                Topology.read(LabOptions.projectRoot().resolve("scripts/topologies/chain3.json"));
        try (Lab lab = Lab.up(topology, LabOptions.standard())) {
            lab.awaitReady(START);
            lab.awaitLaptops(SOON);
            Process node = startNode(lab);
            try {
                pay(lab);
            } finally {
                node.destroy();
                node.waitFor();
            }
        }
    }

    private Process startNode(Lab lab) throws IOException {
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> java =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath,
                        StrictNode.class.getName(),
                        "0.0.0.0",
                        "6420",
                        directory.resolve("chain.db").toString(),
                        "1");
        Process node =
                new ProcessBuilder(lab.node("server").enter(java))
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("node.log").toFile())
                        .start();
        lab.await(
                "the Skycoin node answers",
                SOON,
                () ->
                        lab.node("server")
                                        .exec(
                                                SOON,
                                                "curl",
                                                "-s",
                                                "http://127.0.0.1:6420/api/v1/health")
                                        .exitStatus()
                                == 0);
        return node;
    }

    private static void pay(Lab lab) throws IOException {
        LabNode router = lab.node("router");
        Files.writeString(router.dataDirectory().resolve("passphrase"), "correct horse\n");
        Command.Result created =
                wallet(
                        router,
                        "create",
                        "--json",
                        "--passphrase-file",
                        "/var/lib/skywire/passphrase");
        assertEquals(0, created.exitStatus(), created.toString());
        String address = json(created).path("addresses").path(0).path("address").asText();
        lab.await(
                "the router has a tunnel",
                START,
                () -> wallet(router, "balance", "--node", NODE).exitStatus() == 0);

        // Receive, send, change.
        steer(lab, "fund?address=" + address + "&coins=10000000&hours=100");
        assertEquals("10.000000", confirmed(router));
        JsonNode sent = json(send(router, SHOP, "4"));
        assertEquals("confirmed", sent.path("state").asText(), sent.toString());
        assertEquals("6.000000", confirmed(router));
        System.out.println("wallet: over 3 relays: " + sent);

        // What nodes would refuse is said before.
        refused(send(router, SHOP, "0.0001"), "too many decimals");
        refused(send(router, SHOP, "7"), "can spend 6.000000 SKY");
        refused(send(router, SHOP, "1", "--hours", "1000000"), "coin hours");

        // Many inputs and dust, too many of them, and the last hour.
        steer(lab, "many?address=" + address + "&count=340&coins=1000&hours=1");
        refused(send(router, SHOP, "all"), "send at most");
        Command.Result dry = send(router, SHOP, "6.2", "--dry-run");
        long hours =
                json(dry).path("hours").asLong() + json(dry).path("change").path("hours").asLong();
        assertTrue(json(dry).path("inputs").asInt() > 200, dry.output());
        JsonNode many = json(send(router, SHOP, "6.2", "--hours", Long.toString(hours)));
        assertEquals("confirmed", many.path("state").asText(), many.toString());
        assertEquals(0, many.path("change").path("hours").asLong());
        System.out.println("wallet: many inputs, the last hour: " + many);
        assertEquals("0.140000", confirmed(router));

        // The node saw the exit and nobody else.
        JsonNode clients = steer(lab, "clients");
        List<String> seen = new ArrayList<>();
        clients.forEach(client -> seen.add(client.asText()));
        seen.remove("127.0.0.1");
        String exit =
                lab.node("laptop")
                        .run("curl", "-sS", "http://" + AddressPlan.WEB_IPV4 + "/ip")
                        .strip();
        assertEquals(List.of(exit), seen);

        // Without the tunnel nothing is asked, and history is there all the same.
        router.daemon().stop();
        Command.Result closed = wallet(router, "balance", "--node", NODE);
        assertEquals(6, closed.exitStatus(), closed.toString());
        JsonNode history = json(wallet(router, "history", "--offline", "--json"));
        assertEquals("confirmed", history.path("transactions").path(0).path("state").asText());
    }
}

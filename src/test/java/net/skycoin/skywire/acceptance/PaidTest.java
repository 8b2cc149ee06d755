package net.skycoin.skywire.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.skycoin.skywire.lab.Command;
import net.skycoin.skywire.lab.Content;
import net.skycoin.skywire.lab.Download;
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
 * A router pays three relays and the exit hop by hop, at different prices, through a hub that has
 * its deposits on a chain and sends withdrawals there.
 */
@Tag("lab")
@Timeout(420)
class PaidTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int BYTES = 64 << 20;
    private static final long SKY = 1_000_000_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> PAYERS = List.of("router", "r1", "r2", "r3");
    private static final List<String> EARNERS = List.of("r1", "r2", "r3", "exit");

    @TempDir private Path directory;

    private static JsonNode json(Command.Result result) {
        try {
            assertEquals(0, result.exitStatus(), result.toString());
            return JSON.readTree(result.output());
        } catch (IOException e) {
            throw new IllegalStateException(result.toString(), e);
        }
    }

    private static JsonNode pay(LabNode node, String... arguments) {
        return json(node.skywire(concat("pay", arguments)));
    }

    private static String[] concat(String first, String... rest) {
        String[] all = new String[rest.length + 2];
        all[0] = first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        all[rest.length + 1] = "--json";
        return all;
    }

    private static JsonNode solvency(Lab lab) {
        JsonNode report = json(lab.node("hub").skywire("hub", "solvency", "--json"));
        assertTrue(report.path("solvent").asBoolean(), report.toString());
        assertEquals(0, report.path("difference").asLong());
        return report;
    }

    /** The account with one neighbour as a node sees it. */
    private static JsonNode line(LabNode node, LabNode neighbour) {
        for (JsonNode each : pay(node, "status").path("neighbours")) {
            if (each.path("key").asText().equals(neighbour.key())) {
                return each;
            }
        }
        return JSON.createObjectNode();
    }

    private static long balance(LabNode node) {
        return pay(node, "status").path("hubs").path(0).path("balance").asLong(-1);
    }

    @Test
    void everyHopIsPaidWhatTheOnionSays() throws Exception {
        Topology topology =
                Topology.read(LabOptions.projectRoot().resolve("scripts/topologies/paid.json"));
        try (Lab lab = Lab.up(topology, LabOptions.standard())) {
            lab.awaitReady(START);
            lab.awaitLaptops(START);
            Process chain = startChain(lab);
            try {
                fund(lab);
                browse(lab);
                redeem(lab);
                withdraw(lab);
            } finally {
                chain.destroy();
                chain.waitFor();
            }
        }
    }

    private Process startChain(Lab lab) throws IOException {
        LabNode hub = lab.node("hub");
        // Somebody has to know what time it is; the others learn it from their neighbours.
        hub.run(
                "sh",
                "-c",
                "mkdir -p /run/systemd/timesync && touch /run/systemd/timesync/synchronized");
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
                        "127.0.0.1",
                        "6420",
                        directory.resolve("chain.db").toString(),
                        "1");
        Process node =
                new ProcessBuilder(hub.enter(java))
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("node.log").toFile())
                        .start();
        lab.await(
                "the Skycoin node answers",
                SOON,
                () ->
                        hub.exec(SOON, "curl", "-s", "http://127.0.0.1:6420/api/v1/health")
                                        .exitStatus()
                                == 0);
        return node;
    }

    /** A SKY for each that pays; the exit only earns. */
    private static void fund(Lab lab) {
        for (String name : PAYERS) {
            LabNode node = lab.node(name);
            lab.await(
                    name + " reaches the hub",
                    SOON,
                    () -> node.skywire("pay", "deposit", "--json").exitStatus() == 0);
            String address = pay(node, "deposit").path("address").asText();
            lab.node("hub")
                    .run(
                            "curl",
                            "-sS",
                            "--fail",
                            "http://127.0.0.1:6420/test/fund?address="
                                    + address
                                    + "&coins=1000000&hours=100");
        }
        for (String name : PAYERS) {
            lab.await(name + " has its SKY", SOON, () -> balance(lab.node(name)) == SKY);
        }
        assertEquals(PAYERS.size() * SKY, solvency(lab).path("deposits").asLong());
    }

    private static void browse(Lab lab) {
        LabNode router = lab.node("router");
        lab.await(
                "the router's circuits are paid",
                SOON,
                () -> line(router, lab.node("r1")).path("spent").path("circuits").asInt() > 0);
        lab.await(
                "r1 serves the router",
                SOON,
                () ->
                        line(router, lab.node("r1"))
                                .path("spent")
                                .path("service")
                                .asText()
                                .equals("open"));
        Download.Result page =
                lab.node("laptop")
                        .download(
                                "http://www.example.test/bytes/" + BYTES,
                                Duration.ofMinutes(2),
                                "-4")
                        .await(Duration.ofMinutes(2));
        System.out.println("paid: " + page);
        assertEquals(Content.sha256(BYTES, 0), page.sha256());
    }

    /** What the hub pays out is what the next neighbour has counted, to 2 %. */
    private static void redeem(Lab lab) {
        List<String> path = List.of("router", "r1", "r2", "r3", "exit");
        for (int i = 1; i < path.size(); i++) {
            LabNode payer = lab.node(path.get(i - 1));
            LabNode payee = lab.node(path.get(i));
            pay(payee, "redeem");
            lab.await(
                    payee.name() + " has redeemed",
                    SOON,
                    () -> line(payee, payer).path("earned").path("unredeemed").asLong() == 0);
            JsonNode earned = line(payee, payer).path("earned");
            JsonNode spent = line(payer, payee).path("spent");
            System.out.println("paid: " + payee.name() + " earned " + earned);
            assertTrue(earned.path("bytes").asLong() > BYTES, earned.toString());
            double share = earned.path("paid").asDouble() / spent.path("due").asDouble();
            assertTrue(share > 0.98 && share < 1.02, payee.name() + ": " + share + " of " + spent);
            double due = earned.path("due").asDouble() / spent.path("due").asDouble();
            assertTrue(due > 0.98 && due < 1.02, payee.name() + ": " + due);
            assertEquals(0, earned.path("disputed").asLong());
        }
        JsonNode report = solvency(lab);
        System.out.println("paid: hub " + report);
        assertEquals(PAYERS.size() * SKY, report.path("deposits").asLong());
    }

    private static void withdraw(Lab lab) {
        LabNode exit = lab.node("exit");
        lab.await("the exit sees its money", SOON, () -> balance(exit) > 0);
        LabNode r3 = lab.node("r3");
        String shop = "2GgFvqoyk9RjwVzj8tqfcXVXB4orBwoc9qv";
        json(r3.skywire("pay", "withdraw", shop, "0.5", "--json"));
        lab.await(
                "the withdrawal is on the chain",
                SOON,
                () ->
                        lab.node("hub")
                                .run(
                                        "curl",
                                        "-sS",
                                        "http://127.0.0.1:6420/api/v1/balance?addrs=" + shop)
                                .contains("500000"));
        lab.await(
                "the hub has seen it confirmed",
                SOON,
                () ->
                        json(lab.node("hub").skywire("hub", "withdrawals", "--json"))
                                .path(0)
                                .path("state")
                                .asText()
                                .equals("confirmed"));
        solvency(lab);
        for (String name : EARNERS) {
            System.out.println("paid: " + name + " " + lab.node(name).skywire("pay", "status"));
        }
    }
}

package net.skycoin.skywire.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.identity.NodeAddress;
import net.skycoin.skywire.identity.NodeName;
import net.skycoin.skywire.lab.AddressPlan;
import net.skycoin.skywire.lab.Command;
import net.skycoin.skywire.lab.Lab;
import net.skycoin.skywire.lab.LabNode;
import net.skycoin.skywire.lab.LabOptions;
import net.skycoin.skywire.lab.Topology;
import net.skycoin.skywire.lab.Unit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes called by key, from a laptop and from each other; and the second exit. */
@Tag("lab")
@Timeout(240)
class MeshTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration NO_WATCHDOG = Duration.ofHours(1);
    private static final int CURL_CANNOT_CONNECT = 7;

    private static final Pattern BRACKETED = Pattern.compile("\\[([0-9a-fA-F:.]+)]");

    private static Lab lab;
    private static LabNode laptop;
    private static LabNode router;
    private static LabNode far;

    @BeforeAll
    static void up() {
        lab =
                Lab.up(
                        Topology.read(
                                LabOptions.projectRoot().resolve("scripts/topologies/mesh.json")),
                        LabOptions.standard());
        lab.awaitReady(START);
        lab.awaitLaptops(START);
        laptop = lab.node("laptop");
        router = lab.node("router");
        far = lab.node("far");
        for (LabNode node : List.of(router, far)) {
            node.run("sh", "-c", "echo nameserver 127.0.0.1 > /etc/resolv.conf");
        }
        lab.await("a tunnel", START, () -> ip(5) != null);
        lab.await(
                "the map knows whom to call",
                START,
                () -> curl(laptop, "http://[" + address(far) + "]:22/").exitStatus() != 28);
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    private static PublicKey key(LabNode node) {
        return Objects.requireNonNull(PublicKey.parseHex(node.key()));
    }

    private static String name(LabNode node) {
        return NodeName.of(key(node));
    }

    private static String address(LabNode node) {
        return NodeAddress.of(key(node)).toString();
    }

    private static Command.Result curl(LabNode from, String url) {
        return from.exec(SOON, "curl", "-s", "-m", "5", "-w", " %{time_total}", url);
    }

    /** A web server that says who asked. */
    private static Unit serve(LabNode node) {
        Unit unit =
                lab.addUnit(
                        node.name(),
                        "httpd",
                        List.of("busybox", "httpd", "-f", "-vv", "-p", "80", "-h", "/usr"),
                        NO_WATCHDOG);
        unit.start();
        lab.await(
                "a web server on " + node.name(),
                SOON,
                () -> curl(node, "http://127.0.0.1/").exitStatus() == 0);
        return unit;
    }

    private static boolean logHas(Unit unit, String address) throws IOException {
        InetAddress wanted = InetAddress.ofLiteral(address);
        return BRACKETED
                .matcher(Files.readString(unit.log()))
                .results()
                .anyMatch(found -> InetAddress.ofLiteral(found.group(1)).equals(wanted));
    }

    private static String throwAway(LabNode node) throws IOException {
        JsonNode status =
                JsonMapper.builder().build().readTree(node.skywire("status", "--json").output());
        return status.path("mesh").path("throwAway").asText();
    }

    @Test
    void aNodeIsCalledByNameAndSeesAThrowAwayKey() throws IOException {
        Unit httpd = serve(far);
        Command.Result page = curl(laptop, "http://" + name(far) + "/");
        System.out.println("mesh: laptop asked " + name(far) + ": " + page.output().strip());
        assertEquals(0, page.exitStatus(), () -> lab.failure(page.output()).getMessage());
        assertTrue(logHas(httpd, throwAway(router)), httpd::tail);
        assertFalse(logHas(httpd, address(router)), httpd::tail);

        Command.Result ping = laptop.exec(SOON, "ping", "-6", "-c", "3", "-W", "2", name(far));
        System.out.println("mesh: " + ping.output().strip().replaceAll("(?s).*\\n", ""));
        assertEquals(0, ping.exitStatus(), ping::output);
        // Also after an exit was lost (whichever of these tests ran first).
        Command.Result own = curl(router, "http://" + name(far) + "/");
        assertEquals(0, own.exitStatus(), () -> lab.failure(own.output()).getMessage());
        httpd.stop();
    }

    @Test
    void aNodeSeesTheOwnKeyWhereThatIsConfigured() throws IOException {
        Unit httpd = serve(router);
        Command.Result page = curl(far, "http://" + name(router) + "/");
        assertEquals(0, page.exitStatus(), () -> lab.failure(page.output()).getMessage());
        assertTrue(logHas(httpd, address(far)), httpd::tail);
        httpd.stop();
    }

    @Test
    void aNodeWithoutAListedPortIsRefusedAtOnce() {
        Command.Result refused = curl(laptop, "http://" + name(lab.node("r1")) + "/");
        System.out.println("mesh: refused after " + refused.output().strip() + " s");
        assertEquals(CURL_CANNOT_CONNECT, refused.exitStatus());
        assertTrue(Double.parseDouble(refused.output().strip()) < 1, refused.output());
        String nobody = name(far).replaceFirst("....", "aaaa");
        Command.Result unknown = laptop.exec(SOON, "getent", "ahostsv6", nobody);
        assertFalse(unknown.exitStatus() == 0, unknown::output);
    }

    private static @Nullable String ip(int seconds) {
        String url = "http://" + AddressPlan.WEB_IPV4 + "/ip";
        Command.Result result =
                laptop.exec(SOON, "curl", "-s", "-m", Integer.toString(seconds), url);
        return result.exitStatus() == 0 ? result.output().strip() : null;
    }

    @Test
    void theNextExitTakesNewConnectionsWithinFiveSeconds() {
        lab.await("the preferred exit", START, () -> natOf("exit1").equals(ip(5)));
        lab.node("exit1").daemon().kill9AndHold();
        long killed = System.nanoTime();
        lab.await("the other exit", SOON, () -> natOf("exit2").equals(ip(1)));
        long ms = (System.nanoTime() - killed) / 1_000_000;
        System.out.println("exits: new connections after " + ms + " ms");
        assertTrue(ms < 5_000, ms + " ms");
        lab.node("exit1").daemon().start();
    }

    private static String natOf(String exit) {
        return Objects.requireNonNull(lab.node(exit).portTo("server").ipv4());
    }
}

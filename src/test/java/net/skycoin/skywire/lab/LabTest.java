package net.skycoin.skywire.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.skycoin.skywire.lab.LabWire.Direction;
import net.skycoin.skywire.lab.Topology.Kind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lab itself: everything but the daemon. Needs root. */
@Tag("lab")
@Timeout(120)
class LabTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String WEB = "http://www.example.test";

    private static final String PAIR =
            """
            { "daemon": false,
              "nodes": [ {"name": "laptop", "kind": "laptop"}, {"name": "router", "kind": "router"},
                         {"name": "exit", "kind": "exit"}, {"name": "server", "kind": "server"} ],
              "wires": [ {"between": ["laptop", "router"]},
                         {"between": ["router", "exit"], "delay": 0},
                         {"between": ["exit", "server"]} ] }
            """;

    private static final String RELAY =
            "{\"nodes\": [{\"name\": \"r1\", \"kind\": \"relay\"}], \"wires\": []}";

    private static Topology file(String name) {
        return Topology.read(LabOptions.projectRoot().resolve("scripts/topologies/" + name));
    }

    private static LabOptions standIn() {
        return LabOptions.standard()
                .withStandIn(StandInDaemon.COMMAND, data -> "02" + "00".repeat(32));
    }

    @Test
    void laptopBrowsesOverPlainlyRoutedNodes() {
        long start = System.nanoTime();
        try (Lab lab = Lab.up(file("chain3.json").withoutDaemons(), LabOptions.standard())) {
            LabNode laptop = lab.node("laptop");
            lab.awaitLaptops(SOON);
            System.out.printf("chain3 is up after %.1f s%n", (System.nanoTime() - start) / 1e9);
            assertTrue(laptop.run("ip", "-4", "address", "show").contains("inet 192.168.73."));
            try (Capture capture = lab.node("r2").capture("eth0")) {
                Download.Result page =
                        laptop.download(WEB + "/bytes/5000000?seed=7", SOON, "-4").await(SOON);
                System.out.println("IPv4: " + page);
                assertEquals(Content.sha256(5_000_000, 7), page.sha256());
                Recording recording = capture.stop();
                assertFalse(recording.containing(ByteRuns.of(Content.bytes(99, 7))).isEmpty());
                assertTrue(recording.frames().stream().allMatch(f -> f.bytes().length <= 1_514));
            }
            assertEquals("198.18.6.2", laptop.run("curl", "-s4", WEB + "/ip").strip());
            assertFalse(lab.node("server").run("ip", "route").contains("192.168"));
            lab.await(
                    "the laptop has IPv6 by router advertisement",
                    SOON,
                    () -> laptop.run("ip", "-6", "route").contains("default"));
            Download.Result page =
                    laptop.download(WEB + "/bytes/3000000?seed=8", SOON, "-6").await(SOON);
            System.out.println("IPv6: " + page);
            assertEquals(Content.sha256(3_000_000, 8), page.sha256());
        }
    }

    @Test
    void wiresDoWhatTheyAreToldWhileRunning() {
        try (Lab lab = Lab.up(Topology.parse(PAIR), LabOptions.standard().withSeed(1))) {
            lab.awaitLaptops(SOON);
            LabNode laptop = lab.node("laptop");
            LabWire wire = lab.wire("router-exit");
            Download.Result fast = fetch(laptop, 50_000_000);
            System.out.println("no shape:    " + fast);
            for (int megabits : new int[] {5, 20, 100}) {
                wire.set(Direction.BOTH, "rate=" + megabits + "M", "queue=200");
                Download.Result page = fetch(laptop, megabits * 250_000L);
                System.out.printf("rate %3d:    %s%n", megabits, page);
                // TCP's share of full-size frames: 1,448 of 1,514 bytes.
                double expected = megabits * 1e6 * 1_448 / 1_514;
                assertTrue(page.rateBps() < expected * 1.02);
                // Less where the machine is busy; the model itself is exact (ConduitTest).
                assertTrue(page.rateBps() > expected * 0.8);
            }
            wire.set(Direction.BOTH, "rate=0", "queue=1000");
            double bare = leastPingMillis(laptop);
            wire.set(Direction.THERE, "delay=10");
            wire.set(Direction.BACK, "delay=25");
            double delayed = leastPingMillis(laptop);
            System.out.printf("round trip:  %.3f ms bare, %.3f ms with 10 + 25%n", bare, delayed);
            assertEquals(35, delayed - bare, 1);
            wire.set(Direction.BOTH, "delay=0", "loss=0.1");
            long before = wire.statistics(Direction.BACK).frames();
            laptop.exec(SOON, "curl", "-s", "-o", "/dev/null", WEB + "/bytes/2000000");
            LabWire.Statistics lossy = wire.statistics(Direction.BACK);
            double share = lossy.lost() / (double) (lossy.lost() + lossy.frames() - before);
            System.out.printf("loss 0.1:    %.4f of %s%n", share, lossy);
            assertEquals(0.1, share, 0.03);
            assertEquals(0, lossy.overruns());
        }
    }

    @Test
    void cutIsSilentAndStallsTheDownload() {
        try (Lab lab = Lab.up(Topology.parse(PAIR), LabOptions.standard())) {
            lab.awaitLaptops(SOON);
            LabWire wire = lab.wire("router-exit");
            wire.set(Direction.BOTH, "rate=20M", "queue=100");
            Download download = lab.node("laptop").download(WEB + "/bytes/4000000", SOON, "-4");
            download.awaitBytes(1_000_000, SOON);
            wire.cut();
            Pause.millis(700);
            wire.mend();
            Download.Result page = download.await(SOON);
            System.out.println("cut 0.7 s:   " + page);
            assertEquals(Content.sha256(4_000_000, 0), page.sha256());
            assertTrue(page.longestStallNs() > 650_000_000L);
        }
    }

    private static Download.Result fetch(LabNode laptop, long bytes) {
        Download.Result page = laptop.download(WEB + "/bytes/" + bytes, SOON, "-4").await(SOON);
        assertEquals(Content.sha256(bytes, 0), page.sha256());
        return page;
    }

    private static double leastPingMillis(LabNode laptop) {
        String said = laptop.run("busybox", "ping", "-c", "20", "-A", AddressPlan.WEB_IPV4);
        Matcher least = Pattern.compile("= ([0-9.]+)/").matcher(said);
        assertTrue(least.find(), said);
        return Double.parseDouble(least.group(1));
    }

    @Test
    void twoLabsRunAtOnceAndLeaveNothing() throws Exception {
        List<String> ids = new ArrayList<>();
        try (Lab one = Lab.up(Topology.parse(PAIR), LabOptions.standard());
                Lab two = Lab.up(Topology.parse(PAIR), LabOptions.standard())) {
            for (Lab lab : List.of(one, two)) {
                ids.add(lab.id());
                lab.awaitLaptops(SOON);
            }
            Download first = one.node("laptop").download(WEB + "/bytes/20000000", SOON);
            Download second = two.node("laptop").download(WEB + "/bytes/20000000", SOON);
            assertTrue(first.await(SOON).ok());
            assertTrue(second.await(SOON).ok());
            one.wire("router-exit").cut();
            assertTrue(fetch(two.node("laptop"), 1_000_000).ok());
            assertThrows(
                    LabFailure.class,
                    () -> Lab.up(Topology.parse(PAIR), LabOptions.standard().withId(one.id())));
        }
        for (String id : ids) {
            assertGone(id);
        }
    }

    @Test
    void supervisesLikeSystemd() {
        LabOptions options = standIn().withWatchdog(Duration.ofSeconds(1));
        try (Lab lab = Lab.up(Topology.parse(RELAY), options)) {
            lab.awaitReady(SOON);
            Unit daemon = lab.node("r1").daemon();
            int pid = daemon.pid();
            String log = Logs.tail(daemon.log());
            assertTrue(log.contains("tun opened true"), log);
            assertTrue(log.contains("Uid:\t61773\t61773"), log);
            for (String set : List.of("Inh", "Prm", "Eff", "Bnd", "Amb")) {
                assertTrue(log.contains("Cap" + set + ":\t0000000000003400"), log);
            }
            assertTrue(log.contains("NoNewPrivs:\t1"), log);
            assertTrue(Files.exists(lab.node("r1").dataDirectory().resolve("written")));
            assertEquals("standing in", daemon.status());

            daemon.freeze();
            lab.await("the watchdog bites", SOON, () -> daemon.watchdogKills() == 1);
            daemon.awaitReady(SOON);
            assertNotEquals(pid, daemon.pid());

            long killedNs = System.nanoTime();
            daemon.kill9();
            lab.await("it is back", SOON, () -> daemon.starts() == 3);
            assertEquals(1, (System.nanoTime() - killedNs) / 1e9, 0.5);
            daemon.awaitReady(SOON);

            daemon.freeze();
            daemon.thaw();
            Pause.millis(1_500);
            assertEquals(3, daemon.starts());
            daemon.stop();
            Pause.millis(1_500);
            assertEquals(Unit.State.STOPPED, daemon.state());
            daemon.restart();
            assertEquals(Unit.State.RUNNING, daemon.state());
        }
    }

    @Test
    void whatAKilledLabLeavesIsRemovedByTheNext() throws Exception {
        Process owner = serve("killed");
        String[] namespaces = {"sklkilled-laptop", "sklkilled-router", "sklkilled-wire"};
        owner.destroyForcibly().waitFor();
        for (String name : namespaces) {
            assertTrue(Files.exists(Path.of("/run/netns", name)), name);
        }
        List<LabProcess> left = processes("killed");
        assertTrue(left.stream().filter(LabProcess::alive).count() > 5);
        LabState.clean();
        assertTrue(left.stream().noneMatch(LabProcess::alive));
        assertGone("killed");
    }

    @Test
    void aLabThatIsToldToEndCleansUp() throws Exception {
        Process owner = serve("ended");
        List<LabProcess> left = processes("ended");
        owner.destroy();
        owner.waitFor();
        assertTrue(left.stream().noneMatch(LabProcess::alive));
        assertGone("ended");
    }

    /** A lab in a process of its own. */
    private static Process serve(String id) throws Exception {
        Path topology = Files.createTempFile("lab", ".json");
        Files.writeString(topology, PAIR);
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Xmx128m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                LabCommand.class.getName(),
                                "serve",
                                topology.toString(),
                                id,
                                "-",
                                "-")
                        .redirectErrorStream(true)
                        .start();
        BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = reader.readLine();
        Files.delete(topology);
        assertEquals("ready", line);
        return process;
    }

    private static List<LabProcess> processes(String id) throws Exception {
        List<LabProcess> processes = new ArrayList<>();
        for (String line : Files.readAllLines(LabState.ROOT.resolve(id).resolve("processes"))) {
            LabProcess process = LabProcess.parse(line);
            if (process != null) {
                processes.add(process);
            }
        }
        return processes;
    }

    private static void assertGone(String id) throws Exception {
        assertFalse(Files.exists(LabState.ROOT.resolve(id)));
        try (var namespaces = Files.list(Path.of("/run/netns"))) {
            assertTrue(namespaces.noneMatch(n -> n.toString().contains("skl" + id + "-")));
        }
    }

    @Test
    void renumbersAnUplink() {
        try (Lab lab = Lab.up(Topology.parse(PAIR), LabOptions.standard())) {
            lab.awaitLaptops(SOON);
            LabNode router = lab.nodes(Kind.ROUTER).get(0);
            router.renumber(router.portTo("exit"), 9);
            assertTrue(router.run("ip", "address").contains("10.1.2.9/24"));
            assertTrue(router.run("ip", "route").contains("default via 10.1.2.2"));
        }
    }
}

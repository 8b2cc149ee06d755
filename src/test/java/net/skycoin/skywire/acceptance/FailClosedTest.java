package net.skycoin.skywire.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import net.skycoin.skywire.lab.AddressPlan;
import net.skycoin.skywire.lab.AddressPlan.Port;
import net.skycoin.skywire.lab.Lab;
import net.skycoin.skywire.lab.LabNode;
import net.skycoin.skywire.lab.LabOptions;
import net.skycoin.skywire.lab.Topology;
import net.skycoin.skywire.lab.Traffic;
import net.skycoin.skywire.lab.Traffic.Attempt;
import net.skycoin.skywire.lab.Traffic.Outcome;
import net.skycoin.skywire.lab.Unit;
import net.skycoin.skywire.lab.UplinkWatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/**
 * Fail closed, as transitions. A laptop keeps sending (TCP, UDP, ICMP, DNS on 53 and 853, both
 * families, also to the uplink's own network), the router's own programs do the same, dnsmasq asks
 * on the laptop's behalf; then something breaks. Throughout, the router's uplinks are captured
 * without a gap: nothing but the daemon's datagrams to its neighbours may be there.
 */
@Tag("lab")
@Timeout(60)
@TestInstance(Lifecycle.PER_CLASS)
class FailClosedTest {
    private static final Duration SOON = Duration.ofSeconds(12);
    private static final long REFUSAL_LIMIT_NS = 200_000_000L;
    private static final long EXIT_REFUSAL_LIMIT_NS = 1_000_000_000L;
    private static final long RESUME_LIMIT_NS = 5_000_000_000L;

    /** From a kill to the kernel having taken the process's devices away. */
    private static final long KILL_NS = 100_000_000L;

    private static final String TWO_UPLINKS =
            """
            { "wireDefaults": {"rate": 100000000, "delay": 3, "queue": 256},
              "nodes": [ {"name": "laptop", "kind": "laptop"},
                         {"name": "router", "kind": "router", "config": {"vpn": {"relays": 1}}},
                         {"name": "a", "kind": "relay"}, {"name": "b", "kind": "relay"},
                         {"name": "exit", "kind": "exit"}, {"name": "server", "kind": "server"} ],
              "wires": [ {"between": ["laptop", "router"]},
                         {"between": ["router", "a"]}, {"between": ["router", "b"]},
                         {"between": ["a", "exit"]}, {"between": ["b", "exit"]},
                         {"between": ["exit", "server"]} ] }
            """;

    private static final String WEB4 = "tcp " + AddressPlan.WEB_IPV4 + " 80";
    private static final String WEB6 = "tcp " + AddressPlan.WEB_IPV6 + " 80";
    private static final String TLS_DNS4 = "tcp " + AddressPlan.DNS_IPV4 + " 853";
    private static final String TLS_DNS6 = "tcp " + AddressPlan.DNS_IPV6 + " 853";
    private static final String LOCAL_DNS = "dns " + AddressPlan.LAN_IPV4 + " 53";

    private static final List<String> CONNECTIONS = List.of(WEB4, WEB6, TLS_DNS4, TLS_DNS6);

    /** What is refused at once when there is no way. */
    private static final List<String> REFUSED = List.of(WEB4, WEB6, TLS_DNS4, TLS_DNS6, LOCAL_DNS);

    /** What shows that traffic flows. */
    private static final List<String> ANSWERED = List.of(WEB4, WEB6, LOCAL_DNS);

    private final Lab lab = Lab.up(Topology.parse(TWO_UPLINKS), LabOptions.standard());
    private final LabNode laptop = lab.node("laptop");
    private final LabNode router = lab.node("router");
    private final LabNode exit = lab.node("exit");
    private final List<AutoCloseable> opened = new ArrayList<>();
    private UplinkWatch uplinks;
    private Traffic traffic;

    @BeforeAll
    void start() {
        lab.awaitReady(SOON);
        lab.awaitLaptops(SOON);
        giveTheLaptopIpv6();
        List<Port> ports = List.of(router.portTo("a"), router.portTo("b"));
        uplinks = new UplinkWatch(router, ports, "skywire-traffic-source");
        opened.add(uplinks);
        List<String> targets = new ArrayList<>(CONNECTIONS);
        targets.addAll(List.of(LOCAL_DNS, "dns " + AddressPlan.DNS_IPV4 + " 53"));
        targets.add("dns " + AddressPlan.DNS_IPV6 + " 53");
        for (String address : List.of(AddressPlan.WEB_IPV4, AddressPlan.WEB_IPV6)) {
            targets.addAll(List.of("udp " + address + " 443", "udp " + address + " 853"));
        }
        for (Port port : ports) {
            Port neighbour = lab.plan().peer(port);
            String address = Objects.requireNonNull(neighbour.ipv4());
            uplinks.allow(address);
            targets.addAll(List.of("udp " + address + " 7373", "tcp " + address + " 80"));
            targets.addAll(List.of("udp " + neighbour.ipv6() + " 53"));
        }
        traffic = laptop.traffic(targets);
        opened.add(traffic);
        Traffic own = router.traffic(targets);
        opened.add(own);
        own.await("the router's own traffic flows", SOON, a -> a.outcome() == Outcome.DONE);
        ping(laptop);
        ping(router);
    }

    /** By hand and with a default route, whether or not the router offers any. */
    private void giveTheLaptopIpv6() {
        String cable = laptop.portTo("router").name();
        String lan = router.portTo("laptop").name();
        laptop.run("ip", "address", "add", "fc00:1ab::2/64", "dev", cable, "nodad");
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
                cable,
                "metric",
                "1");
    }

    private void ping(LabNode from) {
        for (String to : List.of(AddressPlan.WEB_IPV4, AddressPlan.WEB_IPV6)) {
            lab.addUnit(
                            from.name(),
                            "ping" + (to.contains(":") ? 6 : 4),
                            List.of("busybox", "ping", "-q", "-i", "0.1", to),
                            Duration.ZERO)
                    .start();
        }
    }

    @AfterAll
    void end() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
        lab.close();
    }

    @BeforeEach
    void everythingFlows() {
        long nowNs = System.nanoTime();
        for (String target : ANSWERED) {
            await(
                    target + " is answered before anything breaks",
                    () -> !of(target, nowNs, Long.MAX_VALUE, Outcome.DONE).isEmpty());
        }
    }

    @AfterEach
    void nothingLeaked() {
        List<String> leaks = uplinks.leaks();
        System.out.printf(
                "fail closed: %d frames on the uplinks, %d leaks%n",
                uplinks.framesSeen(), leaks.size());
        assertTrue(leaks.isEmpty(), () -> String.join("\n", leaks.subList(0, few(leaks))));
        assertTrue(uplinks.framesSeen() > 10);
    }

    private static int few(List<String> lines) {
        return Math.min(lines.size(), 20);
    }

    // ---- the daemon

    @Test
    void daemonStopped() {
        router.daemon().stop();
        long goneNs = System.nanoTime();
        pause(1_500);
        assertRefusedAtOnce("daemon stopped", goneNs, System.nanoTime());
        startAndResume("daemon stopped", router.daemon());
    }

    @Test
    void daemonKilled() {
        router.daemon().kill9();
        long killedNs = System.nanoTime();
        pause(1_000);
        assertRefusedAtOnce("daemon killed", killedNs + KILL_NS, System.nanoTime());
        awaitReadyAndResume("daemon killed", router.daemon());
    }

    @Test
    void daemonFrozen() {
        int kills = router.daemon().watchdogKills();
        router.daemon().freeze();
        long frozenNs = System.nanoTime();
        await("the watchdog kills", () -> router.daemon().watchdogKills() > kills);
        long killedNs = System.nanoTime();
        figure("daemon frozen: killed by the watchdog after", killedNs - frozenNs);
        for (String target : CONNECTIONS) {
            List<Attempt> ended =
                    traffic.attempts(
                            attempt ->
                                    attempt.target().equals(target)
                                            && attempt.startNs() > frozenNs + KILL_NS
                                            && attempt.endNs() < killedNs - KILL_NS);
            assertFalse(ended.isEmpty());
            assertTrue(
                    ended.stream().allMatch(attempt -> attempt.outcome() == Outcome.SILENT),
                    target + " while frozen: " + ended);
        }
        pause(800);
        assertRefusedAtOnce("daemon frozen, then killed", killedNs + KILL_NS, System.nanoTime());
        awaitReadyAndResume("daemon frozen", router.daemon());
    }

    @Test
    void daemonRestarted() {
        router.daemon().restart();
        resumes("daemon restarted", System.nanoTime());
    }

    private void startAndResume(String what, Unit daemon) {
        daemon.start();
        awaitReadyAndResume(what, daemon);
    }

    private void awaitReadyAndResume(String what, Unit daemon) {
        daemon.awaitReady(SOON);
        resumes(what, System.nanoTime());
    }

    // ---- the device

    @Test
    void deviceDeleted() {
        router.run("ip", "link", "delete", "sky0");
        resumes("sky0 deleted under the daemon", System.nanoTime());
    }

    @Test
    void dnsmasqRestartedWhileTheDeviceIsAway() {
        router.daemon().freeze();
        router.run("ip", "link", "delete", "sky0");
        // What the old dnsmasq was being asked goes with it.
        router.unit("dnsmasq").restart();
        long restartedNs = System.nanoTime();
        pause(1_000);
        assertRefusedAtOnce("sky0 away", restartedNs, System.nanoTime());
        assertTrue(of(LOCAL_DNS, restartedNs, System.nanoTime(), Outcome.DONE).isEmpty());
        router.daemon().thaw();
        resumes("sky0 away and dnsmasq restarted", System.nanoTime());
    }

    // ---- the exit

    @Test
    void exitGone() {
        long detections = detections();
        long killedNs = System.nanoTime();
        exit.daemon().kill9AndHold();
        await("the router notices", () -> detections() > detections);
        long noticedNs = System.nanoTime();
        figure("exit gone: noticed after", noticedNs - killedNs);
        pause(2_000);
        long slowestNs = 0;
        for (String target : CONNECTIONS) {
            Attempt first =
                    of(target, killedNs, Long.MAX_VALUE, Outcome.REFUSED).stream()
                            .filter(attempt -> attempt.durationNs() < REFUSAL_LIMIT_NS)
                            .min(Comparator.comparingLong(Attempt::endNs))
                            .orElseThrow(() -> new AssertionError(target + " is not refused"));
            slowestNs = Math.max(slowestNs, first.endNs() - noticedNs);
        }
        figure("exit gone: refused after it was noticed", slowestNs);
        assertTrue(slowestNs <= EXIT_REFUSAL_LIMIT_NS);
        assertRefusedAtOnce("exit gone", noticedNs + slowestNs, System.nanoTime());
        startAndResume("exit gone", exit.daemon());
    }

    private long detections() {
        try {
            return Files.readString(router.daemon().log())
                    .lines()
                    .filter(line -> line.contains("Disconnected:"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- the uplink

    @Test
    void uplinksRenumbered() {
        long changedNs = System.nanoTime();
        router.renumber(router.portTo("a"), 31);
        router.renumber(router.portTo("b"), 32);
        resumes("both uplinks renumbered", System.nanoTime());
        assertFlowsOn("both uplinks renumbered", changedNs);
    }

    /** Long enough for links, circuits and lease routes to be given up on both sides. */
    @Test
    void uplinksAwayThenRenumbered() {
        for (String relay : List.of("a", "b")) {
            router.run("ip", "address", "flush", "dev", router.portTo(relay).name());
        }
        pause(8_000);
        router.renumber(router.portTo("a"), 33);
        router.renumber(router.portTo("b"), 34);
        resumes("both uplinks away for 8 s, then renumbered", System.nanoTime());
    }

    /** There and back again: a link that is lost is dialled where the configuration says. */
    @Test
    void relaysRenumbered() {
        long changedNs = System.nanoTime();
        renumberRelays(41, 42);
        resumes("both relays renumbered", System.nanoTime());
        assertFlowsOn("both relays renumbered", changedNs);
        renumberRelays(2, 1);
        resumes("both relays renumbered back", System.nanoTime());
    }

    private void renumberRelays(int hostTowardsRouter, int hostTowardsExit) {
        for (String relay : List.of("a", "b")) {
            LabNode node = lab.node(relay);
            Port towardsRouter = node.portTo("router");
            String network = Objects.requireNonNull(towardsRouter.ipv4()).replaceAll("[0-9]+$", "");
            uplinks.allow(network + hostTowardsRouter);
            node.renumber(towardsRouter, hostTowardsRouter);
            node.renumber(node.portTo("exit"), hostTowardsExit);
        }
    }

    /** And goes on flowing, which a link that only seemed to live would not. */
    private void assertFlowsOn(String what, long sinceNs) {
        pause(7_000);
        long nowNs = System.nanoTime();
        long longestNs = 0;
        for (String target : ANSWERED) {
            long beforeNs = sinceNs;
            for (Attempt attempt : of(target, sinceNs, nowNs, Outcome.DONE)) {
                longestNs = Math.max(longestNs, attempt.endNs() - beforeNs);
                beforeNs = Math.max(beforeNs, attempt.endNs());
            }
            longestNs = Math.max(longestNs, nowNs - beforeNs);
        }
        figure(what + ": longest pause", longestNs);
        assertTrue(longestNs <= RESUME_LIMIT_NS);
    }

    // ---- what proves that this test can fail

    @Test
    void theWatchSeesWhatIsLetOut() {
        String rule =
                router.run(
                        "nft",
                        "--echo",
                        "--handle",
                        "insert",
                        "rule",
                        "inet",
                        "skywire",
                        "output",
                        "udp",
                        "dport",
                        "7373",
                        "accept");
        String handle = rule.replaceAll("(?s).*# handle ([0-9]+).*", "$1");
        pause(500);
        router.run("nft", "delete", "rule", "inet", "skywire", "output", "handle", handle);
        List<String> seen = uplinks.leaks();
        assertFalse(seen.isEmpty());
        pause(200);
    }

    // ---- figures

    /** Attempts to a target that began within a time and ended so. */
    private List<Attempt> of(String target, long fromNs, long toNs, Outcome outcome) {
        return traffic.attempts(began(target, fromNs, toNs).and(a -> a.outcome() == outcome));
    }

    private static Predicate<Attempt> began(String target, long fromNs, long toNs) {
        return attempt ->
                attempt.target().equals(target)
                        && attempt.startNs() >= fromNs
                        && attempt.startNs() < toNs;
    }

    /**
     * Every connection and question that began within the time, but for those still under way, was
     * refused.
     */
    private void assertRefusedAtOnce(String what, long fromNs, long toNs) {
        long settledNs = toNs - REFUSAL_LIMIT_NS;
        pause(1_100); // The silent ones end after a second.
        long slowestNs = 0;
        int count = 0;
        for (String target : REFUSED) {
            List<Attempt> attempts = traffic.attempts(began(target, fromNs, settledNs));
            assertFalse(attempts.isEmpty(), target);
            for (Attempt attempt : attempts) {
                assertEquals(Outcome.REFUSED, attempt.outcome(), () -> what + ": " + attempt);
                slowestNs = Math.max(slowestNs, attempt.durationNs());
                count++;
            }
        }
        figure(what + ": " + count + " attempts refused, the slowest after", slowestNs);
        assertTrue(slowestNs <= REFUSAL_LIMIT_NS);
    }

    /** Everything that was answered before is answered again, in time. */
    private void resumes(String what, long sinceNs) {
        long slowestNs = 0;
        for (String target : ANSWERED) {
            await(
                    what + ": " + target + " is answered again",
                    () -> !of(target, sinceNs, Long.MAX_VALUE, Outcome.DONE).isEmpty());
            long endNs = of(target, sinceNs, Long.MAX_VALUE, Outcome.DONE).getFirst().endNs();
            slowestNs = Math.max(slowestNs, endNs - sinceNs);
        }
        figure(what + ": flows again after", slowestNs);
        assertTrue(slowestNs <= RESUME_LIMIT_NS);
    }

    private static void figure(String what, long ns) {
        System.out.printf(Locale.ROOT, "fail closed: %s %.0f ms%n", what, ns / 1e6);
    }

    private void await(String what, BooleanSupplier condition) {
        lab.await(what, SOON, condition);
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

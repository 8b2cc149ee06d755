package net.skycoin.skywire.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.acceptance.FailOverResults.Outcome;
import net.skycoin.skywire.acceptance.Fault.Damage;
import net.skycoin.skywire.lab.AddressPlan;
import net.skycoin.skywire.lab.Content;
import net.skycoin.skywire.lab.Download;
import net.skycoin.skywire.lab.Lab;
import net.skycoin.skywire.lab.LabOptions;
import net.skycoin.skywire.lab.Topology;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Part of the active path fails in mid-download, and the same TCP connection goes on: no stall of 2
 * seconds, and the right content. The property {@code failover.repetitions} says how often each
 * fault strikes (3), {@code failover.results} where the outcomes are kept: those that are there are
 * not repeated.
 */
@Tag("lab")
@Timeout(3600)
class FailOverTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration REBUILD = Duration.ofSeconds(10);
    private static final Duration DOWNLOAD = Duration.ofSeconds(60);
    private static final long STALL_LIMIT_MS = 2_000;
    private static final long SIZE = 12_000_000;

    /** Enough that TCP is at full speed when the fault strikes. */
    private static final long BEFORE_FAULT = 3_000_000;

    private static final String STANDBY_THEN_ACTIVE = "standby's relay killed, then the active's";
    private static final String BOTH_AT_ONCE = "both paths' relays killed, one unnoticed";

    /** A restarted relay's old links vanish from the map before the new ones appear. */
    private static final long MAP_SETTLES_NS = 3_000_000_000L;

    /** An idle standby is probed each second. */
    private static final long UNNOTICED_MS = 300;

    private static Lab lab;
    private static RouterPaths paths;
    private static FailOverResults results;

    @BeforeAll
    static void up() {
        results = FailOverResults.open();
        Topology topology =
                Topology.read(LabOptions.projectRoot().resolve("scripts/topologies/demo.json"));
        lab = Lab.up(topology, LabOptions.standard());
        paths = new RouterPaths(lab, lab.node("router"));
        lab.awaitReady(START);
        lab.awaitLaptops(START);
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void theConnectionGoesOn(Fault fault) {
        for (int repetition : results.missing(fault.text())) {
            awaitTwoGoodPaths();
            List<Damage> damages = new ArrayList<>();
            Download.Result page =
                    downloadWhile(
                            repetition,
                            () -> damages.add(fault.strike(lab, activePath(), repetition)));
            damages.forEach(Damage::heal);
            results.add(outcome(fault.text(), repetition, damages.getFirst().where(), page));
        }
        check(fault.text());
    }

    /** The first death makes no difference, and the standby built after it is as good. */
    @Test
    void theStandbysDeathDoesNotHurt() {
        for (int repetition : results.missing(STANDBY_THEN_ACTIVE)) {
            awaitTwoGoodPaths();
            List<Damage> damages = new ArrayList<>();
            Download.Result first =
                    downloadWhile(
                            repetition,
                            () -> {
                                String relay = paths.standby().relays().getLast();
                                damages.add(Fault.kill(lab, relay));
                            });
            // The dead one counts as in use until its silence was noticed.
            String dead = damages.getFirst().where();
            lab.await(
                    "another standby on relays of its own",
                    REBUILD,
                    () -> paths.hasDisjointPairWithout(dead));
            Download.Result second =
                    downloadWhile(
                            repetition,
                            () ->
                                    damages.add(
                                            Fault.RELAY_KILLED.strike(
                                                    lab, activePath(), repetition)));
            damages.forEach(Damage::heal);
            boolean firstIsWorse = first.longestStallNs() > second.longestStallNs();
            Download.Result worse = !first.ok() || firstIsWorse ? first : second;
            String where = damages.getFirst().where() + ", " + damages.getLast().where();
            results.add(outcome(STANDBY_THEN_ACTIVE, repetition, where, worse));
        }
        check(STANDBY_THEN_ACTIVE);
    }

    /** The standby is dead, too, when it is needed: a third way has to be found. */
    @Test
    void theThirdWayIsFoundWhenBothDie() {
        for (int repetition : results.missing(BOTH_AT_ONCE)) {
            awaitTwoGoodPaths();
            List<Damage> damages = new ArrayList<>();
            Download.Result page =
                    downloadWhile(
                            repetition,
                            () -> {
                                List<String> active = activePath();
                                String relay = paths.standby().relays().getLast();
                                damages.add(Fault.kill(lab, relay));
                                pauseUnnoticed();
                                damages.add(Fault.RELAY_KILLED.strike(lab, active, repetition));
                            });
            damages.forEach(Damage::heal);
            String where = damages.getFirst().where() + ", " + damages.getLast().where();
            results.add(outcome(BOTH_AT_ONCE, repetition, where, page));
        }
        check(BOTH_AT_ONCE);
    }

    private static void pauseUnnoticed() {
        try {
            Thread.sleep(UNNOTICED_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void check(String fault) {
        List<Outcome> outcomes = results.of(fault);
        outcomes.forEach(outcome -> assertTrue(outcome.good(), outcome::toString));
        System.out.println("fail-over: " + results.summary(fault));
    }

    /** What was broken before is whole again, and the router knows it: there are third ways. */
    private static void awaitTwoGoodPaths() {
        long[] wholeSinceNs = {System.nanoTime()};
        lab.await(
                "two circuits in use that share no relay, and every link on the map for a while",
                START,
                () -> {
                    if (!paths.hasDisjointPair() || !paths.knowsAllLinks()) {
                        wholeSinceNs[0] = System.nanoTime();
                    }
                    return System.nanoTime() - wholeSinceNs[0] > MAP_SETTLES_NS;
                });
    }

    private static List<String> activePath() {
        List<String> path = new ArrayList<>(List.of("router"));
        path.addAll(paths.active().nodes());
        return path;
    }

    private static Download.Result downloadWhile(int seed, Runnable fault) {
        String url = "http://" + AddressPlan.WEB_IPV4 + "/bytes/" + SIZE + "?seed=" + seed;
        Download download = lab.node("laptop").download(url, DOWNLOAD);
        download.awaitBytes(BEFORE_FAULT, DOWNLOAD);
        fault.run();
        assertTrue(download.received() < SIZE, "the fault came after the download");
        Download.Result page = download.await(DOWNLOAD);
        if (page.ok()) {
            assertEquals(Content.sha256(SIZE, seed), page.sha256());
        }
        return page;
    }

    private static Outcome outcome(
            String fault, int repetition, String where, Download.Result page) {
        long stallMs = page.longestStallNs() / 1_000_000;
        boolean good = page.ok() && stallMs < STALL_LIMIT_MS;
        Outcome outcome = new Outcome(fault, repetition, where, stallMs, good, page.toString());
        System.out.printf("fail-over: %s (%s), stall %d ms; %s%n", fault, where, stallMs, page);
        return outcome;
    }
}

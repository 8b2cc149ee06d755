package net.skycoin.skywire.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import net.skycoin.skywire.lab.Content;
import net.skycoin.skywire.lab.Download;
import net.skycoin.skywire.lab.Lab;
import net.skycoin.skywire.lab.LabNode;
import net.skycoin.skywire.lab.LabOptions;
import net.skycoin.skywire.lab.Topology;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Nothing depends on what the time of day is. libfaketime pretends another one, and another origin
 * of the monotonic clock, which runs on as it should. (With DONT_FAKE_MONOTONIC its timed waits,
 * hence the JVM's, would take a deadline of the true clock for one of the pretended clock.)
 */
@Tag("lab")
@Timeout(90)
class ClockTest {
    private static final Duration SOON = Duration.ofSeconds(25);
    private static final int FILE_BYTES = 1_000_000;

    /** The dynamic linker puts in the machine's library directory (ld.so(8)). */
    private static final String LIBRARY = "/usr/$LIB/faketime/libfaketimeMT.so.1";

    private static List<String> clock(String time) {
        return List.of("env", "LD_PRELOAD=" + LIBRARY, "TZ=UTC", "FAKETIME=" + time);
    }

    @Test
    void nodesIn1970AndAYearAheadWork() throws IOException {
        LabOptions options =
                LabOptions.standard()
                        .withWrapper("r1", clock("@1970-01-01 00:00:00"))
                        .withWrapper("router", clock("+366d"));
        Topology topology = Topology.read(Path.of("scripts/topologies/chain1.json"));
        try (Lab lab = Lab.up(topology, options)) {
            lab.awaitReady(SOON);
            lab.awaitLaptops(SOON);
            int nextYear = LocalDate.now(ZoneOffset.UTC).getYear() + 1;
            assertTrue(log(lab.node("r1")).contains("1970-01-01 "), "r1's clock");
            assertTrue(log(lab.node("router")).contains(nextYear + "-"), "the router's clock");
            String url = "http://www.example.test/bytes/" + FILE_BYTES;
            lab.await("the tunnel is up", SOON, () -> fetch(lab, url).ok());
            Download.Result page = fetch(lab, url);
            System.out.println("clocks: a relay in 1970, a router in " + nextYear + ": " + page);
            assertEquals(Content.sha256(FILE_BYTES, 0), page.sha256());
        }
    }

    private static Download.Result fetch(Lab lab, String url) {
        return lab.node("laptop").download(url, SOON, "-4").await(SOON);
    }

    private static String log(LabNode node) throws IOException {
        return Files.readString(node.daemon().log());
    }
}

package net.skycoin.skywire.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.lab.AddressPlan;
import net.skycoin.skywire.lab.Command;
import net.skycoin.skywire.lab.Content;
import net.skycoin.skywire.lab.Download;
import net.skycoin.skywire.lab.Lab;
import net.skycoin.skywire.lab.LabOptions;
import net.skycoin.skywire.lab.Topology;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The main job over links of all kinds in one path, on wires that lose, double and reorder packets.
 * {@code scripts/test --transports} repeats the other classes of this package over each kind.
 */
@Tag("lab")
@Timeout(240)
class TransportTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration DOWNLOAD = Duration.ofSeconds(60);
    private static final long SIZE = 6_000_000;
    private static final long BEFORE_FAULT = 1_500_000;
    private static final long STALL_LIMIT_MS = 2_000;
    private static final double ROUGH = 0.01;

    @Test
    void mixedLinksOnRoughWiresSurviveARelaysDeath() {
        Topology topology =
                Topology.read(LabOptions.projectRoot().resolve("scripts/topologies/demo.json"))
                        .withTransports(List.of("tls", "tcp", "udp"))
                        .withRoughWires(ROUGH);
        try (Lab lab = Lab.up(topology, LabOptions.standard())) {
            lab.awaitReady(START);
            lab.awaitLaptops(START);
            RouterPaths paths = new RouterPaths(lab, lab.node("router"));
            lab.await("two circuits that share no relay", START, paths::hasDisjointPair);
            aProberGetsAWebPage(lab);

            List<String> path = new ArrayList<>(List.of("router"));
            path.addAll(paths.active().nodes());
            String url = "http://" + AddressPlan.WEB_IPV4 + "/bytes/" + SIZE + "?seed=1";
            Download download = lab.node("laptop").download(url, DOWNLOAD);
            download.awaitBytes(BEFORE_FAULT, DOWNLOAD);
            Fault.Damage damage = Fault.RELAY_KILLED.strike(lab, path, 1);
            Download.Result page = download.await(DOWNLOAD);
            damage.heal();

            assertTrue(page.ok(), () -> lab.failure(page.toString()).getMessage());
            assertEquals(Content.sha256(SIZE, 1), page.sha256());
            long stallMs = page.longestStallNs() / 1_000_000;
            System.out.printf("transports: %s killed, stall %d ms; %s%n", path, stallMs, page);
            assertTrue(stallMs < STALL_LIMIT_MS, stallMs + " ms");
        }
    }

    /**
     * The router dials its first relay by TLS at port 443: that is what somebody sees who tries.
     */
    private static void aProberGetsAWebPage(Lab lab) {
        String relay = lab.node("router").portTo("a1").wire().second();
        String address = lab.plan().peer(lab.node("router").portTo(relay)).ipv4();
        Command.Result answer =
                lab.node(relay)
                        .exec(
                                DOWNLOAD,
                                "curl",
                                "-sk",
                                "--resolve",
                                "www.example.org:443:" + address,
                                "https://www.example.org/");
        assertTrue(answer.output().contains("It works!"), answer.output());
    }
}

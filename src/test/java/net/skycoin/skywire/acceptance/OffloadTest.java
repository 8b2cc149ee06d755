package net.skycoin.skywire.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import net.skycoin.skywire.lab.AddressPlan;
import net.skycoin.skywire.lab.Content;
import net.skycoin.skywire.lab.Download;
import net.skycoin.skywire.lab.Lab;
import net.skycoin.skywire.lab.LabNode;
import net.skycoin.skywire.lab.LabOptions;
import net.skycoin.skywire.lab.Topology;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Content is right, up and down the stack of offloads and ciphers: with each offload refused and
 * each cipher library forced, over a wire that loses, doubles and exchanges one packet in a
 * hundred, and over one that does none of that and lets super-packets through.
 */
@Tag("lab")
@Timeout(120)
class OffloadTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final long SIZE = 4_000_000;

    private static final String TOPOLOGY =
            """
            {"nodes": [
              {"name": "laptop", "kind": "laptop"},
              {"name": "router", "kind": "router", "config": {"vpn": {"relays": 1}}},
              {"name": "r1", "kind": "relay"},
              {"name": "exit", "kind": "exit"},
              {"name": "server", "kind": "server"}],
             "wires": [
              {"between": ["laptop", "router"]},
              {"between": ["router", "r1"], "loss": 0.01, "duplicate": 0.01, "reorder": 0.01},
              {"between": ["r1", "exit"]},
              {"between": ["exit", "server"]}]}
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Dskywire.ciphers=auto",
                "-Dskywire.ciphers=jdk",
                "-Dskywire.aes=off",
                "-Dskywire.tun.offload=off",
                "-Dskywire.udp.segmentation=off",
                "-Dskywire.udp.coalescing=off"
            })
    void contentIsRightWhateverIsRefused(String flag) {
        LabOptions options = LabOptions.standard().withJvmFlags(List.of(flag)).withSeed(4);
        try (Lab lab = Lab.up(Topology.parse(TOPOLOGY), options)) {
            lab.awaitReady(START);
            lab.awaitLaptops(SOON);
            String ip = "http://" + AddressPlan.WEB_IPV4 + "/ip";
            LabNode laptop = lab.node("laptop");
            lab.await(
                    "the server answers",
                    START,
                    () -> laptop.exec(SOON, "curl", "-s", "--max-time", "3", ip).ok());
            String url = "http://" + AddressPlan.WEB_IPV4 + "/bytes/" + SIZE + "?seed=3";
            Download.Result page = laptop.download(url, SOON).await(SOON);
            System.out.printf("offload: %s: %s%n", flag, page);
            assertTrue(page.ok(), () -> lab.failure(page.toString()).getMessage());
            assertEquals(Content.sha256(SIZE, 3), page.sha256());
        }
    }
}

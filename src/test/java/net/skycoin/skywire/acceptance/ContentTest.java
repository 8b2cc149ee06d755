package net.skycoin.skywire.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import net.skycoin.skywire.lab.AddressPlan;
import net.skycoin.skywire.lab.Content;
import net.skycoin.skywire.lab.Download;
import net.skycoin.skywire.lab.Lab;
import net.skycoin.skywire.lab.LabNode;
import net.skycoin.skywire.lab.LabOptions;
import net.skycoin.skywire.lab.Topology;
import net.skycoin.skywire.lab.Topology.Family;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the laptop downloads is what the server sent: over 0, 1, 3 and 7 relays, with IPv4 and IPv6
 * inside the tunnel and between the nodes. One lab for each family outside: a row of seven relays
 * of which the first, the third and the last, and the router, reach the exit.
 */
@Tag("lab")
@Timeout(240)
class ContentTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(30);

    /** A path of 1,500 bytes less a cell's 108 bytes, or 128 where the nodes speak IPv6. */
    private static final int MTU_IPV4 = 1392;

    private static final int MTU_IPV6 = 1372;
    private static final long SIZE = 3_000_000;

    @ParameterizedTest
    @EnumSource(names = {"IPV4", "IPV6"})
    void isRightOverAnyNumberOfRelays(Family outside) throws IOException {
        Topology topology =
                Topology.read(LabOptions.projectRoot().resolve("scripts/topologies/lengths.json"))
                        .withOutside(outside);
        try (Lab lab = Lab.up(topology, LabOptions.standard())) {
            lab.awaitReady(START);
            lab.awaitLaptops(SOON);
            LabNode router = lab.node("router");
            for (int relays : List.of(7, 3, 1, 0)) {
                if (relays != 7) {
                    setRelays(router, relays);
                    router.daemon().restart();
                }
                awaitPath(lab, relays, outside);
                download(lab, relays, outside, "IPv4", AddressPlan.WEB_IPV4);
                download(lab, relays, outside, "IPv6", "[" + AddressPlan.WEB_IPV6 + "]");
            }
        }
    }

    private static void setRelays(LabNode router, int relays) throws IOException {
        File file = router.dataDirectory().resolve("config.json").toFile();
        JsonMapper json = JsonMapper.builder().build();
        ObjectNode config = json.readValue(file, ObjectNode.class);
        ((ObjectNode) config.get("vpn")).put("relays", relays);
        json.writeValue(file, config);
    }

    private static void awaitPath(Lab lab, int relays, Family outside) {
        RouterPaths paths = new RouterPaths(lab, lab.node("router"));
        lab.await(
                "a path over " + relays + " relays for packets of full size",
                START,
                () ->
                        paths.inUse().stream().anyMatch(RouterPaths.Path::active)
                                && paths.mtu() == (outside == Family.IPV4 ? MTU_IPV4 : MTU_IPV6));
        assertEquals(relays, paths.active().relays().size());
        LabNode laptop = lab.node("laptop");
        lab.await(
                "the laptop has IPv6",
                SOON,
                () -> laptop.run("ip", "-6", "route", "show", "default").contains("default"));
    }

    private static void download(
            Lab lab, int relays, Family outside, String inside, String address) {
        long seed = relays;
        Download.Result page =
                lab.node("laptop")
                        .download("http://" + address + "/bytes/" + SIZE + "?seed=" + seed, SOON)
                        .await(SOON);
        System.out.printf(
                "content: %d relays, %s outside, %s inside: %s%n", relays, outside, inside, page);
        assertTrue(page.ok(), () -> lab.failure(page.toString()).getMessage());
        assertEquals(Content.sha256(SIZE, seed), page.sha256());
    }
}

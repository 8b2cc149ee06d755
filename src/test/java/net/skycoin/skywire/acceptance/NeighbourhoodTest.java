package net.skycoin.skywire.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import net.skycoin.skywire.lab.Lab;
import net.skycoin.skywire.lab.LabNode;
import net.skycoin.skywire.lab.LabOptions;
import net.skycoin.skywire.lab.Topology;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes on one cable that know nothing of each other. */
@Tag("lab")
@Timeout(120)
class NeighbourhoodTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final String TOPOLOGY =
            """
            {"nodes": [
               {"name": "a", "kind": "relay",
                "config": {"peers": [], "discovery": {"interfaces": ["*"]}}},
               {"name": "b", "kind": "relay",
                "config": {"peers": [], "discovery": {"interfaces": ["*"]}}}],
             "wires": [{"between": ["a", "b"]}]}
            """;

    @Test
    void aNeighbourThatIsPluggedInIsLinkedWithinFiveSeconds() throws IOException {
        try (Lab lab = Lab.up(Topology.parse(TOPOLOGY), LabOptions.standard())) {
            lab.awaitReady(START);
            LabNode a = lab.node("a");
            LabNode b = lab.node("b");
            lab.await("the first link", START, () -> links(a).size() == 1);
            b.run("ip", "link", "set", "eth0", "down");
            lab.await("no link", START, () -> links(a).isEmpty() && links(b).isEmpty());

            long plugged = System.nanoTime();
            b.run("ip", "link", "set", "eth0", "up");
            lab.await("a link", START, () -> links(a).size() == 1 && links(b).size() == 1);
            long ms = (System.nanoTime() - plugged) / 1_000_000;
            JsonNode link = links(a).get(0);
            System.out.println("discovery: linked after " + ms + " ms: " + link);
            assertEquals(b.key(), link.path("peer").asText());
            assertTrue(link.path("endpoint").asText().startsWith("udp:[fe80:"), link.toString());
            assertTrue(ms < 5_000, ms + " ms");
        }
    }

    private static JsonNode links(LabNode node) {
        try {
            return JsonMapper.builder().build().readTree(node.skywire("links", "--json").output());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

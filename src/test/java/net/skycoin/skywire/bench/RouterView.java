package net.skycoin.skywire.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import net.skycoin.skywire.control.ControlClient;
import net.skycoin.skywire.lab.LabNode;

/** What a router's daemon says of itself. */
final class RouterView {
    /** Inner packets on a path of 1,500 bytes over IPv4. */
    private static final int FULL_MTU = 1392;

    private static final Duration ANSWER = Duration.ofSeconds(5);

    private RouterView() {}

    /** Whether packets of full size have a way. */
    static boolean isReady(LabNode router) {
        return ask(router, "/v1/status").toString().contains("\"mtu\":" + FULL_MTU);
    }

    /** Whether a circuit carries packets. */
    static boolean hasCircuit(LabNode router) {
        return circuits(router) > 0;
    }

    /** How many circuits carry packets. */
    static int circuits(LabNode router) {
        int count = 0;
        for (JsonNode circuit : ask(router, "/v1/circuits").path("outbound")) {
            if (circuit.path("state").asText().equals("in use")) {
                count++;
            }
        }
        return count;
    }

    /** {@code GET /v1/bond}. */
    static JsonNode bond(LabNode router) {
        return ask(router, "/v1/bond");
    }

    private static JsonNode ask(LabNode router, String uri) {
        try {
            return new ControlClient(router.runDirectory().resolve("status.sock"), ANSWER)
                    .get(uri)
                    .body();
        } catch (ControlClient.UnreachableException _) {
            return MissingNode.getInstance();
        }
    }
}

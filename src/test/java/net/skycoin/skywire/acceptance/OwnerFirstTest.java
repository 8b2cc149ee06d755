package net.skycoin.skywire.acceptance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.skycoin.skywire.lab.AddressPlan;
import net.skycoin.skywire.lab.Lab;
import net.skycoin.skywire.lab.LabFailure;
import net.skycoin.skywire.lab.LabNode;
import net.skycoin.skywire.lab.LabOptions;
import net.skycoin.skywire.lab.Topology;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A line of 10 Mb/s, whose owner, a guest of his hotspot and a neighbour who is relayed all send as
 * much as they can.
 */
@Tag("lab")
@Timeout(180)
class OwnerFirstTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final int SETTLE_SECONDS = 5;
    private static final int SECONDS = 6;

    /** Mb/s of somebody whose packets wait behind all others. */
    private static final double ALIVE = 0.02;

    private static final Pattern SENT = Pattern.compile("\"tx\":\\s*\\{\\s*\"bytes\":\\s*([0-9]+)");

    private final Lab lab =
            Lab.up(
                    Topology.parse(
                            """
                            {"description": "one line, three who send", "nodes": [
                              {"name": "owner", "kind": "laptop"},
                              {"name": "guest", "kind": "laptop"},
                              {"name": "other", "kind": "laptop"},
                              {"name": "router", "kind": "router", "config": {
                                "roles": ["router", "relay"], "link": {"uploadKbit": 9000},
                                "vpn": {"relays": 0}}},
                              {"name": "neighbour", "kind": "router", "config": {"vpn": {"relays": 1}}},
                              {"name": "exit", "kind": "exit"}, {"name": "server", "kind": "server"}],
                             "wires": [
                              {"between": ["owner", "router"]}, {"between": ["guest", "router"]},
                              {"between": ["other", "neighbour"]},
                              {"between": ["neighbour", "router"]},
                              {"between": ["router", "exit"], "rate": 10000000, "delay": 5, "queue": 100},
                              {"between": ["exit", "server"]}]}
                            """),
                    LabOptions.standard());

    @BeforeEach
    void start() {
        lab.awaitReady(START);
        lab.awaitLaptops(START);
        for (String laptop : List.of("owner", "guest", "other")) {
            lab.await(
                    laptop + " has a tunnel",
                    START,
                    () ->
                            lab.node(laptop)
                                    .exec(Duration.ofSeconds(5), "curl", "-sS", "-m", "3", ip())
                                    .ok());
        }
    }

    private static String ip() {
        return "http://" + AddressPlan.WEB_IPV4 + "/ip";
    }

    @AfterEach
    void end() {
        lab.close();
    }

    @Test
    void theOwnersPacketsGoBeforeThoseOfGuestsAndNeighbours() {
        double line;
        try (Upload _ = new Upload("other")) {
            line = rates("other")[0];
            say("a neighbour alone", line);
            assertTrue(line > 5, "the line is used");
            try (Upload _ = new Upload("owner")) {
                double[] both = rates("owner", "other");
                say("owner beside a neighbour", both);
                assertTrue(both[0] > 0.75 * line && both[0] > 4 * both[1]);
                assertTrue(both[1] > ALIVE, "the neighbour's circuit lives on");
            }
        }
        try (Upload _ = new Upload("guest");
                Upload _ = new Upload("owner")) {
            double[] both = rates("owner", "guest");
            say("owner beside a guest", both);
            assertTrue(both[0] > 0.75 * line && both[0] > 4 * both[1]);
            assertTrue(both[1] > ALIVE, "the guest's connection lives on");
        }
    }

    private static void say(String what, double... rates) {
        StringBuilder line = new StringBuilder("owner first: " + what + ":");
        for (double rate : rates) {
            line.append(String.format(" %.2f", rate));
        }
        System.out.println(line + " Mb/s");
    }

    /** What each of them sends, in Mb/s. */
    private double[] rates(String... laptops) {
        sleep(SETTLE_SECONDS);
        long[] before = sent(laptops);
        sleep(SECONDS);
        long[] after = sent(laptops);
        double[] rates = new double[laptops.length];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = (after[i] - before[i]) * 8e-6 / SECONDS;
        }
        return rates;
    }

    private long[] sent(String... laptops) {
        long[] bytes = new long[laptops.length];
        for (int i = 0; i < bytes.length; i++) {
            LabNode laptop = lab.node(laptops[i]);
            Matcher sent =
                    SENT.matcher(
                            laptop.run("ip", "-s", "-j", "link", "show", "up", "type", "veth"));
            if (!sent.find()) {
                throw new LabFailure("no statistics");
            }
            bytes[i] = Long.parseLong(sent.group(1));
        }
        return bytes;
    }

    private static void sleep(int seconds) {
        try {
            Thread.sleep(Duration.ofSeconds(seconds));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabFailure("interrupted", e);
        }
    }

    /** Sends to the server without end. */
    private final class Upload implements AutoCloseable {
        private final Process process;

        Upload(String laptop) {
            String url = "http://" + AddressPlan.WEB_IPV4 + "/upload";
            String command = "exec curl -s -m 60 -T /dev/zero " + url;
            try {
                process =
                        new ProcessBuilder(
                                        lab.node(laptop).enterNetwork(List.of("sh", "-c", command)))
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start();
            } catch (IOException e) {
                throw new LabFailure("curl does not start", e);
            }
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }
}

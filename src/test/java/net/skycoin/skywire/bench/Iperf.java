package net.skycoin.skywire.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.lab.AddressPlan;
import net.skycoin.skywire.lab.Command;
import net.skycoin.skywire.lab.LabFailure;
import net.skycoin.skywire.lab.LabNode;

/** iperf3 between a laptop and the server of a lab. */
final class Iperf implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PORT = "5201";

    /**
     * What arrived.
     *
     * @param bytes payload, both directions together
     * @param packets of UDP; 0 with TCP
     * @param lost of UDP's packets
     */
    record Result(double seconds, double bytes, double packets, double lost) {
        double megabitsPerSecond() {
            return bytes * 8e-6 / seconds;
        }

        double packetsPerSecond() {
            return (packets - lost) / seconds;
        }
    }

    private final LabNode client;
    private final Process server;

    private Iperf(LabNode client, Process server) {
        this.client = client;
        this.server = server;
    }

    static Iperf between(LabNode client, LabNode server) {
        try {
            Process process =
                    new ProcessBuilder(
                                    server.enterNetwork(
                                            List.of(
                                                    "iperf3",
                                                    "-s",
                                                    "-p",
                                                    PORT,
                                                    "-B",
                                                    AddressPlan.WEB_IPV4)))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            Pauses.ofMillis(300);
            return new Iperf(client, process);
        } catch (IOException e) {
            throw new LabFailure("iperf3 does not start: apt-get install iperf3", e);
        }
    }

    /** Runs the client for so long with these options beside. */
    Result run(int seconds, String... options) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "iperf3",
                                "-J",
                                "-c",
                                AddressPlan.WEB_IPV4,
                                "-p",
                                PORT,
                                "-t",
                                Integer.toString(seconds)));
        command.addAll(List.of(options));
        Command.Result said =
                Command.run(Duration.ofSeconds(seconds + 20L), client.enterNetwork(command));
        try {
            JsonNode end = JSON.readTree(said.output()).path("end");
            if (end.has("sum") && end.path("sum").has("lost_packets")) {
                JsonNode sum = end.path("sum");
                double lost = sum.path("lost_packets").asDouble();
                double packets = sum.path("packets").asDouble();
                double share = packets == 0 ? 0 : (packets - lost) / packets;
                double bytes = sum.path("bytes").asDouble() * share;
                return new Result(sum.path("seconds").asDouble(), bytes, packets, lost);
            }
            JsonNode sum = end.path("sum_received");
            if (!sum.has("bytes")) {
                throw new LabFailure("iperf3: " + said.output().strip() + said.errors().strip());
            }
            double back = end.path("sum_received_bidir_reverse").path("bytes").asDouble();
            return new Result(
                    sum.path("seconds").asDouble(), sum.path("bytes").asDouble() + back, 0, 0);
        } catch (IOException e) {
            throw new LabFailure("iperf3 said: " + said.output(), e);
        }
    }

    @Override
    public void close() {
        server.destroy();
    }
}

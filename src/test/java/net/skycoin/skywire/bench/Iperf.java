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

    /** Seconds that a run may take longer than its measurement, what it omits included. */
    private static final long LIMIT = 100;

    /**
     * What arrived.
     *
     * @param bytes payload, both directions together
     * @param packets of UDP; 0 with TCP
     * @param lost of UDP's packets
     * @param jitterMs of UDP's packets (RFC 3550)
     * @param flows megabits per second of each TCP flow
     */
    record Result(
            double seconds,
            double bytes,
            double packets,
            double lost,
            double jitterMs,
            List<Double> flows) {
        double megabitsPerSecond() {
            return bytes * 8e-6 / seconds;
        }

        double packetsPerSecond() {
            return (packets - lost) / seconds;
        }
    }

    private final LabNode client;
    private final Process server;
    private final String address;
    private final String port;
    private final List<String> wrapper;

    private Iperf(
            LabNode client, Process server, String address, String port, List<String> wrapper) {
        this.client = client;
        this.server = server;
        this.address = address;
        this.port = port;
        this.wrapper = wrapper;
    }

    static Iperf between(LabNode client, LabNode server) {
        return between(client, server, AddressPlan.WEB_IPV4, PORT, List.of());
    }

    /** A second one beside it. */
    static Iperf beside(LabNode client, LabNode server) {
        return between(client, server, AddressPlan.WEB_IPV4, "5202", List.of());
    }

    /**
     * @param address of the server
     * @param wrapper words before the program's name at both ends
     */
    static Iperf between(
            LabNode client, LabNode server, String address, String port, List<String> wrapper) {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of("iperf3", "-s", "-p", port, "-B", address));
        try {
            Process process =
                    new ProcessBuilder(server.enterNetwork(command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            Pauses.ofMillis(300);
            return new Iperf(client, process, address, port, wrapper);
        } catch (IOException e) {
            throw new LabFailure("iperf3 does not start: apt-get install iperf3", e);
        }
    }

    /** Runs the client for so long with these options beside. */
    Result run(int seconds, String... options) {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of("iperf3", "-J", "-c", address, "-p", port));
        command.addAll(List.of("-t", Integer.toString(seconds)));
        command.addAll(List.of(options));
        Command.Result said =
                Command.run(Duration.ofSeconds(seconds + LIMIT), client.enterNetwork(command));
        try {
            JsonNode end = JSON.readTree(said.output()).path("end");
            if (end.has("sum") && end.path("sum").has("lost_packets")) {
                JsonNode sum = end.path("sum");
                double lost = sum.path("lost_packets").asDouble();
                double packets = sum.path("packets").asDouble();
                double share = packets == 0 ? 0 : (packets - lost) / packets;
                double bytes = sum.path("bytes").asDouble() * share;
                double jitterMs = sum.path("jitter_ms").asDouble();
                return new Result(
                        sum.path("seconds").asDouble(), bytes, packets, lost, jitterMs, List.of());
            }
            JsonNode sum = end.path("sum_received");
            if (!sum.has("bytes")) {
                throw new LabFailure("iperf3: " + said.output().strip() + said.errors().strip());
            }
            double back = end.path("sum_received_bidir_reverse").path("bytes").asDouble();
            List<Double> flows = new ArrayList<>();
            for (JsonNode stream : end.path("streams")) {
                flows.add(stream.at("/receiver/bits_per_second").asDouble() / 1e6);
            }
            double bytes = sum.path("bytes").asDouble() + back;
            return new Result(sum.path("seconds").asDouble(), bytes, 0, 0, 0, flows);
        } catch (IOException e) {
            throw new LabFailure("iperf3 said: " + said.output(), e);
        }
    }

    @Override
    public void close() {
        server.destroy();
    }
}

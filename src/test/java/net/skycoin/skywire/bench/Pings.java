package net.skycoin.skywire.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.skycoin.skywire.lab.AddressPlan;
import net.skycoin.skywire.lab.Command;
import net.skycoin.skywire.lab.LabFailure;
import net.skycoin.skywire.lab.LabNode;

/**
 * Round trips of ping to the server.
 *
 * @param sortedMs of those that were answered, ascending
 * @param lost how many were not
 */
record Pings(List<Double> sortedMs, int lost) {
    private static final Pattern TIME = Pattern.compile("time=([0-9.]+) ms");
    private static final int PER_SECOND = 50;

    static Pings of(LabNode from, int seconds) {
        int count = seconds * PER_SECOND;
        List<String> command =
                List.of(
                        "ping",
                        "-n",
                        "-i",
                        Double.toString(1.0 / PER_SECOND),
                        "-c",
                        Integer.toString(count),
                        "-W",
                        "1",
                        AddressPlan.WEB_IPV4);
        Command.Result said =
                Command.run(Duration.ofSeconds(seconds + 15L), from.enterNetwork(command));
        List<Double> times = new ArrayList<>();
        Matcher found = TIME.matcher(said.output());
        while (found.find()) {
            times.add(Double.parseDouble(found.group(1)));
        }
        if (times.isEmpty()) {
            throw new LabFailure("ping: " + said.output() + said.errors());
        }
        return new Pings(times.stream().sorted().toList(), count - times.size());
    }

    double percentile(double share) {
        int index = (int) Math.ceil(share * sortedMs.size()) - 1;
        return sortedMs.get(Math.clamp(index, 0, sortedMs.size() - 1));
    }

    static void emit(List<Double> sortedMs, ObjectNode to, String key) {
        Pings all = new Pings(sortedMs, 0);
        ObjectNode node = to.putObject(key);
        node.put("p50", Series.rounded(all.percentile(0.50)));
        node.put("p90", Series.rounded(all.percentile(0.90)));
        node.put("p99", Series.rounded(all.percentile(0.99)));
        node.put("max", Series.rounded(sortedMs.getLast()));
    }

    void emit(ObjectNode to, String key) {
        emit(sortedMs, to, key);
    }
}

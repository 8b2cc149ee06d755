package net.skycoin.skywire.appliance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.skycoin.skywire.lab.Command;
import net.skycoin.skywire.lab.LabFailure;
import net.skycoin.skywire.lab.LabNode;

/** What answers at an address, as nmap finds it from a machine beside it. */
final class PortScan {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Pattern OPEN = Pattern.compile("(\\d+)/open/");

    private PortScan() {}

    /** All TCP ports that accept connections. */
    static Set<Integer> tcp(LabNode from, String address) {
        return open(from, address, List.of("-sS", "-p-", "--min-rate", "4000"));
    }

    /** The usual UDP ports, and the daemon's own, that answer. */
    static Set<Integer> udp(LabNode from, String address) {
        List<String> ports =
                List.of("-sU", "-p", "53,67,68,69,111,123,137,161,500,514,520,546,547");
        Set<Integer> open = open(from, address, ports);
        open.addAll(open(from, address, List.of("-sU", "-p", "1900,4500,5353,5355,7373,51820")));
        return open;
    }

    private static Set<Integer> open(LabNode from, String address, List<String> what) {
        List<String> command =
                new ArrayList<>(
                        List.of("nmap", "-Pn", "-n", "-T4", "--max-retries", "2", "-oG", "-"));
        command.addAll(what);
        command.add(address);
        Command.Result result = from.exec(PATIENCE, command.toArray(String[]::new));
        if (!result.ok() || !result.output().contains("Nmap done")) {
            throw new LabFailure("nmap: " + result.errors() + result.output());
        }
        Set<Integer> ports = new TreeSet<>();
        Matcher match = OPEN.matcher(result.output());
        while (match.find()) {
            ports.add(Integer.valueOf(match.group(1)));
        }
        return ports;
    }
}

package net.skycoin.skywire.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a lab needs of the machine. */
final class Requirements {
    private static final String[] PATHS = {
        "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"
    };

    /** Program to Debian package. */
    private static final Map<String, String> PROGRAMS = programs();

    private Requirements() {}

    private static Map<String, String> programs() {
        Map<String, String> programs = new LinkedHashMap<>();
        programs.put("ip", "iproute2");
        programs.put("nft", "nftables");
        programs.put("dnsmasq", "dnsmasq-base");
        programs.put("tcpdump", "tcpdump");
        programs.put("udhcpc", "udhcpc");
        programs.put("curl", "curl");
        programs.put("ethtool", "ethtool");
        programs.put("setpriv", "util-linux");
        programs.put("nsenter", "util-linux");
        return programs;
    }

    /**
     * @throws LabFailure that says what is missing and how to get it
     */
    static void check() {
        if (!Objects.equals(System.getProperty("user.name"), "root")) {
            throw new LabFailure("a lab makes network namespaces: run it as root");
        }
        List<String> packages =
                PROGRAMS.entrySet().stream()
                        .filter(program -> !installed(program.getKey()))
                        .map(Map.Entry::getValue)
                        .distinct()
                        .toList();
        if (!packages.isEmpty()) {
            throw new LabFailure(
                    "missing on this machine: apt-get install " + String.join(" ", packages));
        }
    }

    private static boolean installed(String program) {
        for (String path : PATHS) {
            if (Files.isExecutable(Path.of(path, program))) {
                return true;
            }
        }
        return false;
    }
}

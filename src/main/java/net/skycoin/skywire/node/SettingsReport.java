package net.skycoin.skywire.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.identity.NodeAddress;
import net.skycoin.skywire.link.Endpoint;
import net.skycoin.skywire.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the owner reads after a start, on the card that the settings came from: what was made of
 * them, and how the box is reached.
 */
final class SettingsReport {
    private final String name;
    private final Duration uptime;
    private final List<String> problems;
    private final @Nullable PublicKey key;
    private final StringBuilder text = new StringBuilder();

    SettingsReport(
            Path settingsFile, Duration uptime, List<String> problems, @Nullable PublicKey key) {
        this.name = String.valueOf(settingsFile.getFileName());
        this.uptime = uptime;
        this.problems = problems;
        this.key = key;
    }

    /** Of settings that are in force; {@code config} is null when it is damaged. */
    String applied(Settings settings, @Nullable Config config, boolean absent) {
        begin();
        String whole = absent ? "There is no " + name + ": the defaults are in force." : "APPLIED.";
        line(
                config == null
                        ? "APPLIED to hostname, wifi, ports and SSH keys only: config.json is"
                                + " damaged, see below."
                        : whole);
        problems();
        section("In force");
        if (config != null) {
            configuration(config);
        }
        system(settings);
        reach(config, settings.sshKeys().isEmpty());
        return text.toString();
    }

    /** Of settings of which nothing was applied. */
    String refused(@Nullable Config config, boolean first) {
        begin();
        line("NOT APPLIED, nothing of it: correct what is listed here and start the box again.");
        line(
                first
                        ? "Until then the defaults are in force."
                        : "Until then everything is as it was before.");
        problems();
        if (config != null) {
            section("In force");
            configuration(config);
            if (first) {
                system(Settings.DEFAULT);
            } else {
                row("the rest", "hostname, wifi, ports and SSH keys as they were before");
            }
        }
        reach(config, first);
        return text.toString();
    }

    private void begin() {
        String title = "Skywire Router: what became of " + name;
        line(title);
        line("=".repeat(title.length()));
        line("");
        line(
                "Written "
                        + uptime.toSeconds()
                        + " s after power-on (the box has no clock then, hence no date), by"
                        + " version "
                        + Version.TEXT
                        + ".");
        line("");
    }

    private void problems() {
        if (!problems.isEmpty()) {
            section("Problems");
            problems.forEach(problem -> line("  - " + problem));
        }
    }

    private void configuration(Config config) {
        Config.Vpn vpn = config.vpn();
        row("roles", join(config.roles().stream().map(Config.Role::text).toList()));
        row("peers", config.peers().isEmpty() ? "none: join says whom to dial" : peers(config));
        row(
                "exits",
                vpn.exits().isEmpty() ? "none: no tunnel until one is known" : join(vpn.exits()));
        row("LAN", vpn.lan().ipv4() + " on " + join(vpn.lan().interfaces()));
        row(
                "guests",
                vpn.guests().interfaces().isEmpty()
                        ? "none"
                        : vpn.guests().ipv4() + " on " + join(vpn.guests().interfaces()));
        int upload = config.link().uploadKbit();
        row(
                "upload",
                upload == 0
                        ? "as fast as it goes: uplink.upload_kbit would put the owner first"
                        : upload + " kbit/s, the owner first");
        if (config.isExit() && config.exit().resolvers().isEmpty()) {
            row("note", "clients of this exit get no DNS until config.json has exit.resolvers");
        }
    }

    private static String peers(Config config) {
        return config.peers().stream()
                .map(peer -> peer.key() + " at " + endpoint(peer.address()))
                .collect(Collectors.joining("\n                "));
    }

    private static Endpoint endpoint(TransportAddress address) {
        return new Endpoint(address.transport(), address.socket());
    }

    private void system(Settings settings) {
        Settings.Wifi wifi = settings.wifi();
        row("hostname", settings.hostname());
        row("country", wifi.country() == null ? "not said" : wifi.country());
        row(
                "hotspot",
                wifi.hotspot()
                        ? "\""
                                + wifi.ssid()
                                + "\", open, "
                                + wifi.band().text()
                                + " GHz, channel "
                                + wifi.band().channel()
                        : "off");
        row("wifi uplink", uplink(wifi));
        row("ports", ports(settings.ports()));
        row(
                "SSH keys",
                settings.sshKeys().isEmpty()
                        ? "none: SSH is off"
                        : settings.sshKeys().size() + ", for the user root");
    }

    private String uplink(Settings.Wifi wifi) {
        if (wifi.uplinkSsid() == null) {
            return "none";
        }
        String secret =
                wifi.uplinkPassphrase() == null
                        ? "open"
                        : "its passphrase is kept as a key and no longer in " + name;
        return "\"" + wifi.uplinkSsid() + "\", " + secret;
    }

    private static String ports(Map<String, Settings.PortRole> ports) {
        return ports.entrySet().stream()
                .map(port -> port.getKey() + " " + port.getValue().text())
                .collect(Collectors.joining(", "));
    }

    private void reach(@Nullable Config config, boolean withoutSsh) {
        section("This box");
        row("key", key == null ? "not readable, see Problems" : key.toString());
        if (key != null) {
            row("address", NodeAddress.of(key).toString());
        }
        section("How to reach it");
        Config known = config == null ? Appliance.DEFAULT : config;
        String own = known.vpn().lan().ipv4().address().getHostAddress();
        line("  Plug a computer into an ethernet port that serves the LAN (one on which no router");
        line("  answers). It gets its address by itself.");
        line(
                withoutSsh
                        ? "  For a shell, put your public key into ssh_keys, start again, then:"
                        : "  For a shell:");
        line("      ssh root@" + own);
        line("  Neither guests nor the uplink's side can reach it.");
    }

    private static String join(Iterable<?> words) {
        StringBuilder joined = new StringBuilder();
        for (Object word : words) {
            joined.append(joined.isEmpty() ? "" : ", ").append(word);
        }
        return joined.toString();
    }

    private void section(String title) {
        line("");
        line(title);
    }

    private void row(String what, String value) {
        line(String.format("  %-12s  %s", what, value));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}

package net.skycoin.skywire.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.crypto.WpaKey;
import net.skycoin.skywire.store.DurableReplacement;
import org.jspecify.annotations.Nullable;

/**
 * The files by which an appliance's settings reach the rest of the system, in a directory that is
 * root's alone. A file that has nothing to say is not there: the unit that needs it then does not
 * start.
 *
 * <pre>
 *   hostname             the machine's name
 *   authorized_keys      who may log in by ssh
 *   ports                a line for each ethernet port: its name, and auto, lan or uplink
 *   wifi.env             which radio is the hotspot's and which the station's
 *   hostapd.conf         the hotspot
 *   wpa_supplicant.conf  the wifi network that is an uplink
 *   network/             for systemd-networkd, where a network is not at its usual address
 *   applied.sha256       of the settings that all this comes from; written last
 * </pre>
 */
final class SystemFiles {
    private static final String SECRET = "rw-------";
    private static final String READABLE = "rw-r--r--";
    private static final String NOTE = "# Written by \"skywire settings\"; changes are lost.\n";
    private static final String STATION = "wpa_supplicant.conf";
    private static final String HASH = "applied.sha256";

    private static final Pattern PLACEHOLDER = Pattern.compile("@([A-Z0-9_]+)@");
    private static final Pattern HEX_KEY = Pattern.compile("[0-9A-Fa-f]{64}");
    private static final Pattern KNOWN_SSID = Pattern.compile("(?m)^\\s*ssid=([0-9a-f]+)$");
    private static final Pattern KNOWN_KEY = Pattern.compile("(?m)^\\s*psk=([0-9a-f]{64})$");

    private final Path directory;
    private final Path hotspotTemplate;

    SystemFiles(Path directory, Path hotspotTemplate) {
        this.directory = directory;
        this.hotspotTemplate = hotspotTemplate;
    }

    /** Whether nothing was ever written here. */
    boolean untouched() {
        return !Files.exists(directory.resolve("hostname"));
    }

    /** Whether the passphrase of this network was applied before and is still known. */
    boolean knowsKeyOf(String ssid) throws IOException {
        return knownKey(ssid) != null;
    }

    /** Writes what the settings say, and what follows from the configuration. */
    void write(Settings settings, Config config) throws IOException {
        Files.createDirectories(directory.resolve("network"));
        Settings.Wifi wifi = settings.wifi();
        put("authorized_keys", SECRET, lines(settings.sshKeys()));
        put("ports", READABLE, ports(settings.ports()));
        put("wifi.env", READABLE, radios(wifi));
        put("hostapd.conf", READABLE, wifi.hotspot() ? hotspot(wifi) : "");
        String ssid = wifi.uplinkSsid();
        put(STATION, SECRET, ssid == null ? "" : station(wifi, ssid));
        Config.Vpn usual = Config.DEFAULT.vpn();
        network(Appliance.LAN, config.vpn().lan(), usual.lan());
        network(Appliance.FIRST_RADIO, config.vpn().guests(), usual.guests());
        put("hostname", READABLE, settings.hostname() + "\n");
    }

    /** The last step: what is recorded here is not applied again. */
    void applied(@Nullable String hash) throws IOException {
        put(HASH, READABLE, hash == null ? "" : hash + "\n");
    }

    private static String lines(List<String> lines) {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static String ports(Map<String, Settings.PortRole> ports) {
        List<String> lines = new ArrayList<>();
        ports.forEach((name, role) -> lines.add(name + " " + role.text()));
        return lines(lines);
    }

    private static String radios(Settings.Wifi wifi) {
        return NOTE
                + "HOTSPOT_INTERFACE="
                + Appliance.FIRST_RADIO
                + "\nSTATION_INTERFACE="
                + Appliance.station(wifi)
                + "\n";
    }

    /** The template with its placeholders filled in; a line whose placeholder has no value goes. */
    private String hotspot(Settings.Wifi wifi) throws IOException {
        Map<String, String> values = new TreeMap<>();
        values.put("INTERFACE", Appliance.FIRST_RADIO);
        values.put("SSID", hex(wifi.ssid()));
        values.put("MODE", wifi.band().mode());
        values.put("CHANNEL", Integer.toString(wifi.band().channel()));
        if (wifi.country() != null) {
            values.put("COUNTRY", wifi.country());
            values.put("WITH_COUNTRY", "1");
        }
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(hotspotTemplate)) {
            Matcher placeholder = PLACEHOLDER.matcher(line);
            if (!placeholder.find()) {
                lines.add(line);
            } else if (values.containsKey(placeholder.group(1))) {
                lines.add(placeholder.replaceFirst(values.get(placeholder.group(1))));
            }
        }
        return NOTE + lines(lines);
    }

    private String station(Settings.Wifi wifi, String ssid) throws IOException {
        String passphrase = wifi.uplinkPassphrase();
        String security =
                passphrase == null
                        ? "key_mgmt=NONE"
                        : "key_mgmt=WPA-PSK WPA-PSK-SHA256\n\tieee80211w=1\n\tpsk="
                                + key(wifi, passphrase, ssid);
        return NOTE
                + """
                ctrl_interface=DIR=/run/wpa_supplicant
                p2p_disabled=1
                %snetwork={
                \tssid=%s
                \tscan_ssid=1
                \t%s
                }
                """
                        .formatted(
                                wifi.country() == null ? "" : "country=" + wifi.country() + "\n",
                                hex(ssid),
                                security);
    }

    private String key(Settings.Wifi wifi, String passphrase, String ssid) throws IOException {
        if (wifi.keepsPassphrase()) {
            String known = knownKey(ssid);
            if (known == null) {
                throw new IllegalArgumentException("the key of this network is not known");
            }
            return known;
        }
        return HEX_KEY.matcher(passphrase).matches()
                ? passphrase.toLowerCase(java.util.Locale.ROOT)
                : Hex.encode(WpaKey.of(passphrase, ssid.getBytes(StandardCharsets.UTF_8)));
    }

    private @Nullable String knownKey(String ssid) throws IOException {
        try {
            String text = Files.readString(directory.resolve(STATION));
            Matcher name = KNOWN_SSID.matcher(text);
            Matcher key = KNOWN_KEY.matcher(text);
            return name.find() && name.group(1).equals(hex(ssid)) && key.find()
                    ? key.group(1)
                    : null;
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    /** Neither quotes nor line breaks of a network's name mean anything in hex. */
    private static String hex(String ssid) {
        return Hex.encode(ssid.getBytes(StandardCharsets.UTF_8));
    }

    /** Sorts before the image's own file of the interface, and so takes its place. */
    private void network(String name, Config.Lan lan, Config.Lan usual) throws IOException {
        put(
                "network/10-skywire-" + name + ".network",
                READABLE,
                lan.ipv4().equals(usual.ipv4())
                        ? ""
                        : NOTE
                                + """
                                [Match]
                                Name=%s

                                [Link]
                                RequiredForOnline=no

                                [Network]
                                Address=%s
                                ConfigureWithoutCarrier=yes
                                IgnoreCarrierLoss=yes
                                IPv6AcceptRA=no
                                LLDP=no
                                KeepConfiguration=static
                                """
                                        .formatted(name, lan.ipv4()));
    }

    private void put(String name, String mode, String text) throws IOException {
        Path file = directory.resolve(name);
        if (text.isEmpty()) {
            Files.deleteIfExists(file);
        } else {
            new DurableReplacement(PosixFilePermissions.fromString(mode))
                    .replace(file, text.getBytes(StandardCharsets.UTF_8));
        }
    }
}

package net.skycoin.skywire.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Sha256;
import net.skycoin.skywire.wire.Invite;
import net.skycoin.skywire.wire.TransportAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsStepTest {
    private static final String KEY = ConfigSchemaTest.KEY;

    /** The double of the generator of secp256k1. */
    private static final String OTHER =
            "02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5";

    private static final String SSH =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f me@laptop";

    private static final String FULL =
            """
            # My box
            hostname = "attic"
            ssh_keys = ["SSH"]
            role = ["router", "relay"]
            join = "INVITE"
            exit = "OTHER"

            [wifi]
            country = "DE"
            hotspot = true
            band = "5"
            ssid = "Attic"
            uplink_ssid = "Home \\"wifi\\""
            uplink_passphrase = "correct horse"   # secret

            [lan]
            ipv4 = "10.20.30.1/24"

            [ports]
            eth0 = "lan"
            eth1 = "uplink"
            usb0 = "auto"
            """
                    .replace("SSH", SSH)
                    .replace("INVITE", invite())
                    .replace("OTHER", OTHER);

    @TempDir private Path directory;

    private static PublicKey key(String hex) {
        PublicKey key = PublicKey.parseHex(hex);
        assertNotNull(key);
        return key;
    }

    private static String invite() {
        TransportAddress place =
                new TransportAddress("udp", new java.net.InetSocketAddress("198.51.100.7", 7373));
        return new Invite(List.of(new Invite.Peer(key(KEY), place)), List.of(key(KEY)), null)
                .emit();
    }

    @BeforeEach
    void makeBootPartition() throws IOException {
        Files.createDirectory(directory.resolve("boot"));
    }

    private Path toml() {
        return directory.resolve("boot/skywire.toml");
    }

    private Path system(String name) {
        return directory.resolve("data/system").resolve(name);
    }

    private String report() throws IOException {
        return Files.readString(directory.resolve("boot/skywire-report.txt"));
    }

    private SettingsStep.Outcome run() throws ExitException {
        return new SettingsStep(
                        new SettingsStep.Places(
                                toml(),
                                directory.resolve("boot/skywire-report.txt"),
                                directory.resolve("data"),
                                directory.resolve("data/system"),
                                Path.of("hostapd/hostapd.conf")))
                .run(Duration.ofSeconds(9));
    }

    private SettingsStep.Outcome run(String text) throws Exception {
        Files.writeString(toml(), text);
        return run();
    }

    private Config config() throws ExitException {
        return new ConfigFile(directory.resolve("data")).load();
    }

    private String recorded() throws IOException {
        return Files.readString(system("applied.sha256")).strip();
    }

    private String hash() throws IOException {
        return Hex.encode(Sha256.hash(Files.readAllBytes(toml())));
    }

    @Test
    void withoutSettingsTheBoxIsARouterWithAHotspot() throws Exception {
        SettingsStep.Outcome outcome = run();
        assertTrue(outcome.applied());
        assertEquals(List.of(), outcome.problems());
        Config config = config();
        assertEquals(EnumSet.of(Config.Role.ROUTER), config.roles());
        assertEquals(List.of("lan0"), config.vpn().lan().interfaces());
        assertEquals(List.of("wlan0"), config.vpn().guests().interfaces());
        assertEquals(List.of("eth0", "eth1", "usb0", "wlan1"), config.vpn().uplink());
        assertEquals("skywire\n", Files.readString(system("hostname")));
        assertEquals("eth0 auto\neth1 auto\nusb0 auto\n", Files.readString(system("ports")));
        String hotspot = Files.readString(system("hostapd.conf"));
        assertTrue(hotspot.contains("\ninterface=wlan0\n"), hotspot);
        assertTrue(hotspot.contains("\nssid2=" + hex("Skywire") + "\n"), hotspot);
        assertTrue(hotspot.contains("\nhw_mode=g\nchannel=6\n"), hotspot);
        assertTrue(hotspot.contains("\nap_isolate=1\n"), hotspot);
        assertFalse(hotspot.contains("country_code"), hotspot);
        assertFalse(hotspot.contains("80211d"), hotspot);
        for (String absent : List.of("authorized_keys", "wpa_supplicant.conf", "applied.sha256")) {
            assertFalse(Files.exists(system(absent)), absent);
        }
        assertTrue(report().contains(String.valueOf(outcome.key())), report());
        assertTrue(report().contains("There is no skywire.toml"), report());
        assertTrue(report().contains("9 s after power-on"), report());
    }

    private static String hex(String text) {
        return Hex.encode(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void appliesEveryField() throws Exception {
        SettingsStep.Outcome outcome = run(FULL);
        assertEquals(List.of(), outcome.problems());
        assertTrue(outcome.applied());
        Config config = config();
        assertEquals(EnumSet.of(Config.Role.ROUTER, Config.Role.RELAY), config.roles());
        assertEquals(KEY, config.peers().getFirst().key().toString());
        assertEquals(List.of(key(OTHER), key(KEY)), config.vpn().exits());
        assertEquals("10.20.30.1/24", config.vpn().lan().ipv4().toString());
        assertEquals("attic\n", Files.readString(system("hostname")));
        assertEquals(SSH + "\n", Files.readString(system("authorized_keys")));
        assertEquals("eth0 lan\neth1 uplink\nusb0 auto\n", Files.readString(system("ports")));
        String hotspot = Files.readString(system("hostapd.conf"));
        assertTrue(hotspot.contains("\nhw_mode=a\nchannel=36\n"), hotspot);
        assertTrue(hotspot.contains("\ncountry_code=DE\nieee80211d=1\n"), hotspot);
        assertFalse(hotspot.contains("@\n"), hotspot);
        String station = Files.readString(system("wpa_supplicant.conf"));
        assertTrue(station.contains("\n\tssid=" + hex("Home \"wifi\"") + "\n"), station);
        assertTrue(station.contains("country=DE\n"), station);
        assertTrue(station.matches("(?s).*\\n\\tpsk=[0-9a-f]{64}\\n.*"), station);
        assertTrue(
                Files.readString(system("network/10-skywire-lan0.network"))
                        .contains("\nAddress=10.20.30.1/24\n"));
        for (String secret : List.of("authorized_keys", "wpa_supplicant.conf")) {
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(system(secret))));
        }
        assertTrue(report().contains("ssh root@10.20.30.1"), report());
        assertTrue(report().contains("APPLIED."), report());
    }

    @Test
    void takesThePassphraseOutOfTheFileAndKeepsItInForce() throws Exception {
        run(FULL);
        String station = Files.readString(system("wpa_supplicant.conf"));
        assertEquals(FULL.replace("correct horse", "(applied)"), Files.readString(toml()));
        assertEquals(hash(), recorded());
        try (var files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertFalse(text.contains("correct horse"), file.toString());
            }
        }
        // Another edit, and the same box: the passphrase is not asked for again.
        assertTrue(run(Files.readString(toml()).replace("attic", "cellar")).applied());
        assertEquals(station, Files.readString(system("wpa_supplicant.conf")));
        assertEquals("cellar\n", Files.readString(system("hostname")));
        // Another network is another passphrase.
        SettingsStep.Outcome other = run(Files.readString(toml()).replace("Home", "Away"));
        assertFalse(other.applied());
        assertTrue(other.problems().getFirst().contains("wifi.uplink_passphrase"));
        assertEquals(station, Files.readString(system("wpa_supplicant.conf")));
    }

    /** Every way in which TOML lets a person write it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[wifi]%uplink_ssid='n'%uplink_passphrase = 'correct horse'",
                "[wifi]%uplink_ssid='n'%uplink_passphrase=\"correct\\u0020horse\"",
                "[wifi]%uplink_ssid='n'%  uplink_passphrase  =  \"\"\"correct horse\"\"\"  # \"x\"",
                "[wifi]%uplink_ssid='n'%uplink_passphrase = '''correct horse'''",
                "[wifi]%uplink_ssid='n'%\"uplink_passphrase\" = \"correct horse\"",
                "wifi.uplink_ssid='n'%wifi.uplink_passphrase = \"correct horse\"",
                "wifi = { uplink_ssid='n', uplink_passphrase = \"correct horse\" }",
                "[wifi]%uplink_ssid='n'%#uplink_passphrase = \"correct horse\"%uplink_passphrase = \"correct \\\"horse\\\"\""
            })
    void findsThePassphraseHoweverItIsWritten(String text) throws Exception {
        SettingsStep.Outcome outcome = run(text.replace("%", "\r\n"));
        assertEquals(List.of(), outcome.problems());
        assertFalse(Files.readString(toml()).contains("horse"), Files.readString(toml()));
        assertTrue(Files.readString(toml()).contains("\"(applied)\""), Files.readString(toml()));
        assertEquals(hash(), recorded());
        assertTrue(run().applied());
    }

    @Test
    void saysWhenThePassphraseCouldNotBeTakenOut() throws Exception {
        String text = "[wifi]\nuplink_ssid='n'\n\"uplink\\u005fpassphrase\" = \"correct horse\"\n";
        SettingsStep.Outcome outcome = run(text);
        assertTrue(outcome.applied());
        assertTrue(outcome.problems().getFirst().contains("could not be taken out"));
        assertEquals(text, Files.readString(toml()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "hostname = 'a b'|hostname",
                "hostname = ''|hostname",
                "hostname = 7|hostname",
                "hostnam = 'a'|did you mean \"hostname\"",
                "ssh_keys = 'ssh-ed25519 AAAA'|ssh_keys",
                "ssh_keys = ['ssh-ed25519 AAAA']|ssh_keys[0]",
                "ssh_keys = ['-----BEGIN OPENSSH PRIVATE KEY-----']|ssh_keys[0]",
                "ssh_keys = ['command=\"sh\" SSH']|ssh_keys[0]",
                "ssh_keys = [\"SSH\\nSSH\"]|ssh_keys[0]",
                "role = 'pilot'|role",
                "role = ['router', 'pilot']|role[1]",
                "role = 1|role",
                "join = 'skywire1aaaa'|join",
                "exit = 'abc'|exit",
                "exit = ['abc']|exit[0]",
                "wifi = 'x'|wifi",
                "wifi.country = 'Germany'|wifi.country",
                "wifi.country = 'de'|wifi.country",
                "wifi.country = 'XX'|wifi.country",
                "wifi.hotspot = 'yes'|wifi.hotspot",
                "wifi.band = 5|wifi.band",
                "wifi.band = '5'|wifi.country is missing",
                "wifi.ssid = ''|wifi.ssid",
                "wifi.ssid = '0123456789012345678901234567890123'|wifi.ssid",
                "wifi.ssid = \"a\\nb\"|wifi.ssid",
                "wifi.uplink_ssid = 1|wifi.uplink_ssid",
                "wifi.uplink_passphrase = 'correct horse'|wifi.uplink_ssid is missing",
                "wifi.uplink_passphrase = 'short'|wifi.uplink_passphrase",
                "wifi.uplink_ssid = 'n'%wifi.uplink_passphrase = '(applied)'|wifi.uplink_passphrase",
                "lan.ipv4 = '10.20.30.0/24'|lan.ipv4",
                "lan.ipv4 = '8.8.8.8/24'|lan.ipv4",
                "lan.ipv6 = 'fc00::1'|lan.ipv6 is unknown",
                "ports.eth0 = 'wan'|ports.eth0",
                "ports.eth7 = 'lan'|ports.eth7 is unknown",
                "hostname = 'a|line 1",
                "hostname = a|line 1",
                "hostname = 'a'%hostname = 'b'|Duplicate key"
            })
    void aProblemIsReportedAndNothingIsApplied(String text, String words) throws Exception {
        run("hostname = 'before'\n");
        byte[] before = Files.readAllBytes(directory.resolve("data/config.json"));
        SettingsStep.Outcome outcome = run(text.replace("SSH", SSH).replace("%", "\n") + "\n");
        assertFalse(outcome.applied());
        assertEquals(1, outcome.problems().size(), outcome.problems().toString());
        assertTrue(outcome.problems().getFirst().contains(words), outcome.problems().toString());
        assertTrue(report().contains(outcome.problems().getFirst()), report());
        assertTrue(report().contains("NOT APPLIED"), report());
        assertFalse(report().contains("horse") || report().contains("short"), report());
        assertEquals("before\n", Files.readString(system("hostname")));
        assertArrayEquals(before, Files.readAllBytes(directory.resolve("data/config.json")));
        // It is not tried again and again.
        assertEquals(hash(), recorded());
    }

    @Test
    void reportsAllProblemsAtOnce() throws Exception {
        SettingsStep.Outcome outcome = run("hostname = 1\nrol = 2\n[wifi]\ncountry = 3\n");
        assertEquals(3, outcome.problems().size());
        assertFalse(outcome.applied());
        assertEquals("skywire\n", Files.readString(system("hostname")));
        assertEquals(Appliance.DEFAULT, config());
    }

    @Test
    void whateverTheFileHoldsTheBoxHasItsDefaults() throws Exception {
        byte[] binary = new byte[5000];
        new SplittableRandom(1).nextBytes(binary);
        List<byte[]> contents =
                List.of(
                        new byte[0],
                        binary,
                        new byte[4096],
                        new byte[10 << 20],
                        "[".repeat(60_000).getBytes(StandardCharsets.US_ASCII),
                        ("a=" + "[".repeat(60_000)).getBytes(StandardCharsets.US_ASCII),
                        "hostname='a'".getBytes(StandardCharsets.UTF_16));
        for (byte[] content : contents) {
            Files.write(toml(), content);
            SettingsStep.Outcome outcome = run();
            assertEquals(content.length == 0, outcome.applied());
            assertEquals(content.length == 0 ? 0 : 1, outcome.problems().size());
            assertEquals("skywire\n", Files.readString(system("hostname")));
            assertEquals(Appliance.DEFAULT, config());
            assertEquals(hash(), recorded());
        }
        Files.delete(toml());
        Files.createDirectory(toml());
        assertFalse(run().applied());
    }

    /** Settings cut, repeated and changed at random are refused or applied, never a fault. */
    @Test
    void survivesMutations() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        byte[] good = FULL.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 1000; i++) {
            byte[] text = java.util.Arrays.copyOf(good, 1 + random.nextInt(good.length));
            for (int n = random.nextInt(4); n >= 0; n--) {
                text[random.nextInt(text.length)] = (byte) random.nextInt(128);
            }
            Files.write(toml(), text);
            SettingsFile.Reading reading = new SettingsFile(toml()).read();
            if (reading.document() != null) {
                SettingsSchema.read(reading.document(), new java.util.ArrayList<>());
            }
        }
    }

    @Test
    void takesTheMarkThatSomeEditorsWrite() throws Exception {
        assertTrue(run("\ufeffhostname = 'attic'\r\n").applied());
        assertEquals("attic\n", Files.readString(system("hostname")));
    }

    @Test
    void whatTheFileDoesNotMentionStaysInTheConfiguration() throws Exception {
        run(FULL);
        Config before = config();
        run("hostname = 'attic'\n");
        assertEquals(before, config());
        assertFalse(Files.exists(system("authorized_keys")));
        assertFalse(Files.exists(system("wpa_supplicant.conf")));
        run("join = '" + invite() + "'\n");
        assertEquals(before, config());
    }

    @Test
    void aStationWithoutAHotspotHasTheFirstRadio() throws Exception {
        assertTrue(run("[wifi]\nhotspot = false\nuplink_ssid = 'cafe'\n").applied());
        assertEquals(List.of(), config().vpn().guests().interfaces());
        assertTrue(config().vpn().uplink().contains("wlan0"));
        assertFalse(Files.exists(system("hostapd.conf")));
        assertTrue(Files.readString(system("wifi.env")).contains("STATION_INTERFACE=wlan0\n"));
        assertTrue(Files.readString(system("wpa_supplicant.conf")).contains("\n\tkey_mgmt=NONE\n"));

        assertTrue(run("").applied());
        assertEquals(Appliance.DEFAULT, config());
        assertTrue(Files.readString(system("wifi.env")).contains("STATION_INTERFACE=wlan1\n"));
    }

    @Test
    void guestsMoveOutOfTheLansWay() throws Exception {
        assertTrue(run("lan.ipv4 = '192.168.74.1/24'\n").applied());
        assertEquals("192.168.75.1/24", config().vpn().guests().ipv4().toString());
        assertTrue(
                Files.readString(system("network/10-skywire-wlan0.network"))
                        .contains("\nAddress=192.168.75.1/24\n"));
        assertTrue(run("lan.ipv4 = '192.168.73.1/24'\n").applied());
        assertFalse(Files.exists(system("network/10-skywire-lan0.network")));
    }

    @Test
    void anExitLeavesByTheUplinks() throws Exception {
        assertTrue(run("role = 'exit'\n").applied());
        assertEquals(config().vpn().uplink(), config().exit().interfaces());
        assertTrue(report().contains("exit.resolvers"), report());
    }

    @Test
    void aDamagedConfigurationStaysAndTheOwnerGetsIn() throws Exception {
        run();
        Path file = directory.resolve("data/config.json");
        Files.writeString(file, "{\"version\": 2}");
        SettingsStep.Outcome outcome = run("ssh_keys = ['" + SSH + "']\n");
        assertFalse(outcome.applied());
        assertTrue(outcome.problems().getFirst().contains("version is 2"));
        assertEquals("{\"version\": 2}", Files.readString(file));
        assertTrue(Files.exists(system("authorized_keys")));
        assertTrue(report().contains("config.json is damaged"), report());
        // Once it is repaired, the step is repeated.
        assertFalse(Files.exists(system("applied.sha256")));
    }

    @Test
    void settingsThatDoNotFitTheConfigurationAreNotApplied() throws Exception {
        run();
        Config own = config();
        Path file = directory.resolve("data/config.json");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("\"lan0\"", "\"wlan0\"")
                        .replace(
                                "wlan0\"\n      ],\n      \"ipv4\": \"192.168.74.1/24\"",
                                "wlan7\"\n      ],\n      \"ipv4\": \"192.168.74.1/24\""));
        assertFalse(own.equals(config()));
        SettingsStep.Outcome outcome = run("hostname = 'attic'\n");
        assertFalse(outcome.applied());
        assertTrue(outcome.problems().getFirst().contains("vpn.guests.interfaces"));
        assertEquals("skywire\n", Files.readString(system("hostname")));
    }

    @Test
    void anIdentityIsNeverReplaced() throws Exception {
        PublicKey first = run().key();
        assertEquals(first, run(FULL).key());
        Path file = directory.resolve("data/identity.key");
        Files.write(file, new byte[40]);
        SettingsStep.Outcome outcome = run(FULL);
        assertTrue(outcome.problems().getFirst().contains("is damaged"));
        assertArrayEquals(new byte[40], Files.readAllBytes(file));
    }

    /** dnsmasq starts before the daemon ever ran: with what the daemon would write. */
    @Test
    void thePackagedDnsmasqConfigurationIsThatOfTheDefaults() throws Exception {
        run();
        List<String> packaged =
                Files.readAllLines(Path.of("rootfs-overlay/usr/lib/skywire/dnsmasq.conf"));
        Path run = directory.resolve("run");
        Files.createDirectory(run);
        try (var identity = new IdentityFile(directory.resolve("data")).load()) {
            var resolvers = new net.skycoin.skywire.host.Resolvers(run, run);
            resolvers.configure(Daemon.lanService(config(), identity, run));
            List<String> written =
                    Files.readAllLines(resolvers.configurationFile()).stream()
                            .map(line -> line.replace(run.toString(), "/run/skywire"))
                            .toList();
            assertEquals(written.subList(1, written.size()), packaged.subList(1, packaged.size()));
        }
    }
}

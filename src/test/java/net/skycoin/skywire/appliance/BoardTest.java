package net.skycoin.skywire.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.skycoin.skywire.lab.AddressPlan;
import net.skycoin.skywire.lab.Board;
import net.skycoin.skywire.lab.Capture;
import net.skycoin.skywire.lab.Command;
import net.skycoin.skywire.lab.Content;
import net.skycoin.skywire.lab.Download;
import net.skycoin.skywire.lab.Frame;
import net.skycoin.skywire.lab.LabNode;
import net.skycoin.skywire.lab.Traffic;
import net.skycoin.skywire.lab.Traffic.Attempt;
import net.skycoin.skywire.lab.Traffic.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A second box, as its owner has it: the image on a card, a key and the line of an invite in
 * skywire.toml, power. Its clock starts at 1970, as that of a board without a battery. One boot
 * serves most tests, hence their order; then it reboots, is switched off, and is switched on again
 * with a file full of mistakes. From the first instruction to the last nothing but DHCP, neighbour
 * discovery and the daemon's own datagrams may leave towards the home's network, while the laptop
 * never stops sending.
 */
@Tag("appliance")
@Timeout(600)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BoardTest {
    private static final Duration DAEMON_LIMIT = Place.TUNNEL_LIMIT;
    private static final Duration ROLE_LIMIT = Duration.ofSeconds(5);
    private static final Duration RESUME_LIMIT = Duration.ofSeconds(10);
    private static final Duration REBOOT_LIMIT = Duration.ofSeconds(30);
    private static final Duration OFF = Duration.ofMinutes(1);
    private static final int DOWNLOADS = 5;
    private static final int RESIDENT_LIMIT_KIB = 160 * 1024;

    private static final String WEB = "tcp " + AddressPlan.WEB_IPV4 + " 80";

    private static final int DHCP_SERVER = 67;
    private static final int DHCP_OFFER = 2;
    private static final int DHCP_ACK = 5;

    private final Place place;
    private final Path card;
    private final Shell shell;
    private final String publicKey;
    private Traffic traffic;
    private Board board;
    private String identity = "";

    BoardTest(@TempDir Path directory) {
        place = new Place(directory);
        card = place.card();
        Path key = directory.resolve("key");
        publicKey = Shell.makeKey(key);
        shell = new Shell(place.laptop, AddressPlan.LAN_IPV4, key);
    }

    @BeforeAll
    void powerOn() {
        place.awaitNeighbours();
        Path userFile =
                place.userFile(
                        String.format(
                                """
                                hostname = "kitchen"
                                ssh_keys = ["%s"]
                                join = "%s"

                                [wifi]
                                ssid = "Neighbourhood"
                                """,
                                publicKey, place.invite()));
        traffic =
                place.laptop.traffic(
                        List.of(
                                WEB,
                                "dns " + AddressPlan.LAN_IPV4 + " 53",
                                "udp " + AddressPlan.WEB_IPV4 + " 443",
                                "udp " + place.homeAddress + " 7373",
                                "tcp " + place.homeAddress + " 80"));
        board = place.powerOn(userFile, "1970-01-01T00:00:00");
    }

    @AfterAll
    void end() {
        if (board != null) {
            board.close();
        }
        place.close();
    }

    @AfterEach
    void nothingLeaked() {
        List<String> leaks = place.watch.leaks();
        System.out.printf(
                "appliance: %d frames left towards the home's network, %d leaks%n",
                place.watch.framesSeen(), leaks.size());
        assertTrue(
                leaks.isEmpty(),
                () -> String.join("\n", leaks.subList(0, Math.min(20, leaks.size()))));
    }

    // ---- power on

    @Test
    @Order(1)
    void givesTheLaptopAnAddress() {
        Figure.check(
                "power on to the laptop's address",
                board,
                board.poweredOnNs(),
                place.awaitLaptop(board),
                Place.ADDRESS_LIMIT);
    }

    @Test
    @Order(2)
    void carriesTheLaptopsTraffic() {
        Figure.check(
                "power on to the first connection through the tunnel",
                board,
                board.poweredOnNs(),
                awaitTraffic(board.poweredOnNs()),
                Place.TUNNEL_LIMIT);
    }

    /** Waits for a connection that began after this time to be made; returns when it was. */
    private long awaitTraffic(long sinceNs) {
        place.await(board, "the laptop's traffic flows", () -> !done(sinceNs).isEmpty());
        return done(sinceNs).getFirst().endNs();
    }

    private List<Attempt> done(long sinceNs) {
        return traffic.attempts(
                attempt ->
                        attempt.target().equals(WEB)
                                && attempt.startNs() >= sinceNs
                                && attempt.outcome() == Outcome.DONE);
    }

    @Test
    @Order(3)
    void browsesThroughRelaysAndExit() {
        long size = 1_000_000;
        String url = "http://www.example.test/bytes/" + size + "?seed=7";
        Duration patience = Duration.ofMinutes(2);
        // dnsmasq learns within a second of the exit's resolvers.
        place.await(
                board,
                "names are resolved",
                () ->
                        place.laptop
                                .exec(
                                        patience,
                                        "curl",
                                        "-sS",
                                        "-m",
                                        "20",
                                        "http://www.example.test/ip")
                                .ok());
        // Kept from running for longer than a path may be silent, a board loses its circuits, and
        // whoever browses tries again.
        Download.Result page = place.laptop.download(url, patience).await(patience);
        for (int more = DOWNLOADS; !page.ok() && more > 0; more--) {
            System.out.println("appliance: once more after " + page);
            awaitTraffic(System.nanoTime());
            page = place.laptop.download(url, patience).await(patience);
        }
        System.out.println("appliance: the laptop downloads " + page);
        if (!page.ok()) {
            throw place.lab.failure(page.toString());
        }
        assertEquals(Content.sha256(size, 7), page.sha256());
        LabNode exit = place.lab.node("exit");
        String seen = place.laptop.run("curl", "-sS", "http://" + AddressPlan.WEB_IPV4 + "/ip");
        assertEquals(exit.portTo("server").ipv4(), seen.strip());
    }

    // ---- ssh

    @Test
    @Order(4)
    void letsInTheKeyOfTheFileAndNothingElse(@TempDir Path directory) {
        assertEquals("kitchen", shell.run("hostname").strip());
        Shell stranger =
                new Shell(place.laptop, AddressPlan.LAN_IPV4, directory.resolve("another"));
        Shell.makeKey(directory.resolve("another"));
        refused(stranger.attempt("true"));
        for (String user : List.of("root", "pi", "debian", "skywire")) {
            refused(
                    stranger.attempt(
                            "true",
                            "-l",
                            user,
                            "-o",
                            "PreferredAuthentications=password,keyboard-interactive"));
        }
    }

    /** By the server, after it named the only way that it knows. */
    private static void refused(Command.Result result) {
        assertEquals(255, result.exitStatus());
        assertTrue(
                result.errors().contains("Permission denied (publickey)"),
                "answered: " + result.errors());
    }

    // ---- how it started

    @Test
    @Order(5)
    void startsWithoutNeedlessWaits() {
        double uptime = Double.parseDouble(shell.run("cat /proc/uptime").split(" ", 2)[0]);
        long startNs = System.nanoTime() - (long) (uptime * 1e9);
        long readyMicros =
                Long.parseLong(
                        shell.run(
                                        "systemctl show --value -p ActiveEnterTimestampMonotonic"
                                                + " skywired")
                                .strip());
        System.out.println(shell.run("systemd-analyze time; systemd-analyze critical-chain"));
        System.out.println(shell.run("systemd-analyze critical-chain skywired.service"));
        System.out.println(shell.run("systemd-analyze blame | head -20"));
        String waits = shell.run("systemctl list-units --all --plain --no-legend '*wait-online*'");
        assertFalse(waits.contains(" active "), waits);
        assertEquals("", shell.run("systemctl --failed --plain --no-legend").strip());
        Figure.check(
                "power on to the daemon's READY",
                board,
                board.poweredOnNs(),
                startNs + readyMicros * 1_000,
                DAEMON_LIMIT);
    }

    @Test
    @Order(6)
    void runsTheDaemonAsItsOwnUserWithJustItsCapabilities() {
        String status = daemonStatus();
        String user = shell.run("ps -o user= -p " + daemonPid()).strip();
        assertEquals("skywire", user);
        // NET_BIND_SERVICE (10), NET_ADMIN (12), NET_RAW (13)
        String expected = String.format("%016x", 1 << 10 | 1 << 12 | 1 << 13);
        for (String set : List.of("CapPrm", "CapEff", "CapBnd", "CapAmb")) {
            assertEquals(expected, field(status, set), set);
        }
        assertEquals("1", field(status, "NoNewPrivs"));
        String security = shell.run("systemd-analyze security --no-pager skywired | tail -1");
        System.out.println("appliance: " + security.strip());
    }

    @Test
    @Order(7)
    void fitsInto512MiB() {
        String status = daemonStatus();
        int residentKib = Integer.parseInt(field(status, "VmRSS").replace(" kB", ""));
        String swapped = field(status, "VmSwap");
        String machine = shell.run("free -k; swapon --noheadings --raw --bytes");
        System.out.printf(
                Locale.ROOT,
                "appliance: daemon %.1f MiB resident (at most %d), swapped %s%n%s",
                residentKib / 1024.0,
                RESIDENT_LIMIT_KIB / 1024,
                swapped,
                machine);
        assertTrue(residentKib <= RESIDENT_LIMIT_KIB);
        assertEquals("0 kB", swapped);
        assertEquals(
                "0",
                shell.run(
                                "awk '/^SwapTotal/ { t = $2 } /^SwapFree/ { print t - $2 }' /proc/meminfo")
                        .strip(),
                "KiB swapped out");
    }

    private String daemonPid() {
        String pid = shell.run("systemctl show --value -p MainPID skywired").strip();
        assertNotEquals("0", pid, "the daemon does not run");
        return pid;
    }

    private String daemonStatus() {
        return shell.run("cat /proc/" + daemonPid() + "/status");
    }

    private static String field(String status, String name) {
        Matcher match =
                Pattern.compile("^" + name + ":\\s*(.*)$", Pattern.MULTILINE).matcher(status);
        assertTrue(match.find(), name);
        return match.group(1).strip();
    }

    // ---- what is open

    @Test
    @Order(8)
    void showsOnlyWhatIsDocumented() {
        Set<Integer> lanTcp = PortScan.tcp(place.laptop, AddressPlan.LAN_IPV4);
        Set<Integer> lanUdp = PortScan.udp(place.laptop, AddressPlan.LAN_IPV4);
        String own = uplinkAddress();
        Set<Integer> uplinkTcp = PortScan.tcp(place.home, own);
        Set<Integer> uplinkUdp = PortScan.udp(place.home, own);
        System.out.printf(
                "appliance: open on the LAN: TCP %s, UDP %s; on the uplink: TCP %s, UDP %s%n",
                lanTcp, lanUdp, uplinkTcp, uplinkUdp);
        assertEquals(Set.of(22, 53), lanTcp);
        assertTrue(Set.of(53, 67, 547).containsAll(lanUdp));
        assertEquals(Set.of(), uplinkTcp);
        assertEquals(Set.of(), uplinkUdp);
    }

    /** What the board has from the home's DHCP server. */
    private String uplinkAddress() {
        String network = place.homeAddress.replaceAll("[0-9]+$", "");
        Matcher match =
                Pattern.compile(Pattern.quote(network) + "[0-9]+")
                        .matcher(shell.run("ip -4 -o address show scope global"));
        assertTrue(match.find(), "no address of the home's network");
        return match.group();
    }

    /** A guest is a second simulated radio in a namespace of the board's own. */
    @Test
    @Order(9)
    void showsGuestsOnlyWhatTheyNeed() {
        shell.run("modprobe mac80211_hwsim radios=2");
        place.await(
                board,
                "the hotspot is up",
                () -> shell.attempt("iw dev wlan0 info | grep -q 'type AP'").ok());
        shell.run(
                """
                set -e
                ip netns add guest
                phy=$(iw dev wlan1 info | sed -n 's/.*wiphy //p')
                iw phy "phy$phy" set netns name guest
                ip -n guest link set lo up
                ip -n guest link set wlan1 up
                ip netns exec guest iw dev wlan1 connect -w Neighbourhood
                ip -n guest address add 192.168.74.77/24 dev wlan1
                ip -n guest route add default via 192.168.74.1
                """);
        place.await(
                board,
                "guests get their network",
                () -> guestTries("192.168.74.1", 53).equals("open"));
        for (int port : List.of(22, 80, 443, 7373, 9090)) {
            assertEquals("closed", guestTries("192.168.74.1", port), "port " + port);
            assertEquals("closed", guestTries(AddressPlan.LAN_IPV4, port), "LAN, port " + port);
        }
        assertEquals("closed", guestTries(place.homeAddress, 80));
        assertEquals("open", guestTries(AddressPlan.WEB_IPV4, 80));
    }

    private String guestTries(String address, int port) {
        return shell.run(
                        "ip netns exec guest timeout 20 bash -c ': >/dev/tcp/"
                                + address
                                + "/"
                                + port
                                + "' 2>/dev/null && echo open || echo closed")
                .strip();
    }

    // ---- what happens to it

    @Test
    @Order(10)
    void staysClosedWhenTheDaemonIsKilled() {
        String pid = daemonPid();
        shell.run("kill -9 " + pid);
        long killedNs = System.nanoTime();
        // Nobody looks meanwhile: a login takes as long as a good part of the daemon's start.
        long flowsNs = awaitTraffic(killedNs + 1_000_000_000L);
        assertNotEquals(pid, daemonPid());
        Figure.check(
                "daemon killed, traffic flows again after", board, killedNs, flowsNs, RESUME_LIMIT);
    }

    @Test
    @Order(11)
    void portsFindTheirRolesAnewWhenTheCablesAreSwapped() {
        // 2: no port forwards after a change of its carrier before a program said so.
        assertEquals("2", shell.run("cat /sys/class/net/lan0/bridge/stp_state").strip());
        swap("swapped");
        swap("swapped back");
    }

    private void swap(String what) {
        try (Capture capture = place.home.capture(place.home.portTo("router").name(), "udp")) {
            board.swapCables(place.uplinkCable, place.laptopCable);
            long swappedNs = System.nanoTime();
            long swappedMillis = System.currentTimeMillis();
            place.restartLaptop();
            long laptopNs = place.awaitLaptop(board);
            long flowsNs = awaitTraffic(swappedNs);
            List<Frame> served = capture.stop().frames(frame -> frame.sourcePort() == DHCP_SERVER);
            long uplinkNs =
                    served.stream()
                            .filter(frame -> dhcpType(frame) == DHCP_ACK)
                            .mapToLong(frame -> frame.timeNs() - swappedMillis * 1_000_000)
                            .filter(ns -> ns > 0)
                            .findFirst()
                            .orElseThrow(() -> place.lab.failure("no lease for the board"));
            Figure.check(
                    "cables " + what + ": uplink after",
                    board,
                    swappedNs,
                    swappedNs + uplinkNs,
                    ROLE_LIMIT);
            Figure.check(
                    "cables " + what + ": the laptop has an address after",
                    board,
                    swappedNs,
                    laptopNs,
                    ROLE_LIMIT);
            Figure.check(
                    "cables " + what + ": traffic flows after",
                    board,
                    swappedNs,
                    flowsNs,
                    ROLE_LIMIT.plus(RESUME_LIMIT));
            List<Frame> strange =
                    served.stream()
                            .filter(frame -> dhcpType(frame) == DHCP_OFFER)
                            .filter(frame -> !fromHome(frame))
                            .toList();
            assertEquals(List.of(), strange, "offers that the board made to the home's network");
        }
    }

    private boolean fromHome(Frame frame) {
        return frame.source() != null && place.homeAddress.equals(frame.source().getHostAddress());
    }

    /** Option 53 of a DHCP message; 0: none. */
    private static int dhcpType(Frame frame) {
        byte[] message = frame.udpPayload();
        int at = 240;
        while (at + 2 < message.length && message[at] != (byte) 255) {
            if (message[at] == 53) {
                return message[at + 2];
            }
            at += message[at] == 0 ? 1 : 2 + (message[at + 1] & 0xff);
        }
        return 0;
    }

    @Test
    @Order(12)
    void staysClosedAcrossAReboot() {
        identity = identity();
        String boot = shell.run("cat /proc/sys/kernel/random/boot_id");
        shell.attempt("systemctl reboot");
        long rebootNs = System.nanoTime();
        place.await(
                board,
                "it has started anew",
                () -> {
                    Command.Result now = shell.attempt("cat /proc/sys/kernel/random/boot_id");
                    return now.ok() && !now.output().equals(boot);
                });
        long flowsNs = awaitTraffic(System.nanoTime());
        Figure.check("reboot, traffic flows again after", board, rebootNs, flowsNs, REBOOT_LIMIT);
        assertEquals(identity, identity());
        assertEquals("", shell.run("systemctl --failed --plain --no-legend").strip());
    }

    /** A daemon that has just started may be too busy to answer at once. */
    private String identity() {
        String[] key = {""};
        place.await(
                board,
                "the daemon says its key",
                () -> {
                    key[0] =
                            shell.attempt(
                                            "skywire status --json | sed -n 's/.*\"key\" *: *\"\\([0-9a-f]*\\)\".*/\\1/p'")
                                    .output()
                                    .strip();
                    return !key[0].isEmpty();
                });
        return key[0];
    }

    @Test
    @Order(13)
    void leavesACleanCardBehindWhenItIsSwitchedOff(@TempDir Path directory) {
        shell.attempt("systemctl poweroff");
        long offNs = System.nanoTime();
        board.awaitOff(OFF);
        System.out.printf(
                Locale.ROOT, "appliance: off after %.1f s%n", (System.nanoTime() - offNs) / 1e9);
        Card read = Card.read(card, directory);
        assertEquals(List.of(), read.problems());
        String report = read.bootFile("skywire-report.txt");
        System.out.println(report);
        assertTrue(report.contains("APPLIED"), report);
        assertFalse(report.contains("NOT APPLIED"), report);
        assertTrue(report.contains("kitchen") && report.contains(identity), report);
    }

    // ---- and again, with mistakes

    @Test
    @Order(14)
    void namesEveryMistakeAndGoesOnAsBefore(@TempDir Path directory) {
        BadSettings wrong = BadSettings.EACH_FIELD_WRONG;
        board = place.powerOn(place.userFile(wrong.content()), "utc");
        place.awaitLaptop(board);
        awaitTraffic(board.poweredOnNs());
        assertEquals("kitchen", shell.run("hostname").strip());
        assertEquals(identity, identity());
        String journal = shell.run("journalctl -b -u 'skywire-settings*' --no-pager -o cat");
        shell.attempt("systemctl poweroff");
        board.awaitOff(OFF);
        String report = Card.read(card, directory).bootFile("skywire-report.txt");
        System.out.println(report);
        assertTrue(report.contains("NOT APPLIED"), report);
        for (String field : wrong.fields()) {
            assertTrue(report.contains(field), () -> field + " is not in the report:\n" + report);
            assertTrue(journal.contains(field), () -> field + " is not in the log:\n" + journal);
        }
    }
}

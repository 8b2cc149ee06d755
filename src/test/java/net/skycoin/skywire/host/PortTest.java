package net.skycoin.skywire.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The role of an ethernet port, on real bridges and wires: the appliance's script, DHCP servers on
 * either side of it, and a stand-in for networkctl that writes down how it was called.
 */
@Tag("lab")
class PortTest {
    private static final Path SCRIPTS = Path.of("rootfs-overlay/usr/lib/skywire").toAbsolutePath();

    /** What a port has to know whether it is an uplink. */
    private static final Duration UPLINK = Duration.ofSeconds(5);

    private static final Duration LAN = Duration.ofSeconds(8);

    @TempDir private Path directory;
    private final List<Process> processes = new ArrayList<>();
    private NetworkNamespace box;
    private NetworkNamespace wire;

    @BeforeEach
    void connect() throws Exception {
        box = new NetworkNamespace();
        wire = new NetworkNamespace();
        box.ip("link add lan0 type bridge");
        box.ip("address add 192.168.73.1/24 dev lan0");
        box.ip("link set lan0 up");
        box.connect("eth0", wire, "w0");
        wire.ip("address add 10.9.0.1/24 dev w0");
        Files.createDirectories(directory.resolve("networks"));
        Path control = Files.createDirectory(directory.resolve("bin")).resolve("networkctl");
        Files.writeString(control, "#!/bin/sh\necho \"$@\" >>" + directory + "/networkctl.log\n");
        assertTrue(control.toFile().setExecutable(true));
    }

    @AfterEach
    void disconnect() throws Exception {
        for (Process process : processes) {
            stop(process);
        }
        box.close();
        wire.close();
    }

    private static void stop(Process process) throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        assertTrue(process.waitFor(5, TimeUnit.SECONDS));
    }

    private Process start(NetworkNamespace where, String log, List<String> command)
            throws IOException {
        List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", where.name()));
        inside.addAll(command);
        File output = directory.resolve(log).toFile();
        ProcessBuilder builder =
                new ProcessBuilder(inside)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output));
        builder.environment().merge("PATH", directory + "/bin:", (old, first) -> first + old);
        Process process = builder.start();
        processes.addFirst(process);
        return process;
    }

    private Process startPort() throws IOException {
        return start(
                box,
                "port.log",
                List.of(
                        SCRIPTS.resolve("port").toString(),
                        "eth0",
                        "--ports",
                        directory.resolve("ports").toString(),
                        "--networks",
                        directory.resolve("networks").toString()));
    }

    /** A DHCP server or an announcing router, which writes down whom it heard. */
    private Process serve(NetworkNamespace where, String device, String... options)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "dnsmasq",
                                "--keep-in-foreground",
                                "--conf-file=/dev/null",
                                "--port=0",
                                "--interface=" + device,
                                "--bind-dynamic",
                                "--no-ping",
                                "--log-dhcp",
                                "--log-facility=-",
                                "--pid-file",
                                "--dhcp-leasefile=" + directory.resolve(device + ".leases")));
        command.addAll(List.of(options));
        return start(where, device + ".log", command);
    }

    private String text(String name) throws IOException {
        Path file = directory.resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private boolean isUplink() {
        return Files.exists(directory.resolve("networks/10-skywire-eth0.network")) && !isBridged();
    }

    private boolean isBridged() {
        try {
            return box.ip("link show eth0").contains("master lan0");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void await(String what, Duration limit, BooleanSupplier condition) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what + " did not come; " + text("port.log"));
            Thread.sleep(50);
        }
    }

    /** As if the cable were pulled, and then put in somewhere else. */
    private void replug() throws Exception {
        wire.ip("link set w0 down");
        Thread.sleep(300);
        wire.ip("link set w0 up");
    }

    private int probe(String mode, String seconds) throws Exception {
        String program = SCRIPTS.resolve("port-probe").toString();
        Process probe = start(box, "probe.log", List.of(program, "eth0", mode, seconds));
        assertTrue(probe.waitFor(10, TimeUnit.SECONDS));
        return probe.exitValue();
    }

    @Test
    void aPortGoesBackAndForthBetweenUplinkAndLan() throws Exception {
        serve(box, "lan0", "--dhcp-range=192.168.73.10,192.168.73.20");
        Process router = serve(wire, "w0", "--dhcp-range=10.9.0.10,10.9.0.20");
        startPort();
        await("uplink", UPLINK, this::isUplink);
        String network = Files.readString(directory.resolve("networks/10-skywire-eth0.network"));
        assertTrue(network.contains("\nName=eth0\n"), network);
        assertTrue(text("networkctl.log").endsWith("reload\n"));
        assertFalse(text("lan0.log").contains("DHCPDISCOVER"), text("lan0.log"));
        assertFalse(text("w0.log").contains("DHCPREQUEST"), text("w0.log"));

        stop(router);
        replug();
        await("LAN", LAN, this::isBridged);
        assertFalse(isUplink());

        serve(wire, "w0", "--dhcp-range=10.9.0.10,10.9.0.20");
        replug();
        await("uplink again", UPLINK, this::isUplink);
    }

    @Test
    void anAnnouncingRouterMakesAnUplinkToo() throws Exception {
        wire.ip("address add fd09::1/64 dev w0 nodad");
        serve(wire, "w0", "--enable-ra", "--dhcp-range=fd09::,ra-only");
        Thread.sleep(2500); // Until its address is no longer tentative.
        startPort();
        await("uplink", UPLINK, this::isUplink);
        assertTrue(text("port.log").contains("IPv6 router fe80:"), text("port.log"));
        assertEquals("0\n", box.command("cat /proc/sys/net/ipv6/conf/eth0/accept_ra"));
    }

    /** Our own server is on the other side of the bridge, a stranger's on the port's. */
    @Test
    void aPortOfTheLanHearsStrangersOnly() throws Exception {
        serve(box, "lan0", "--dhcp-range=192.168.73.10,192.168.73.20");
        startPort();
        await("LAN", LAN, this::isBridged);
        assertEquals(1, probe("ask", "2"));
        assertFalse(text("lan0.log").contains("DHCPDISCOVER"), text("lan0.log"));

        serve(wire, "w0", "--dhcp-range=10.9.0.10,10.9.0.20");
        assertEquals(0, probe("ask", "2"));
        assertTrue(text("probe.log").contains("DHCP server 10.9.0.1"), text("probe.log"));
        // The port has heard the answer as well, without having asked.
        await("uplink", UPLINK, this::isUplink);
        assertFalse(text("w0.log").contains("DHCPREQUEST"), text("w0.log"));
    }

    @Test
    void whatIsPinnedStays() throws Exception {
        Files.writeString(directory.resolve("ports"), "eth1 uplink\neth0 lan\n");
        serve(wire, "w0", "--dhcp-range=10.9.0.10,10.9.0.20");
        Process port = startPort();
        await("LAN", Duration.ofSeconds(2), this::isBridged);
        replug();
        Thread.sleep(1000);
        assertTrue(isBridged());
        assertEquals("", text("w0.log").replaceAll("(?m)^(?!.*DHCPDISCOVER).*\n", ""));

        stop(port);
        Files.writeString(directory.resolve("ports"), "eth0 uplink\n");
        startPort();
        await("uplink", Duration.ofSeconds(2), this::isUplink);
    }

    @Test
    void aRestartedScriptDisturbsNobody() throws Exception {
        Process port = startPort();
        await("LAN", LAN, this::isBridged);
        stop(port);
        Files.delete(directory.resolve("port.log"));
        startPort();
        Thread.sleep(4000);
        assertTrue(isBridged());
        assertEquals("", text("port.log"));
    }

    @Test
    void aPortThatGoesEndsIt() throws Exception {
        Process port = startPort();
        await("LAN", LAN, this::isBridged);
        box.ip("link delete eth0");
        assertTrue(port.waitFor(3, TimeUnit.SECONDS));
        assertEquals(4, port.exitValue());
    }
}

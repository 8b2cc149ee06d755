package net.skycoin.skywire.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interfaces that come late, are taken down, and come back, as a hotspot's radio does. */
@Tag("lab")
class ServedInterfacesTest {
    private static final String IPV4 = "192.168.74.1";
    private static final String IPV6 = "fc00:74::1";

    @TempDir private Path directory;

    /**
     * Runs inside of a network namespace, of whose interfaces only a whole process sees the list.
     */
    static final class Program {
        public static void main(String[] arguments) throws InterruptedException {
            ServedNetwork guests =
                    new ServedNetwork(
                            List.of("wlan0"),
                            (Inet4Address) InetAddress.ofLiteral(IPV4),
                            24,
                            (Inet6Address) InetAddress.ofLiteral(IPV6));
            RouterNetwork network = new RouterNetwork(new HostCommands(), "sky0");
            ServedInterfaces interfaces = new ServedInterfaces(network, List.of(guests));
            while (true) {
                try {
                    interfaces.complete();
                } catch (HostException e) {
                    System.out.println(e.getMessage());
                }
                Thread.sleep(100);
            }
        }
    }

    private static void awaitAddresses(NetworkNamespace namespace) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        String shown;
        do {
            assertTrue(System.nanoTime() < end, "the addresses did not come");
            Thread.sleep(100);
            shown = namespace.ip("address show");
        } while (!shown.contains(IPV4 + "/24") || !shown.contains(IPV6 + "/64"));
    }

    @Test
    void haveTheirAddressesWheneverTheyAreThere() throws Exception {
        try (NetworkNamespace namespace = new NetworkNamespace()) {
            Path said = directory.resolve("said");
            Process program =
                    new ProcessBuilder(
                                    "ip",
                                    "netns",
                                    "exec",
                                    namespace.name(),
                                    ProcessHandle.current().info().command().orElseThrow(),
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Program.class.getName())
                            .redirectErrorStream(true)
                            .redirectOutput(said.toFile())
                            .start();
            try {
                namespace.ip("link add wlan0 type bridge");
                awaitAddresses(namespace);
                // The kernel forgets the IPv6 address.
                namespace.ip("link set wlan0 down");
                awaitAddresses(namespace);
                namespace.ip("link delete wlan0");
                namespace.ip("link add wlan0 type bridge");
                awaitAddresses(namespace);
                assertTrue(program.isAlive());
                assertEquals("", Files.readString(said));
            } finally {
                program.destroy();
                program.waitFor();
            }
        }
    }
}

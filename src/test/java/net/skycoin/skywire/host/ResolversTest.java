package net.skycoin.skywire.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolversTest {
    @TempDir private Path directory;

    private static ServedNetwork network(String name, String address, int prefixLength) {
        return new ServedNetwork(
                name.isEmpty() ? List.of() : List.of(name),
                (Inet4Address) InetAddress.ofLiteral(address),
                prefixLength,
                (Inet6Address) InetAddress.ofLiteral("fc12:3456:789a:bcde::1"));
    }

    private static LanService service(ServedNetwork lan, ServedNetwork guests) {
        return new LanService(lan, guests, Path.of("/run/skywire/dnsmasq.leases"), 7353);
    }

    private static String lanOnly(String address, int prefixLength) {
        return service(network("lan0", address, prefixLength), network("", "192.168.74.1", 24))
                .configuration(Path.of("/r"));
    }

    private static LanService both() {
        return service(network("lan0", "192.168.73.1", 24), network("wlan0", "192.168.74.1", 24));
    }

    @Test
    void replacesTheUpstreams() throws Exception {
        Resolvers resolvers = new Resolvers(directory, directory);
        resolvers.upstreams(
                List.of(InetAddress.ofLiteral("198.18.0.53"), InetAddress.ofLiteral("2001:2::53")));
        assertEquals(
                """
                # Written by skywired; changes are lost.
                nameserver 198.18.0.53
                nameserver 2001:2:0:0:0:0:0:53
                """,
                Files.readString(resolvers.upstreamsFile()));
        resolvers.upstreams(List.of());
        assertEquals(1, Files.readAllLines(resolvers.upstreamsFile()).size());
        assertTrue(
                Files.getPosixFilePermissions(resolvers.upstreamsFile())
                        .contains(PosixFilePermission.OTHERS_READ));
    }

    @Test
    void servesTheWholeLanButItsLowEnd() throws Exception {
        assertTrue(
                lanOnly("192.168.73.1", 24)
                        .contains("dhcp-range=192.168.73.10,192.168.73.254,255.255.255.0,1h\n"));
        assertTrue(
                lanOnly("10.200.255.254", 12)
                        .contains("dhcp-range=10.192.0.10,10.207.255.254,255.240.0.0,1h\n"));
    }

    @Test
    void announcesTheRoutersNetwork() throws Exception {
        assertTrue(
                lanOnly("192.168.73.1", 24)
                        .contains("dhcp-range=::,constructor:lan0,ra-stateless,1h\n"));
    }

    @Test
    void guestsHaveARangeOfTheirOwnAndNoNamesInTheLan() {
        assertFalse(lanOnly("192.168.73.1", 24).contains("guests"));
        String text = both().configuration(Path.of("/r"));
        assertTrue(text.contains("interface=wlan0\n"));
        assertTrue(text.contains("dhcp-ignore-names=tag:guests\n"));
        assertTrue(
                text.contains(
                        "dhcp-range=set:guests,192.168.74.10,192.168.74.254,255.255.255.0,1h\n"));
    }

    @Test
    void leavesAConfigurationThatSaysTheSameAlone() throws Exception {
        Resolvers resolvers = new Resolvers(directory, directory);
        resolvers.configure(both());
        FileTime longAgo = FileTime.fromMillis(0);
        Files.setLastModifiedTime(resolvers.configurationFile(), longAgo);
        resolvers.configure(both());
        assertEquals(longAgo, Files.getLastModifiedTime(resolvers.configurationFile()));
        resolvers.configure(
                service(network("lan0", "10.0.0.1", 24), network("", "192.168.74.1", 24)));
        assertNotEquals(longAgo, Files.getLastModifiedTime(resolvers.configurationFile()));
    }

    @Test
    void dnsmasqAcceptsTheConfiguration() throws Exception {
        Resolvers resolvers = new Resolvers(directory, directory);
        resolvers.configure(both());
        String said =
                new HostCommands()
                        .run("dnsmasq", "--test", "-C", resolvers.configurationFile().toString());
        assertEquals("", said);
    }
}

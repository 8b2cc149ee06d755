package net.skycoin.skywire.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolversTest {
    @TempDir private Path directory;

    private LanService service(String address, int prefixLength) throws Exception {
        return new LanService(
                List.of("lan0"),
                (Inet4Address) InetAddress.ofLiteral(address),
                prefixLength,
                (Inet6Address) InetAddress.ofLiteral("fc12:3456:789a:bcde::1"),
                Path.of("/run/skywire/dnsmasq.leases"));
    }

    @Test
    void replacesTheUpstreams() throws Exception {
        Resolvers resolvers = new Resolvers(directory);
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
        String text = service("192.168.73.1", 24).configuration(Path.of("/r"));
        assertTrue(text.contains("dhcp-range=192.168.73.10,192.168.73.254,255.255.255.0,1h\n"));
        assertTrue(
                service("10.200.255.254", 12)
                        .configuration(Path.of("/r"))
                        .contains("dhcp-range=10.192.0.10,10.207.255.254,255.240.0.0,1h\n"));
    }

    @Test
    void announcesTheRoutersNetwork() throws Exception {
        assertTrue(
                service("192.168.73.1", 24)
                        .configuration(Path.of("/r"))
                        .contains("dhcp-range=fc12:3456:789a:bcde:0:0:0:0,ra-stateless,1h\n"));
    }

    @Test
    void dnsmasqAcceptsTheConfiguration() throws Exception {
        Resolvers resolvers = new Resolvers(directory);
        resolvers.configure(service("192.168.73.1", 24));
        String said =
                new HostCommands()
                        .run("dnsmasq", "--test", "-C", resolvers.configurationFile().toString());
        assertEquals("", said);
    }
}

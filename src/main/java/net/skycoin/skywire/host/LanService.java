package net.skycoin.skywire.host;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What dnsmasq does for LAN and guests: DHCP, router advertisements, and DNS whose only upstream is
 * the tunnel. IPv6 is announced whether or not the tunnel carries it at the moment: where it does
 * not, the routing table's last resort refuses it at once and programs take IPv4. So an exit may be
 * exchanged without a word to the clients.
 *
 * @param guests on no interface where there is no such network
 * @param leaseFile where dnsmasq remembers its DHCP leases
 * @param namesPort at 127.0.0.1, where the daemon answers for the names of the mesh
 */
public record LanService(ServedNetwork lan, ServedNetwork guests, Path leaseFile, int namesPort) {
    /** LAN and guests. */
    public List<ServedNetwork> networks() {
        return List.of(lan, guests);
    }

    /** The interfaces of both. */
    public List<String> interfaces() {
        return Stream.concat(lan.interfaces().stream(), guests.interfaces().stream()).toList();
    }

    String configuration(Path upstreams) {
        StringBuilder text = new StringBuilder();
        text.append(
                """
                # Written by skywired; changes are lost.
                # The servers of the tunnel's exit and no others: without a tunnel every question is refused.
                resolv-file=%s
                # An answer from outside never points into a private network, nor into the mesh.
                stop-dns-rebind
                domain-needed
                bogus-priv
                # Names of the mesh are never asked of anyone outside.
                server=/skywire/127.0.0.1#%d
                rebind-domain-ok=/skywire/
                no-hosts
                # The kernel's own duplicate check is enough; a probing ping delays the first offer by seconds.
                no-ping
                cache-size=2000
                # Appears on the interfaces as they come and go; on no other.
                bind-dynamic
                dhcp-authoritative
                dhcp-leasefile=%s
                enable-ra
                """
                        .formatted(upstreams, namesPort, leaseFile));
        append(text, lan, "");
        if (!guests.interfaces().isEmpty()) {
            text.append("# A guest's device does not take a name in the LAN.\n");
            text.append("dhcp-ignore-names=tag:guests\n");
            append(text, guests, "set:guests,");
        }
        return text.toString();
    }

    private static void append(StringBuilder text, ServedNetwork network, String tag) {
        network.interfaces().forEach(name -> text.append("interface=").append(name).append('\n'));
        text.append("dhcp-range=").append(tag).append(network.range4()).append(",1h\n");
        // The prefix is that of the address which the daemon gives to the interface.
        network.interfaces()
                .forEach(
                        name ->
                                text.append("dhcp-range=")
                                        .append(tag)
                                        .append("::,constructor:")
                                        .append(name)
                                        .append(",ra-stateless,1h\n"));
    }
}

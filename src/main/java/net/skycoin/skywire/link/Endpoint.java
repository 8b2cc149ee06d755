package net.skycoin.skywire.link;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/**
 * Where packets come from and go to.
 *
 * @param transport the kind of transport, such as {@code udp}; bound into the handshake
 * @param address a resolved address and a port
 */
public record Endpoint(String transport, InetSocketAddress address) {
    public Endpoint {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("endpoint without a literal address");
        }
    }

    boolean isIpv6() {
        return address.getAddress() instanceof Inet6Address;
    }

    /** Whether it is on a network of this machine's, and no router is between. */
    boolean isLocal() {
        return address.getAddress().isLinkLocalAddress();
    }

    /** For a person to read, such as {@code udp 198.51.100.7:7373}. */
    @Override
    public String toString() {
        String host = address.getAddress().getHostAddress();
        return transport + " " + (isIpv6() ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}

package net.skycoin.skywire.node;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * From which local address something shall be reached so that it goes through the tunnel. Asks the
 * kernel's routes; sends nothing.
 */
public final class TunnelSource {
    /** The router's and the host's own tunnel device. */
    private static final String DEVICE = "sky0";

    private TunnelSource() {}

    /**
     * The address to speak from, of the tunnel's device (or the loopback's, where the node is on
     * this machine); null when the way there does not lead through the tunnel.
     */
    public static @Nullable InetAddress towards(URI place) {
        try (DatagramSocket socket = new DatagramSocket()) {
            InetAddress target = IpPrefix.parseAddress(unbracketed(place.getHost()));
            if (target == null) {
                return null;
            }
            socket.connect(new InetSocketAddress(target, 1));
            InetAddress local = socket.getLocalAddress();
            NetworkInterface device = NetworkInterface.getByInetAddress(local);
            return device != null && (device.isLoopback() || device.getName().equals(DEVICE))
                    ? local
                    : null;
        } catch (IOException | RuntimeException _) {
            // No route there at all.
            return null;
        }
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}

package net.skycoin.skywire.topology;

import java.util.List;
import java.util.Set;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.ExitPolicy;
import net.skycoin.skywire.wire.NodeDescriptor;
import net.skycoin.skywire.wire.Role;
import net.skycoin.skywire.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a node publishes of itself.
 *
 * @param publish false for a node that only uses the mesh: it then publishes nothing at all
 * @param lifetimeSeconds of its records, which are renewed at half of it
 * @param price of one MiB carried to any neighbour
 */
public record PublicationSettings(
        boolean publish,
        int lifetimeSeconds,
        int capabilities,
        Set<Role> roles,
        ExitPolicy exitPolicy,
        @Nullable String country,
        NanoSky price,
        List<TransportAddress> addresses) {
    /** Renewed every 10 minutes, the least interval between two figures of one link. */
    public static final int DEFAULT_LIFETIME_SECONDS = 1200;

    /** Content of the descriptor with this onion key. */
    public NodeDescriptor.Content content(PublicKey onionKey) {
        return new NodeDescriptor.Content(
                onionKey, capabilities, roles, exitPolicy, country, price, addresses);
    }
}

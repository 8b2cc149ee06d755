package net.skycoin.skywire.route;

import java.util.List;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PublicKey;

/**
 * A path from here through {@code relays}, in order, to {@code target}.
 *
 * @param delayNs estimated, one way; where nobody says how long a hop takes, a guess is in it
 * @param capacityBitsPerSecond of the narrowest hop, towards the target; -1 when no hop says
 * @param price of one MiB, paid to the relays together
 * @param largestDatagram bytes that the smallest link of the path carries in one datagram
 */
public record Route(
        List<PublicKey> relays,
        PublicKey target,
        long delayNs,
        long capacityBitsPerSecond,
        NanoSky price,
        int largestDatagram) {
    public Route {
        relays = List.copyOf(relays);
    }
}

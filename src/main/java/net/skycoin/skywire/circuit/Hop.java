package net.skycoin.skywire.circuit;

import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PublicKey;

/**
 * One node of a path as its initiator sees it.
 *
 * @param node the node's key
 * @param onionKey its current onion key, from its descriptor
 * @param paidPerMebibyte what it is paid by the one before it; zero is free
 */
public record Hop(PublicKey node, PublicKey onionKey, NanoSky paidPerMebibyte) {
    /** A hop that is paid nothing. */
    public Hop(PublicKey node, PublicKey onionKey) {
        this(node, onionKey, NanoSky.ZERO);
    }
}

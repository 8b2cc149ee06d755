package net.skycoin.skywire.topology;

import net.skycoin.skywire.crypto.PublicKey;

/** One link to a neighbour, as far as the map exchange needs it. */
public interface MapPeer {
    /** The neighbour's authenticated key. */
    PublicKey key();

    /**
     * Sends a message of at most 32,768 bytes reliably; false when there is no room for it now. The
     * order of messages need not be kept.
     */
    boolean send(byte[] message);
}

package net.skycoin.skywire.vpn;

import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.Lease;

/** What a router's uplink tells the rest of the router; called on the engine's thread. */
public interface UplinkListener {
    /**
     * The exit granted a lease, or another one, or the size of packets changed: packets may now be
     * sent.
     */
    void connected(PublicKey exit, Lease lease, int mtu);

    /** No path to the exit is alive: what the LAN sends is to be refused at once. */
    void disconnected(String reason);

    /**
     * A packet for the lease's address arrived; the range is valid during the call.
     *
     * @param flags 0 or {@link net.skycoin.skywire.wire.Cell#PARTIAL_CHECKSUM}
     */
    void packetArrived(byte[] array, int offset, int length, int flags);
}

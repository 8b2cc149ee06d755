package net.skycoin.skywire.vpn;

import net.skycoin.skywire.identity.NodeAddress;

/** What mesh traffic tells the machine; called on the engine's thread. */
public interface MeshListener {
    /**
     * The addresses under which this node is called and calls.
     *
     * @param own of the node's key
     * @param throwAway of the key of the day, which is new
     */
    void addresses(NodeAddress own, NodeAddress throwAway);

    /**
     * A packet from the mesh for one of the addresses; the range is valid during the call.
     *
     * @param flags 0 or {@link net.skycoin.skywire.wire.Cell#PARTIAL_CHECKSUM}
     */
    void packetArrived(byte[] array, int offset, int length, int flags);
}

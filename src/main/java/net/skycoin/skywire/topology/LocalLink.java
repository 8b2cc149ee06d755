package net.skycoin.skywire.topology;

import net.skycoin.skywire.crypto.PublicKey;

/**
 * One of this node's links as it measures it.
 *
 * @param delayNs one way, towards the neighbour; negative when unknown
 * @param capacityBitsPerSecond in the same direction; negative when unknown
 * @param largestDatagram bytes that one datagram of the link carries
 */
public record LocalLink(
        PublicKey neighbour, long delayNs, long capacityBitsPerSecond, int largestDatagram) {}

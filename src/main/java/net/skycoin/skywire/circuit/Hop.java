package net.skycoin.skywire.circuit;

import net.skycoin.skywire.crypto.PublicKey;

/**
 * One node of a path as its initiator sees it.
 *
 * @param node the node's key
 * @param onionKey its current onion key, from its descriptor
 */
public record Hop(PublicKey node, PublicKey onionKey) {}

/**
 * Floor 2: what follows from a node's key: its IPv6 address inside the mesh, its name, and the
 * network of its LAN. Pure functions; start with {@link net.skycoin.skywire.identity.NodeAddress}.
 */
@NullMarked
package net.skycoin.skywire.identity;

import org.jspecify.annotations.NullMarked;

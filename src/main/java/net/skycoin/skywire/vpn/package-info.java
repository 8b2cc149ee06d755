/**
 * Floor 7: the mesh as an internet access. A router's {@link net.skycoin.skywire.vpn.Uplink} keeps
 * circuits to an exit ready under one lease; an exit's {@link net.skycoin.skywire.vpn.ExitLeases}
 * grants leases and carries their packets; {@link net.skycoin.skywire.vpn.Mesh} carries packets
 * between nodes by key. All are free of I/O; {@link net.skycoin.skywire.vpn.RouterRole}, {@link
 * net.skycoin.skywire.vpn.ExitRole} and {@link net.skycoin.skywire.vpn.MeshRole} join them to the
 * TUN devices, the routes and the kill switch, and {@link net.skycoin.skywire.vpn.NameServer}
 * answers for nodes' names.
 */
@NullMarked
package net.skycoin.skywire.vpn;

import org.jspecify.annotations.NullMarked;

/**
 * Floor 6: the system that the node runs on: its firewall, addresses, routes and settings, by the
 * programs {@code nft} and {@code ip}, and the files of the DNS and DHCP server. Knows nothing of
 * circuits or leases beyond the addresses that it is given.
 *
 * <p>Everything here runs programs or writes files and blocks while it does: never call it on the
 * engine's thread. Each object is for one thread at a time.
 *
 * <p>The firewall itself is static ({@code rootfs-overlay/usr/lib/skywire/skywire.nft}) and is not
 * loaded by the daemon: {@link net.skycoin.skywire.host.KillSwitch} only fills its sets. What must
 * outlive the daemon so that nothing leaks (rules, the unreachable route, the sets) is left in
 * place on purpose; what must die with it hangs on the devices, which do.
 */
@NullMarked
package net.skycoin.skywire.host;

import org.jspecify.annotations.NullMarked;

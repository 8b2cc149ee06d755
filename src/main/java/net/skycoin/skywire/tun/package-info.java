/**
 * Floor 6: the TUN device, through which the kernel hands us the packets that it routes to the
 * tunnel and takes those that come out of it. Reached through JNA; knows nothing of what the
 * packets mean, nor of addresses and routes ({@code host} sets those).
 *
 * <p>Start with {@link net.skycoin.skywire.tun.TunDevice}.
 *
 * <pre>
 *   kernel --> reader thread: poll, read, read, ... --> batch --> engine: TunListener.packets
 *                   ^                                                     |
 *                   +---------------- empty batches ----------------------+
 *
 *   engine: TunDevice.write --> kernel
 * </pre>
 */
@NullMarked
package net.skycoin.skywire.tun;

import org.jspecify.annotations.NullMarked;

/**
 * Floor 6: the TUN device, through which the kernel hands us the packets that it routes to the
 * tunnel and takes those that come out of it. Set up through JNA, read and written through {@code
 * java.lang.foreign}; knows nothing of what the packets mean, nor of addresses and routes ({@code
 * host} sets those).
 *
 * <p>Start with {@link net.skycoin.skywire.tun.TunDevice}.
 *
 * <pre>
 *   kernel --> read: a super-packet --> Segmenter: a batch --> TunListener.packets, roundDone
 *
 *   TunDevice.write --> Coalescer: super-packets of some flows, flush --> write --> kernel
 * </pre>
 *
 * <p>All on the engine's loop, which watches the descriptor.
 */
@NullMarked
package net.skycoin.skywire.tun;

import org.jspecify.annotations.NullMarked;

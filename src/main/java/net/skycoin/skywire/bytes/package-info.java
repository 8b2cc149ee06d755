/**
 * Floor 0: bytes and who owns them. Packet buffers and their pool, cursors that parse and emit,
 * text forms of bytes (hex, base32), and amounts of money as exact integers. Knows nothing of what
 * the bytes mean.
 *
 * <p>Start with {@link net.skycoin.skywire.bytes.Packet} (one packet on its way through the node)
 * and {@link net.skycoin.skywire.bytes.PacketBatch} (what a socket or a TUN device takes and gives
 * in one call).
 */
@NullMarked
package net.skycoin.skywire.bytes;

import org.jspecify.annotations.NullMarked;

/**
 * Floor 6: carries datagrams of links to neighbours and back, in batches. Knows nothing of what is
 * inside a datagram; the engine joins it to {@code link}.
 *
 * <p>A {@link net.skycoin.skywire.transport.TransportProvider} found by name makes a {@link
 * net.skycoin.skywire.transport.Transport} on an event loop. That loop's thread is the engine's
 * thread: all calls between a transport and its {@link
 * net.skycoin.skywire.transport.TransportHandler} are made on it. Built in: {@link
 * net.skycoin.skywire.transport.UdpTransport}, and {@code tcp} and {@code tls} on streams. Others
 * are added through {@link java.util.ServiceLoader}.
 */
@NullMarked
package net.skycoin.skywire.transport;

import org.jspecify.annotations.NullMarked;

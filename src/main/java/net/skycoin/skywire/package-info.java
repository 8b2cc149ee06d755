/**
 * Skywire Router: firmware that turns a Raspberry Pi into a headless router of an encrypted,
 * source-routed mesh. This page is the map of the code; {@code src/docs/protocol.md} is the map of
 * the bytes.
 *
 * <h2>The floors</h2>
 *
 * A package uses packages of lower floors only; packages of one floor never see each other and meet
 * through small interfaces declared by the one that needs them; {@code node} joins them. An
 * architecture test enforces it.
 *
 * <pre>
 *   8  node       cli          wiring, threads, start and stop          the command line
 *   7  vpn         hub         a router's uplink, an exit's leases     settling of payments
 *   6  transport  tun  host  store  control      sockets, TUN device, nft/ip, files, control API
 *      chain                   a client of Skycoin's nodes
 *   5  bond                    many paths as one
 *   4  circuit    route        onion circuits                           path choice on the map
 *      pay                     accounts between neighbours; a hub's rules
 *   3  link       topology     a session with a neighbour               the signed map
 *   2  noise      identity     handshake, session, rekey                the node's names
 *      sky                     the Skycoin ledger: formats, wallet
 *   1  wire       crypto       one type per message                     keys, ciphers, hashes
 *   0  bytes      clock        packets and who owns them                time
 * </pre>
 *
 * Floors 0-5 do no I/O, read no clock, take their randomness as an argument and iterate in a
 * defined order: {@link net.skycoin.skywire.node.Engine} is a whole node made of them that a test
 * can run under a virtual clock.
 *
 * <h2>The life of a packet, out</h2>
 *
 * <pre>
 *   laptop -> LAN port -> kernel (routing table 142, NAT to the lease) -> sky0
 *     tun.TunDevice      reads a super-packet, Segmenter cuts it into a PacketBatch
 *     vpn.Uplink         gives it to the bond of the exit's lease
 *     bond.Bond          queues it fairly, chooses the path when one has room, numbers the flow
 *     circuit            seals it end to end, adds one ChaCha20 layer per relay, chooses the nonce N
 *     link               queues it fairly, seals it for the neighbour into a PacketBatch
 *     transport          sends the batch with one system call (UdpSocket)
 * </pre>
 *
 * At each relay: {@code transport}, {@code link} (open), {@code circuit} (one layer off, new id,
 * new N), {@code link} (seal), {@code transport}. At the exit: {@code circuit} (open end to end),
 * {@code vpn.ExitLeases} (the source must be the lease), {@code tun} (skyx0: Coalescer puts the
 * packets of a flow together again), kernel (NAT, exit policy). The way back mirrors it.
 *
 * <h2>Threads</h2>
 *
 * <table>
 *   <caption>Who owns what</caption>
 *   <tr><th>thread</th><th>owns</th><th>others reach it by</th></tr>
 *   <tr><td>{@code engine} (Netty epoll loop)</td><td>the sockets of links, the TUN devices and everything on floors 2-5 and 7:
 *       links, circuits, map, bonds, leases</td><td>its task queue</td></tr>
 *   <tr><td>{@code tls}</td><td>nothing: computes handshakes for the engine's loop</td><td>Netty</td></tr>
 *   <tr><td>{@code control} (Netty loop)</td><td>the control sockets</td><td>HTTP; asks the engine by task</td></tr>
 *   <tr><td>{@code host} (one thread)</td><td>commands to the system (ip, nft), in order</td><td>its task queue; answers go back as
 *       engine tasks</td></tr>
 *   <tr><td>{@code pay-store}, {@code hub-client}</td><td>the store of payments; the questions to hubs</td><td>their queues; answers go
 *       back as engine tasks</td></tr>
 *   <tr><td>{@code hub}, {@code hub-desk}</td><td>a hub's books; its wallet and the chain</td><td>the hub's queue</td></tr>
 *   <tr><td>main</td><td>start and stop</td><td>signals</td></tr>
 * </table>
 */
@NullMarked
package net.skycoin.skywire;

import org.jspecify.annotations.NullMarked;

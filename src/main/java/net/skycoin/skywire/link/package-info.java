/**
 * Floor 3: links, the encrypted sessions with neighbours. Dials and accepts (Noise IK), keeps each
 * session alive and its keys fresh, measures it, carries reliable messages and unreliable cells
 * over it, and says when it falls silent. Knows datagrams and endpoints but no socket: packets
 * leave through {@link net.skycoin.skywire.link.DatagramSender}; and it knows nothing of what the
 * messages and cells mean.
 *
 * <p>Start with {@link net.skycoin.skywire.link.Links} (all links of a node) and {@link
 * net.skycoin.skywire.link.Link} (one of them). Everything here runs on the engine's thread.
 *
 * <pre>
 *   received ---&gt; Links --- init ------------&gt; Acceptor: HandshakeGate, HalfOpen --+
 *                   |------ response, cookie -&gt; Dialer: Dial, DialAttempt ----------+-&gt; new Link
 *                   +------ sealed -----------&gt; Link: cells, messages, reports, probes
 *   flush    ---&gt; Links ---&gt; each Link with something to say: control first, then FairQueue
 * </pre>
 */
@NullMarked
package net.skycoin.skywire.link;

import org.jspecify.annotations.NullMarked;

/**
 * Floor 4: onion circuits. An initiator picks a path of up to seven relays and an end point and
 * sets the circuit up with one onion and one reply; afterwards cells pass it whose size, id and
 * nonce tell a relay nothing but its previous and its next neighbour. Knows links only as {@link
 * net.skycoin.skywire.link.Neighbour}; knows neither the map nor what the inner packets are.
 *
 * <p>Start with {@link net.skycoin.skywire.circuit.Circuits}: one per node, all three roles. The
 * road of a set-up through the files:
 *
 * <pre>
 *   OutboundCircuits.open -> OutboundSetup (Sphinx.wrap, Noise message 1)        the initiator
 *     -> SetupReceiver (OnionKeys, Sphinx.peel) -> RelayCircuits                 each relay
 *     -> SetupReceiver                          -> InboundCircuits               the end point
 *   HopReply.make -> HopReply.pass at each relay -> OutboundSetup.read           and back
 * </pre>
 *
 * and of a cell: {@code EndToEnd.seal}, {@code HopKeys} once per hop, {@code EndToEnd.open}. All of
 * it runs on the engine's thread.
 */
@NullMarked
package net.skycoin.skywire.circuit;

import org.jspecify.annotations.NullMarked;

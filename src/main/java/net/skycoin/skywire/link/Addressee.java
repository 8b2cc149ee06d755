package net.skycoin.skywire.link;

/**
 * What a packet's index can stand for: a dial that waits for its response, an accepted handshake
 * that waits for its first sealed packet, or a link.
 */
sealed interface Addressee permits DialAttempt, HalfOpen, Link {}

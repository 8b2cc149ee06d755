package net.skycoin.skywire.link;

/**
 * Counters of a node's links since its start.
 *
 * @param malformedPackets packets that are no link packet, or whose header lies
 * @param unknownIndex sealed packets, responses and cookies for no session or dial of ours
 * @param initsSent handshakes begun, repetitions included
 * @param initsReceived handshake inits that looked like one
 * @param wrongMac1 handshake packets not made for this node's key
 * @param cookiesSent inits answered with a cookie because of load
 * @param cookiesRefused cookie replies that answer nothing
 * @param sourceLimited inits dropped because their source sends too many
 * @param handshakesForged handshakes that failed to open
 * @param handshakesMalformed handshakes with a payload that makes no sense
 * @param notAllowed handshakes of keys that may not link
 * @param overLimit handshakes refused because there are too many links
 * @param halfOpenDropped accepted handshakes that no sealed packet followed, or that were evicted
 * @param replayed sealed packets seen before
 * @param forged sealed packets that failed to open
 * @param expired sealed packets of a session or epoch that is over
 * @param malformedControl control packets or messages that were not understood
 * @param protocolBroken links closed because the peer broke the protocol
 * @param roamed moves of a link to another address
 * @param blockedHandshakes handshake packets that the transport had no room for
 * @param cellsDropped cells that a full or slow queue dropped, or that were too large
 * @param linksUp links that came up
 * @param linksDown links that went down
 */
public record LinksStatistics(
        long malformedPackets,
        long unknownIndex,
        long initsSent,
        long initsReceived,
        long wrongMac1,
        long cookiesSent,
        long cookiesRefused,
        long sourceLimited,
        long handshakesForged,
        long handshakesMalformed,
        long notAllowed,
        long overLimit,
        long halfOpenDropped,
        long replayed,
        long forged,
        long expired,
        long malformedControl,
        long protocolBroken,
        long roamed,
        long blockedHandshakes,
        long cellsDropped,
        long linksUp,
        long linksDown) {}

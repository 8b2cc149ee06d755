package net.skycoin.skywire.link;

/**
 * What a link has measured from its own traffic. Delays, loss and rates are of the last second with
 * reports; the delays of the two directions rest on an estimate of the clocks' offset.
 *
 * @param rttNs smoothed round-trip time; 0 until measured
 * @param minRttNs the least round-trip time of the session
 * @param delayOutNs one-way delay towards the peer
 * @param delayInNs one-way delay from the peer
 * @param lossOut share of packets lost towards the peer, 0 to 1
 * @param lossIn share of packets lost from the peer, 0 to 1
 * @param rateOut bits per second that reached the peer
 * @param rateIn bits per second that arrived from the peer
 * @param packetsOut packets sent since the link came up
 * @param packetsIn authentic packets received
 * @param bytesOut bytes of datagrams sent
 * @param bytesIn bytes of authentic datagrams received
 * @param cellsDropped cells dropped before sending: full queue, waited too long, too large
 * @param retransmitted fragments of messages that were sent again
 * @param largestDatagram bytes, as probed
 * @param roamed how often the peer's address changed
 * @param upForNs since the link came up
 */
public record LinkStatistics(
        long rttNs,
        long minRttNs,
        long delayOutNs,
        long delayInNs,
        double lossOut,
        double lossIn,
        double rateOut,
        double rateIn,
        long packetsOut,
        long packetsIn,
        long bytesOut,
        long bytesIn,
        long cellsDropped,
        long retransmitted,
        int largestDatagram,
        int roamed,
        long upForNs) {}

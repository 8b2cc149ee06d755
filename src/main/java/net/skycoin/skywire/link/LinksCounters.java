package net.skycoin.skywire.link;

import net.skycoin.skywire.noise.Session;

/** The counters behind {@link LinksStatistics}; each is counted where it happens. */
final class LinksCounters {
    long malformedPackets;
    long unknownIndex;
    long initsSent;
    long initsReceived;
    long wrongMac1;
    long cookiesSent;
    long cookiesRefused;
    long sourceLimited;
    long handshakesForged;
    long handshakesMalformed;
    long notAllowed;
    long overLimit;
    long halfOpenDropped;
    long replayed;
    long forged;
    long expired;
    long malformedControl;
    long protocolBroken;
    long roamed;
    long blockedHandshakes;
    long cellsDropped;
    long linksUp;
    long linksDown;

    /** Counts a packet that {@link Session#open} refused. */
    void refused(int reject) {
        switch (reject) {
            case Session.Reject.REPLAYED -> replayed++;
            case Session.Reject.FORGED -> forged++;
            case Session.Reject.EXPIRED, Session.Reject.UNKNOWN_EPOCH -> expired++;
            default -> malformedPackets++;
        }
    }

    /**
     * @param cellsDroppedNow by links that are still up; {@link #cellsDropped} is of those that
     *     ended
     */
    LinksStatistics snapshot(long cellsDroppedNow) {
        return new LinksStatistics(
                malformedPackets,
                unknownIndex,
                initsSent,
                initsReceived,
                wrongMac1,
                cookiesSent,
                cookiesRefused,
                sourceLimited,
                handshakesForged,
                handshakesMalformed,
                notAllowed,
                overLimit,
                halfOpenDropped,
                replayed,
                forged,
                expired,
                malformedControl,
                protocolBroken,
                roamed,
                blockedHandshakes,
                cellsDropped + cellsDroppedNow,
                linksUp,
                linksDown);
    }
}

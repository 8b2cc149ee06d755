package net.skycoin.skywire.circuit;

/** The running counts behind {@link CircuitStatistics}, which says what each one means. */
final class CircuitCounters {
    long openedCircuits;
    long failedSetups;
    long unansweredSetups;
    long forgedReplies;
    long acceptedCircuits;
    long relayedCircuits;
    long refusedSetups;
    long staleOnions;
    long replayedOnions;
    long excessSetups;
    long halfOpenExpired;
    long malformedMessages;
    long unknownMessages;
    long forgedStatus;
    long relayedCells;
    long deliveredCells;
    long unknownCells;
    long malformedCells;
    long replayedCells;
    long forgedCells;
    long oversizedCells;
    long wornOutCells;
    long unbufferedCells;
    long unpaidCells;

    void rejectedByEndToEnd(int reason) {
        switch (reason) {
            case EndToEnd.REPLAYED -> replayedCells++;
            case EndToEnd.FORGED -> forgedCells++;
            default -> malformedCells++;
        }
    }

    CircuitStatistics snapshot() {
        return new CircuitStatistics(
                openedCircuits,
                failedSetups,
                unansweredSetups,
                forgedReplies,
                acceptedCircuits,
                relayedCircuits,
                refusedSetups,
                staleOnions,
                replayedOnions,
                excessSetups,
                halfOpenExpired,
                malformedMessages,
                unknownMessages,
                forgedStatus,
                relayedCells,
                deliveredCells,
                unknownCells,
                malformedCells,
                replayedCells,
                forgedCells,
                oversizedCells,
                wornOutCells,
                unbufferedCells,
                unpaidCells);
    }
}

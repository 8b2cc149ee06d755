package net.skycoin.skywire.circuit;

/**
 * What happened so far, rare things and dropped ones above all.
 *
 * @param openedCircuits circuits of this node that were set up
 * @param failedSetups set-ups of this node that a hop refused
 * @param unansweredSetups set-ups of this node without a reply in time
 * @param forgedReplies replies that no hop of the path can have made
 * @param acceptedCircuits circuits accepted as end point
 * @param relayedCircuits circuits relayed, from the reply on
 * @param refusedSetups set-ups of others refused with a code
 * @param staleOnions onions that fitted no onion key; answered with the descriptor
 * @param replayedOnions onions seen before; dropped
 * @param excessSetups set-ups above the rate; dropped
 * @param halfOpenExpired relayed set-ups without a reply in time
 * @param malformedMessages messages that do not parse; dropped
 * @param unknownMessages messages for a circuit that does not exist, or not in that state
 * @param forgedStatus status blocks that no hop of the path can have made
 * @param relayedCells cells passed on
 * @param deliveredCells cells opened as an end of a circuit
 * @param unknownCells cells for a circuit that does not exist, or is not open
 * @param malformedCells cells of an impossible length or content
 * @param replayedCells cells whose N or sequence was seen before
 * @param forgedCells cells that failed authentication at an end
 * @param oversizedCells cells too long for the next link
 * @param wornOutCells cells beyond what one circuit may carry
 * @param unbufferedCells cells dropped because all packet buffers were out
 * @param unpaidCells cells of others not carried, as they were not paid for
 */
public record CircuitStatistics(
        long openedCircuits,
        long failedSetups,
        long unansweredSetups,
        long forgedReplies,
        long acceptedCircuits,
        long relayedCircuits,
        long refusedSetups,
        long staleOnions,
        long replayedOnions,
        long excessSetups,
        long halfOpenExpired,
        long malformedMessages,
        long unknownMessages,
        long forgedStatus,
        long relayedCells,
        long deliveredCells,
        long unknownCells,
        long malformedCells,
        long replayedCells,
        long forgedCells,
        long oversizedCells,
        long wornOutCells,
        long unbufferedCells,
        long unpaidCells) {}

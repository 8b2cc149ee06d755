package net.skycoin.skywire.link;

/**
 * Whose packet leaves next: the owner's, while there are any; but one in sixteen is that of
 * somebody who is relayed, so that their circuits live on.
 */
final class OwnerFirst {
    private static final int IN_A_ROW = 15;

    private int inARow;

    /** Whether a relayed packet is next; at least one of the two waits. */
    boolean relayedNext(boolean ownWaits, boolean relayedWaits) {
        return !ownWaits || (relayedWaits && inARow >= IN_A_ROW);
    }

    /** This kind has left. */
    void left(boolean relayed) {
        inARow = relayed ? 0 : inARow + 1;
    }
}

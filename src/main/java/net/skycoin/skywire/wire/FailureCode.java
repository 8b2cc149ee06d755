package net.skycoin.skywire.wire;

import org.jspecify.annotations.Nullable;

/**
 * Why a circuit was not built, or why it ended. Codes from 0 travel in replies and status blocks;
 * the negative ones are an initiator's own findings and never leave the node.
 */
public enum FailureCode {
    ACCEPTED(0, "accepted"),
    STALE_ONION_KEY(1, "stale onion key"),
    NEXT_NOT_LINKED(2, "next node not linked"),
    LIMIT_REACHED(3, "limit of this neighbour or node reached"),
    MALFORMED(4, "malformed"),
    NOT_SERVED(5, "purpose not served here"),
    PRICE_NOT_MET(6, "price not met"),
    LIFETIME_OVER(7, "lifetime over"),
    LINK_LOST(8, "link lost"),
    CLOSED(9, "closed by the initiator or the end point"),
    UNPAID(10, "not paid for, by a neighbour of the hop"),
    BUDGET_SPENT(11, "the circuit's budget is used up"),
    /** No reply came within the initiator's patience. */
    NO_REPLY(-1, "no reply"),
    /** The reply, or a status, carries the authentication of no hop of the path. */
    FORGED(-2, "forged or damaged on the way");

    private final int code;
    private final String text;

    FailureCode(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** The byte that travels; negative for what never does. */
    public int code() {
        return code;
    }

    /** The meaning in words, for a person to read. */
    public String text() {
        return text;
    }

    /** The meaning of a byte that arrived; null for one that has none. */
    public static @Nullable FailureCode of(int code) {
        for (FailureCode failure : values()) {
            if (failure.code == code && code >= 0) {
                return failure;
            }
        }
        return null;
    }
}

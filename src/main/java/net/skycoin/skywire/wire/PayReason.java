package net.skycoin.skywire.wire;

import org.jspecify.annotations.Nullable;

/** Why a payee serves as it does. */
public enum PayReason {
    PAID(0, "paid"),
    FREE(1, "nothing is asked for"),
    AHEAD(2, "a stranger pays ahead, and what was paid is used up"),
    CREDIT(3, "what is owed exceeds the credit"),
    DEFAULT(4, "what is owed was not paid in time"),
    NO_CHANNEL(5, "there is no payment channel yet"),
    CHANNEL_REFUSED(6, "the payment channel was not accepted"),
    NO_COMMON_HUB(7, "the two have no hub in common"),
    DISPUTED(8, "the two count differently by more than was lost on the way");

    private final int code;
    private final String words;

    PayReason(int code, String words) {
        this.code = code;
        this.words = words;
    }

    /** The byte that travels. */
    public int code() {
        return code;
    }

    /** For a person to read. */
    public String words() {
        return words;
    }

    /** The meaning of a byte that arrived; null for one that has none. */
    static @Nullable PayReason of(int code) {
        return code < values().length ? values()[code] : null;
    }
}

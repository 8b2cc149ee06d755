package net.skycoin.skywire.wire;

import org.jspecify.annotations.Nullable;

/** What a hub says to a request. */
public enum HubCode {
    DONE(0, "done"),
    TOO_LITTLE(1, "the account holds too little"),
    UNKNOWN_CHANNEL(2, "there is no such channel"),
    WRONG_WORD(3, "the word is not of this channel"),
    EXPIRED(4, "the channel has expired"),
    REUSED(5, "the channel's name or chain was used before"),
    NOT_YOURS(6, "the channel is another account's"),
    TERMS(7, "the terms are not acceptable"),
    ROLLED_BACK(8, "the hub's books are older than the account's statement"),
    BUSY(9, "too many requests; try again later"),
    BAD_ADDRESS(10, "not an address, or not an amount that the chain can carry"),
    FROZEN(11, "the account is frozen until the hub's operator has looked at it"),
    UNSUPPORTED(12, "the hub does not do this");

    private final int code;
    private final String words;

    HubCode(int code, String words) {
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

    /** Whether asking again may go better. */
    public boolean isPassing() {
        return this == TOO_LITTLE || this == BUSY || this == FROZEN || this == ROLLED_BACK;
    }

    static @Nullable HubCode of(int code) {
        return code < values().length ? values()[code] : null;
    }
}

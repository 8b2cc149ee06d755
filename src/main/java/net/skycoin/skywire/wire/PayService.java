package net.skycoin.skywire.wire;

import org.jspecify.annotations.Nullable;

/** How a payee serves a payer. */
public enum PayService {
    /** At full rate. */
    OPEN(0),
    /** At the free rate, for lack of payment. */
    THROTTLED(1),
    /** Not at all, as nothing was paid for a while. */
    STOPPED(2);

    private final int code;

    PayService(int code) {
        this.code = code;
    }

    /** The byte that travels. */
    public int code() {
        return code;
    }

    /** The meaning of a byte that arrived; null for one that has none. */
    static @Nullable PayService of(int code) {
        return code < values().length ? values()[code] : null;
    }
}

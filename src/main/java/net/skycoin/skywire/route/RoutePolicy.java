package net.skycoin.skywire.route;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What makes one path better than another of the same number of relays. */
public enum RoutePolicy {
    /** Every hop counts the same: among equals chance decides. */
    FEWEST_HOPS,
    /** Least estimated one-way delay. */
    LATENCY,
    /** The widest narrowest hop; among such the least delay. */
    THROUGHPUT,
    /** The least sum of the relays' prices; among such the least delay. */
    PRICE,
    /** As many relays as can be in the preferred countries; among such paths the least delay. */
    PLACE;

    /** As people write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The policy with this text; null when there is none. */
    public static @Nullable RoutePolicy of(String text) {
        for (RoutePolicy policy : values()) {
            if (policy.text().equals(text)) {
                return policy;
            }
        }
        return null;
    }
}

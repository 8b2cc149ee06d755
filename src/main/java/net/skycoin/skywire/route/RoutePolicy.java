package net.skycoin.skywire.route;

/** What makes one path better than another of the same number of relays. */
public enum RoutePolicy {
    /** Every hop counts the same: among equals chance decides. */
    FEWEST_HOPS,
    /** Least estimated one-way delay. */
    LATENCY
}

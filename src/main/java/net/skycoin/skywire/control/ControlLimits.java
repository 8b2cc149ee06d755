package net.skycoin.skywire.control;

import java.time.Duration;

/**
 * What one client, or all together, may take from the control server.
 *
 * @param bodyBytes largest body of a request
 * @param connections open at once on one socket
 * @param streams event streams open at once on one socket
 * @param request longest time without a whole request, on a new connection or between two
 * @param answer longest time that a handler takes
 * @param write longest time that a client takes to read its answer
 */
public record ControlLimits(
        int bodyBytes,
        int connections,
        int streams,
        Duration request,
        Duration answer,
        Duration write) {
    public static final ControlLimits DEFAULT =
            new ControlLimits(
                    64 * 1024,
                    32,
                    8,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10));
}

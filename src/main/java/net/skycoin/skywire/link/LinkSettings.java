package net.skycoin.skywire.link;

import java.util.Set;
import net.skycoin.skywire.crypto.PublicKey;

/**
 * What a person may choose about links.
 *
 * @param allow the keys that may link by dialling this node; empty for any key
 * @param maximumLinks links at once; dialled peers come on top
 * @param maximumHalfOpen accepted handshakes that wait for their first sealed packet
 * @param handshakesPerSecond from which rate of arriving handshakes on their senders must show
 *     cookies
 * @param shortestBackOffNs pause before the first repetition of a dial
 * @param longestBackOffNs pause between two dials of a peer that does not answer
 * @param uploadBitsPerSecond what all links together send to other networks at most, headers
 *     included; 0 for no limit
 */
public record LinkSettings(
        Set<PublicKey> allow,
        int maximumLinks,
        int maximumHalfOpen,
        int handshakesPerSecond,
        long shortestBackOffNs,
        long longestBackOffNs,
        long uploadBitsPerSecond) {
    /**
     * Any key, 256 links, back-off from 0.25 s to 3 s: a neighbour that comes back is soon linked.
     */
    public static final LinkSettings DEFAULT =
            new LinkSettings(Set.of(), 256, 128, 50, 250_000_000L, 3_000_000_000L, 0);

    public LinkSettings {
        allow = Set.copyOf(allow);
    }

    public LinkSettings withAllow(Set<PublicKey> keys) {
        return new LinkSettings(
                keys,
                maximumLinks,
                maximumHalfOpen,
                handshakesPerSecond,
                shortestBackOffNs,
                longestBackOffNs,
                uploadBitsPerSecond);
    }

    public LinkSettings withMaximumLinks(int maximum) {
        return new LinkSettings(
                allow,
                maximum,
                maximumHalfOpen,
                handshakesPerSecond,
                shortestBackOffNs,
                longestBackOffNs,
                uploadBitsPerSecond);
    }

    public LinkSettings withHandshakesPerSecond(int rate) {
        return new LinkSettings(
                allow,
                maximumLinks,
                maximumHalfOpen,
                rate,
                shortestBackOffNs,
                longestBackOffNs,
                uploadBitsPerSecond);
    }

    public LinkSettings withUpload(long bitsPerSecond) {
        return new LinkSettings(
                allow,
                maximumLinks,
                maximumHalfOpen,
                handshakesPerSecond,
                shortestBackOffNs,
                longestBackOffNs,
                bitsPerSecond);
    }

    boolean allows(PublicKey key) {
        return allow.isEmpty() || allow.contains(key);
    }
}

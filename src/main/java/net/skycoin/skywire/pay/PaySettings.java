package net.skycoin.skywire.pay;

import java.util.LinkedHashMap;
import java.util.Map;
import net.skycoin.skywire.crypto.PublicKey;

/**
 * What a node asks for and what it pays with.
 *
 * @param price asked of every neighbour for a MiB that is carried for it
 * @param prices asked of single neighbours instead
 * @param accounts the key of this node's account at each of its hubs, the preferred hub first
 * @param freeBytesPerSecond what each neighbour that does not pay may use
 */
public record PaySettings(
        Price price,
        Map<PublicKey, Price> prices,
        Map<PublicKey, PublicKey> accounts,
        long freeBytesPerSecond) {
    public PaySettings {
        prices = new LinkedHashMap<>(prices);
        accounts = new LinkedHashMap<>(accounts);
    }

    /** What a neighbour is asked for. */
    public Price asks(PublicKey neighbour) {
        return prices.getOrDefault(neighbour, price);
    }
}

package net.skycoin.skywire.link;

import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.noise.PacketMacs;
import org.jspecify.annotations.Nullable;

/**
 * The wish to be linked with a peer at an endpoint; the {@link Dialer} fulfils it.
 *
 * <pre>
 *   DIALLING --- link up ---&gt; LINKED --- silent ---&gt; LINKED and DIALLING
 *      ^                        |  ^                   |       |
 *      +---------- down --------+  +---- recovered ----+       | down
 *      +-------------------------------------------------------+
 * </pre>
 *
 * Dialling: {@link #timer} is set; linked: {@link #link} is.
 */
final class Dial {
    final PublicKey key;
    final Endpoint at;
    final BackOff backOff;
    final PacketMacs.Sender macs;
    @Nullable Link link;
    @Nullable DialAttempt attempt;
    Timers.@Nullable Timer timer;
    int sendings;
    long sentAtNs;
    boolean cookieUsed;

    Dial(PublicKey key, Endpoint at, BackOff backOff) {
        this.key = key;
        this.at = at;
        this.backOff = backOff;
        macs = new PacketMacs.Sender(key);
    }

    boolean isFor(PublicKey other, Endpoint endpoint) {
        return key.equals(other) && at.equals(endpoint);
    }
}

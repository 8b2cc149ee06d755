package net.skycoin.skywire.link;

import java.util.random.RandomGenerator;
import net.skycoin.skywire.clock.Timers;
import org.jspecify.annotations.Nullable;

/**
 * What every link of a node shares.
 *
 * @param pacer of the line to the internet; null when its rate is not known
 */
record LinkEnvironment(
        Timers timers,
        RandomGenerator random,
        DatagramSender sender,
        LinkListener listener,
        LinksCounters counters,
        @Nullable Pacer pacer) {}

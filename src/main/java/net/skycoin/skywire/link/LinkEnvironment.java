package net.skycoin.skywire.link;

import java.util.random.RandomGenerator;
import net.skycoin.skywire.clock.Timers;

/** What every link of a node shares. */
record LinkEnvironment(
        Timers timers,
        RandomGenerator random,
        DatagramSender sender,
        LinkListener listener,
        LinksCounters counters) {}

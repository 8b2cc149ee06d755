package net.skycoin.skywire.pay;

import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.link.NeighbourTime;

/**
 * What the accounts of a node share.
 *
 * @param instance random, new in each life
 * @param time wall time, which channels need
 */
record PayContext(
        PaySettings settings,
        PrivateKey identity,
        long instance,
        RandomGenerator random,
        Timers timers,
        NeighbourTime time,
        PayStore store,
        HubGate hubs) {

    private static final Runnable NOTHING = () -> {};

    long nowNs() {
        return timers.nowNs();
    }

    /** Seconds since 1970; 0 while nobody knows. */
    long unixSeconds() {
        OptionalLong ms = time.unixMs();
        return ms.isPresent() ? ms.getAsLong() / 1000 : 0;
    }

    void write(PayRecord record) {
        store.write(record, NOTHING);
    }

    void note(PublicKey neighbour, String text) {
        write(new PayRecord.Note(unixSeconds(), neighbour, text));
    }
}

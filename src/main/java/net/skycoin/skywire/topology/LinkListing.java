package net.skycoin.skywire.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.CoarseScale;
import net.skycoin.skywire.wire.LinkStates;
import net.skycoin.skywire.wire.LinkStates.Neighbour;
import org.jspecify.annotations.Nullable;

/**
 * The list of neighbours in our link states: those that publish a descriptor, in the order of their
 * keys. The figures of a link change at most every ten minutes, however often the list is
 * published, so that nobody can trace flows by them; only a first measurement, and another size of
 * datagram, which circuits depend on, show at once.
 */
final class LinkListing {
    static final long MIN_SAMPLE_AGE_NS = 600_000_000_000L;

    private record Sample(Neighbour neighbour, long takenNs) {}

    private final NetworkMap map;
    private final Timers timers;
    private final Supplier<List<LocalLink>> links;
    private final NanoSky price;
    private Map<PublicKey, Sample> published = new TreeMap<>();

    LinkListing(NetworkMap map, Timers timers, Supplier<List<LocalLink>> links, NanoSky price) {
        this.map = map;
        this.timers = timers;
        this.links = links;
        this.price = price;
    }

    /** Whether what was published last should be corrected before its time. */
    boolean isOutdated() {
        Map<PublicKey, LocalLink> present = present();
        if (!present.keySet().equals(published.keySet())) {
            return true;
        }
        for (LocalLink link : present.values()) {
            Sample sample = published.get(link.neighbour());
            if (sample == null || isMisleading(sample.neighbour, link)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMisleading(Neighbour listed, LocalLink link) {
        boolean delayLearned = listed.delayCode() == CoarseScale.UNKNOWN && link.delayNs() >= 0;
        return delayLearned || listed.largestDatagram() != link.largestDatagram();
    }

    /** The list to be published now. */
    List<Neighbour> renew() {
        Map<PublicKey, Sample> next = new TreeMap<>();
        List<Neighbour> neighbours = new ArrayList<>();
        for (LocalLink link : present().values()) {
            Sample sample = keepOrTake(published.get(link.neighbour()), link);
            next.put(link.neighbour(), sample);
            neighbours.add(sample.neighbour);
        }
        published = next;
        return neighbours;
    }

    private Sample keepOrTake(@Nullable Sample old, LocalLink link) {
        if (old != null
                && old.neighbour.delayCode() != CoarseScale.UNKNOWN
                && timers.nowNs() - old.takenNs < MIN_SAMPLE_AGE_NS) {
            int delayCode = old.neighbour.delayCode();
            int capacityCode = old.neighbour.capacityCode();
            return new Sample(neighbour(link, delayCode, capacityCode), old.takenNs);
        }
        int delayCode = CoarseScale.delayCode(link.delayNs());
        int capacityCode = CoarseScale.capacityCode(link.capacityBitsPerSecond());
        return new Sample(neighbour(link, delayCode, capacityCode), timers.nowNs());
    }

    private Neighbour neighbour(LocalLink link, int delayCode, int capacityCode) {
        return new Neighbour(
                link.neighbour(), delayCode, capacityCode, link.largestDatagram(), price);
    }

    private Map<PublicKey, LocalLink> present() {
        Map<PublicKey, LocalLink> present = new TreeMap<>();
        for (LocalLink link : links.get()) {
            if (map.descriptor(link.neighbour()) != null
                    && present.size() < LinkStates.MAX_NEIGHBOURS) {
                present.putIfAbsent(link.neighbour(), link);
            }
        }
        return present;
    }
}

package net.skycoin.skywire.topology;

import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.MapRecord;
import net.skycoin.skywire.wire.RecordId;

/** A verified record in the map, with its age. Immutable. */
public final class MapEntry {
    private static final long SECOND_NS = 1_000_000_000L;

    private final MapRecord record;
    private final RecordId id;
    private final PublicKey from;
    private final boolean quiet;
    private final long serial;
    private final long bornNs;
    private final long expiresNs;

    MapEntry(
            MapRecord record,
            PublicKey from,
            boolean quiet,
            long serial,
            long bornNs,
            long lifetimeSeconds) {
        this.record = record;
        this.id = record.id();
        this.from = from;
        this.quiet = quiet;
        this.serial = serial;
        this.bornNs = bornNs;
        this.expiresNs = bornNs + (lifetimeSeconds * SECOND_NS);
    }

    public MapRecord record() {
        return record;
    }

    public RecordId id() {
        return id;
    }

    /** The neighbour that sent it; our own key when we made it. */
    public PublicKey from() {
        return from;
    }

    /** Whether it came with many others, of which neighbours hear by a summary. */
    boolean quiet() {
        return quiet;
    }

    /** Place in the order in which the map's present entries were stored. */
    long serial() {
        return serial;
    }

    long expiresNs() {
        return expiresNs;
    }

    /**
     * Time since the record was signed. Rounded up, so that a record that goes round in circles
     * never grows younger.
     */
    public long ageSeconds(long nowNs) {
        return Math.ceilDiv(nowNs - bornNs, SECOND_NS);
    }
}

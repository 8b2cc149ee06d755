package net.skycoin.skywire.bond;

import org.jspecify.annotations.Nullable;

/**
 * The bounded memory of all bonds of a node. When {@code limit} parcels are out, {@link #acquire}
 * answers null and the caller drops what it wanted to keep. Engine's thread only.
 */
public final class ParcelPool {
    private final int limit;
    private @Nullable Parcel free;
    private int outstanding;
    private long exhausted;

    public ParcelPool(int limit) {
        this.limit = limit;
    }

    @Nullable Parcel acquire() {
        if (outstanding == limit) {
            exhausted++;
            return null;
        }
        Parcel parcel = free;
        if (parcel == null) {
            parcel = new Parcel();
        } else {
            free = parcel.next;
        }
        outstanding++;
        parcel.next = null;
        parcel.pooled = false;
        parcel.flags = 0;
        parcel.retries = 0;
        parcel.copies = 0;
        parcel.acknowledged = false;
        parcel.waiting = false;
        return parcel;
    }

    void release(Parcel parcel) {
        if (parcel.pooled) {
            throw new IllegalStateException("parcel released twice");
        }
        parcel.pooled = true;
        parcel.next = free;
        free = parcel;
        outstanding--;
    }

    /** Parcels that are out at the moment. */
    public int outstanding() {
        return outstanding;
    }

    /** How often there was none left. */
    public long exhausted() {
        return exhausted;
    }

    /** Whether less than a quarter is left. */
    boolean scarce() {
        return outstanding > limit - limit / 4;
    }
}

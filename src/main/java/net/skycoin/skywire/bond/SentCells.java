package net.skycoin.skywire.bond;

import org.jspecify.annotations.Nullable;

/**
 * The cells sent on one path of which it is not known yet what became of them: a ring by sequence,
 * with what {@link PathModel} needs to make a sample of the delivery rate.
 */
final class SentCells {
    private static final int FIRST_CAPACITY = 64;

    /** More than 1.25 BDP of any path that this machine can fill. */
    static final int MAX_CAPACITY = 16_384;

    /** One cell; reused by every sequence that falls into its place. */
    static final class SentCell {
        /** Whether its fate is open. */
        boolean open;

        long sentNs;
        int bytes;

        /** What the model knew when it was sent. */
        long delivered;

        long deliveredAtNs;
        long firstSentNs;
        boolean applicationLimited;

        /** What it carries; null when that will not be sent again. */
        @Nullable Parcel parcel;
    }

    private SentCell[] ring = new SentCell[FIRST_CAPACITY];
    private long next;
    private long first;
    private long bytesInFlight;

    SentCells() {
        fill(0);
    }

    private void fill(int from) {
        for (int i = from; i < ring.length; i++) {
            ring[i] = new SentCell();
        }
    }

    /** The sequence of the next cell. */
    long next() {
        return next;
    }

    /** The lowest sequence whose fate is open; {@link #next} if there is none. */
    long first() {
        return first;
    }

    long bytesInFlight() {
        return bytesInFlight;
    }

    boolean isFull() {
        return next - first >= MAX_CAPACITY;
    }

    boolean isEmpty() {
        return first == next;
    }

    /** The record of a sequence from {@link #first} up. */
    SentCell at(long sequence) {
        return ring[(int) sequence & (ring.length - 1)];
    }

    /** Notes that the cell {@link #next} was sent. */
    void add(@Nullable Parcel parcel, int bytes, PathModel model, long nowNs) {
        if (next - first == ring.length) {
            grow();
        }
        SentCell cell = at(next);
        cell.open = true;
        cell.sentNs = nowNs;
        cell.bytes = bytes;
        cell.delivered = model.delivered();
        cell.deliveredAtNs = model.deliveredAtNs();
        cell.firstSentNs = model.firstSentNs();
        cell.applicationLimited = model.isApplicationLimited();
        cell.parcel = parcel;
        bytesInFlight += bytes;
        next++;
    }

    /** Closes a cell; its parcel is the caller's then. */
    @Nullable Parcel close(SentCell cell) {
        Parcel parcel = cell.parcel;
        cell.open = false;
        cell.parcel = null;
        bytesInFlight -= cell.bytes;
        return parcel;
    }

    /** Moves {@link #first} past the cells that were closed. */
    void advance() {
        while (first < next && !at(first).open) {
            first++;
        }
    }

    private void grow() {
        SentCell[] before = ring;
        ring = new SentCell[2 * before.length];
        fill(0);
        for (long sequence = first; sequence < next; sequence++) {
            ring[(int) sequence & (ring.length - 1)] = before[(int) sequence & (before.length - 1)];
        }
    }
}

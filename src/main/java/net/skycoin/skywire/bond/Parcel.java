package net.skycoin.skywire.bond;

import org.jspecify.annotations.Nullable;

/**
 * An inner packet inside a bond: waiting to be sent, kept until the other end has it, or held until
 * those before it have arrived. Pooled; at each moment in one place, which owns it, except that a
 * sent parcel is owned by all its records in {@link SentCells} together ({@link #copies}).
 */
final class Parcel {
    /** Room for the largest inner packet. */
    static final int CAPACITY = 2048;

    final byte[] array = new byte[CAPACITY];
    int length;

    /** Flags of the cell that carries it, the bond's own not among them. */
    int flags;

    /** The numbered stream that it belongs to, and its place there once it was first sent. */
    int flow;

    int flowSequence;
    long queuedAtNs;

    /** How often it was sent because a path lost it. */
    int retries;

    /** Cells under way that carry it. */
    int copies;

    /** Whether one of them arrived. */
    boolean acknowledged;

    /** Whether it waits to be sent again. */
    boolean waiting;

    boolean pooled;
    @Nullable Parcel next;
}

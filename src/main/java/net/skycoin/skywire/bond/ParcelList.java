package net.skycoin.skywire.bond;

import org.jspecify.annotations.Nullable;

/** First in, first out, linked through the parcels themselves. */
final class ParcelList {
    private @Nullable Parcel head;
    private @Nullable Parcel tail;
    private int size;

    boolean isEmpty() {
        return head == null;
    }

    int size() {
        return size;
    }

    @Nullable Parcel first() {
        return head;
    }

    void add(Parcel parcel) {
        parcel.next = null;
        if (tail == null) {
            head = parcel;
        } else {
            tail.next = parcel;
        }
        tail = parcel;
        size++;
    }

    @Nullable Parcel poll() {
        Parcel parcel = head;
        if (parcel != null) {
            head = parcel.next;
            if (head == null) {
                tail = null;
            }
            parcel.next = null;
            size--;
        }
        return parcel;
    }
}

package net.skycoin.skywire.circuit;

import java.util.random.RandomGenerator;
import net.skycoin.skywire.bytes.Packet;
import net.skycoin.skywire.bytes.PacketPool;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.link.Neighbour;
import net.skycoin.skywire.wire.Cell;
import org.jspecify.annotations.Nullable;

/** What the three roles of a node's circuits share. */
record CircuitContext(
        CircuitSettings settings,
        int capabilities,
        RandomGenerator random,
        Timers timers,
        PacketPool pool,
        CircuitListener listener,
        CircuitTable table,
        Tolls tolls,
        CircuitCounters counters) {

    /** Bytes of the link's tag, for which a cell leaves room. */
    private static final int LINK_TAG_LENGTH = 16;

    /** Largest cell that a packet buffer holds. */
    static final int MAX_CELL = Packet.CAPACITY - Packet.HEADROOM - LINK_TAG_LENGTH;

    /** A packet for one cell, owned by the caller; null, and counted, when all are out. */
    @Nullable Packet acquire() {
        Packet packet = pool.acquire();
        if (packet == null) {
            counters.unbufferedCells++;
        }
        return packet;
    }

    /**
     * Opens an end-to-end layer and hands what is inside to the listener.
     *
     * @return whether the cell was authentic
     */
    boolean deliver(Circuit circuit, EndToEnd endToEnd, byte[] array, int cell, int length) {
        int inner = endToEnd.open(array, cell, length);
        if (inner < 0) {
            counters.rejectedByEndToEnd(inner);
            return false;
        }
        int header = cell + Cell.HEADER_LENGTH;
        int cellClass = Cell.cellClass(array, header);
        if (cellClass != Cell.CLASS_DATA && cellClass != Cell.CLASS_CONTROL) {
            counters.malformedCells++;
            return true;
        }
        counters.deliveredCells++;
        listener.received(
                circuit,
                Cell.flow(array, header),
                Cell.flowSequence(array, header),
                cellClass,
                Cell.flags(array, header),
                array,
                header + Cell.INNER_HEADER_LENGTH,
                inner);
        return true;
    }

    byte @Nullable [] takeRekey(EndToEnd endToEnd, byte[] array, int offset, int length) {
        return EndToEndRekey.isRekey(array, offset, length)
                ? endToEnd.takeRekey(array, offset, length, random, timers.nowNs())
                : null;
    }

    /** Largest inner packet that a first link can carry in one packet buffer. */
    static int innerMtu(Neighbour neighbour) {
        return Math.min(neighbour.maxCell(), MAX_CELL) - Cell.OVERHEAD;
    }
}

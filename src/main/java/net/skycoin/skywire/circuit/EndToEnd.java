package net.skycoin.skywire.circuit;

import net.skycoin.skywire.bytes.Packet;
import net.skycoin.skywire.crypto.Aead;
import net.skycoin.skywire.crypto.AeadAlgorithm;
import net.skycoin.skywire.noise.HandshakeKeys;
import net.skycoin.skywire.noise.ReplayWindow;
import net.skycoin.skywire.wire.Cell;
import net.skycoin.skywire.wire.HandshakePayload;

/**
 * The innermost layer of a circuit, between its two ends: authenticated encryption, and sequence
 * numbers with a replay window. N stands in the cell as both ends see it, zero(64) || epoch(8) ||
 * sequence(56), before the sender and after the receiver permuted it. No allocation per cell.
 */
final class EndToEnd {
    /** Reasons for which {@link #open} rejects a cell. */
    static final int FORGED = -1;

    static final int REPLAYED = -2;
    static final int MALFORMED = -3;

    private static final byte[] NO_DATA = {};

    private final Aead sealing;
    private final Aead opening;
    private final ReplayWindow window = new ReplayWindow();
    private long nextSequence;
    private long openedSequence = -1;

    private EndToEnd(Aead sealing, Aead opening) {
        this.sealing = sealing;
        this.opening = opening;
    }

    /** The layer under a handshake's keys, which are wiped. */
    static EndToEnd of(HandshakeKeys keys, boolean initiator, int ownCaps, int peerCaps) {
        boolean bothAes = (ownCaps & peerCaps & HandshakePayload.CAN_AES) != 0;
        AeadAlgorithm algorithm =
                bothAes ? AeadAlgorithm.AES_256_GCM : AeadAlgorithm.CHACHA20_POLY1305;
        Aead forward = algorithm.withKey(keys.k1());
        Aead backward = algorithm.withKey(keys.k2());
        keys.wipe();
        return initiator ? new EndToEnd(forward, backward) : new EndToEnd(backward, forward);
    }

    /** Whether the keys have carried all the cells that they may. */
    boolean exhausted() {
        return nextSequence >= Cell.MAX_CELLS;
    }

    /** The sequence of the next cell that is sealed: how many were. */
    long nextSequence() {
        return nextSequence;
    }

    /** The sequence of the cell that was opened last; -1 before the first. */
    long openedSequence() {
        return openedSequence;
    }

    /** Makes the packet's window a cell, without circuit id, around a copy of the inner packet. */
    void seal(
            Packet cell,
            int flow,
            int flowSequence,
            int cellClass,
            int flags,
            byte[] source,
            int offset,
            int length) {
        cell.set(source, offset, length);
        byte[] array = cell.array;
        int header = cell.offset - Cell.INNER_HEADER_LENGTH;
        Cell.putInnerHeader(array, header, flow, flowSequence, cellClass, flags, length);
        long sequence = nextSequence++;
        int plain = Cell.INNER_HEADER_LENGTH + length;
        int sealed = sealing.seal(sequence, NO_DATA, 0, 0, array, header, plain, array, header);
        cell.offset = header - Cell.HEADER_LENGTH;
        cell.length = Cell.HEADER_LENGTH + sealed;
        Cell.putNonce(array, cell.offset, 0, sequence);
    }

    /**
     * Opens a cell in place; the inner header then follows the cell's header.
     *
     * @return the length of the inner packet, or a negative reason
     */
    int open(byte[] array, int cell, int length) {
        long sequence = Cell.nonceLow(array, cell);
        // Only epoch 0 exists so far; with 2^28 as the limit its eight bits are zero too.
        if (Cell.nonceHigh(array, cell) != 0 || sequence < 0 || sequence >= Cell.MAX_CELLS) {
            return FORGED;
        }
        if (!window.check(sequence)) {
            return REPLAYED;
        }
        int header = cell + Cell.HEADER_LENGTH;
        int sealed = length - Cell.HEADER_LENGTH;
        int plain = opening.open(sequence, NO_DATA, 0, 0, array, header, sealed, array, header);
        if (plain < 0) {
            return FORGED;
        }
        window.mark(sequence);
        openedSequence = sequence;
        if (plain < Cell.INNER_HEADER_LENGTH) {
            return MALFORMED;
        }
        int inner = Cell.innerLength(array, header);
        return inner <= plain - Cell.INNER_HEADER_LENGTH ? inner : MALFORMED;
    }
}

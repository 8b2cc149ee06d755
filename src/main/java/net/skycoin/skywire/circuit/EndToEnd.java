package net.skycoin.skywire.circuit;

import java.util.random.RandomGenerator;
import net.skycoin.skywire.bytes.Packet;
import net.skycoin.skywire.crypto.Aead;
import net.skycoin.skywire.crypto.AeadAlgorithm;
import net.skycoin.skywire.noise.HandshakeKeys;
import net.skycoin.skywire.noise.ReplayWindow;
import net.skycoin.skywire.wire.Cell;
import net.skycoin.skywire.wire.HandshakePayload;
import net.skycoin.skywire.wire.RekeyInit;
import org.jspecify.annotations.Nullable;

/**
 * The innermost layer of a circuit, between its two ends: authenticated encryption, and sequence
 * numbers with a replay window. N stands in the cell as both ends see it, zero(64) || epoch(8) ||
 * sequence(56), before the sender and after the receiver permuted it. The sequence goes on through
 * all epochs. No allocation per cell.
 *
 * <pre>
 *   initiator: seal n, open n ---- answer arrives: seal n+1, open n+1 and n
 *   end point: seal n, open n ---- init arrives: seal n, open n and n+1
 *                             ---- first cell under n+1: seal n+1, open n+1 and n
 * </pre>
 */
final class EndToEnd {
    /** Reasons for which {@link #open} rejects a cell. */
    static final int FORGED = -1;

    static final int REPLAYED = -2;
    static final int MALFORMED = -3;

    private static final byte[] NO_DATA = {};

    /** The keys of one epoch. */
    private static final class Epoch {
        final int number;
        final boolean postQuantum;
        final Aead sealing;
        final Aead opening;

        Epoch(EndToEndRekey rekey, boolean initiator, AeadAlgorithm algorithm) {
            HandshakeKeys keys = rekey.keys();
            number = rekey.epoch();
            postQuantum = rekey.postQuantum();
            sealing = algorithm.withKey(initiator ? keys.k1() : keys.k2());
            opening = algorithm.withKey(initiator ? keys.k2() : keys.k1());
            keys.wipeTrafficKeys();
        }
    }

    /** Bits of the sequence below the epoch. */
    private static final int EPOCH_SHIFT = 56;

    private static final long SEQUENCE_MASK = (1L << EPOCH_SHIFT) - 1;

    private final boolean initiator;
    private final AeadAlgorithm algorithm;
    private final EndToEndRekey rekey;
    private final ReplayWindow window = new ReplayWindow();
    private Epoch current;
    private @Nullable Epoch next;
    private @Nullable Epoch previous;
    private long nextSequence;
    private long openedSequence = -1;

    private EndToEnd(boolean initiator, AeadAlgorithm algorithm, EndToEndRekey rekey) {
        this.initiator = initiator;
        this.algorithm = algorithm;
        this.rekey = rekey;
        current = newEpoch();
    }

    /** The layer under a handshake's keys, which it takes over. */
    static EndToEnd of(
            HandshakeKeys keys, boolean initiator, int ownCaps, int peerCaps, long nowNs) {
        int common = ownCaps & peerCaps;
        boolean bothAes = (common & HandshakePayload.CAN_AES) != 0;
        boolean bothKem = (common & HandshakePayload.CAN_KEM) != 0;
        AeadAlgorithm algorithm =
                bothAes ? AeadAlgorithm.AES_256_GCM : AeadAlgorithm.CHACHA20_POLY1305;
        return new EndToEnd(
                initiator, algorithm, new EndToEndRekey(initiator, bothKem, keys, nowNs));
    }

    private Epoch newEpoch() {
        return new Epoch(rekey, initiator, algorithm);
    }

    /** Whether ML-KEM-768 protects what is sealed now. */
    boolean postQuantum() {
        return current.postQuantum;
    }

    /** See {@link EndToEndRekey#due}. */
    byte @Nullable [] rekeyDue(RandomGenerator random, long nowNs) {
        return rekey.due(random, nowNs);
    }

    /**
     * Takes a message of a rekey.
     *
     * @return what is to be sent back; null when nothing is
     */
    byte @Nullable [] takeRekey(
            byte[] array, int offset, int length, RandomGenerator random, long nowNs) {
        if (array[offset] == RekeyInit.CIRCUIT_TYPE) {
            int before = rekey.epoch();
            byte[] answer = rekey.answer(array, offset, length, random, nowNs);
            if (rekey.epoch() != before) {
                next = newEpoch();
            }
            return answer;
        }
        if (rekey.finish(array, offset, length, nowNs)) {
            previous = current;
            current = newEpoch();
        }
        return null;
    }

    /** Wipes what leads to further keys. */
    void close() {
        rekey.close();
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
        long numbered = (long) current.number << EPOCH_SHIFT | sequence;
        int sealed =
                current.sealing.seal(numbered, NO_DATA, 0, 0, array, header, plain, array, header);
        cell.offset = header - Cell.HEADER_LENGTH;
        cell.length = Cell.HEADER_LENGTH + sealed;
        Cell.putNonce(array, cell.offset, 0, numbered);
    }

    /**
     * Opens a cell in place; the inner header then follows the cell's header.
     *
     * @return the length of the inner packet, or a negative reason
     */
    int open(byte[] array, int cell, int length) {
        long numbered = Cell.nonceLow(array, cell);
        long sequence = numbered & SEQUENCE_MASK;
        Epoch epoch = epoch((int) (numbered >>> EPOCH_SHIFT));
        if (Cell.nonceHigh(array, cell) != 0 || epoch == null || sequence >= Cell.MAX_CELLS) {
            return FORGED;
        }
        if (!window.check(sequence)) {
            return REPLAYED;
        }
        int header = cell + Cell.HEADER_LENGTH;
        int sealed = length - Cell.HEADER_LENGTH;
        int plain =
                epoch.opening.open(numbered, NO_DATA, 0, 0, array, header, sealed, array, header);
        if (plain < 0) {
            return FORGED;
        }
        window.mark(sequence);
        openedSequence = sequence;
        if (epoch == next) {
            previous = current;
            current = epoch;
            next = null;
            rekey.confirm();
        }
        if (plain < Cell.INNER_HEADER_LENGTH) {
            return MALFORMED;
        }
        int inner = Cell.innerLength(array, header);
        return inner <= plain - Cell.INNER_HEADER_LENGTH ? inner : MALFORMED;
    }

    private @Nullable Epoch epoch(int number) {
        if (number == current.number) {
            return current;
        }
        if (next != null && number == next.number) {
            return next;
        }
        return previous != null && number == previous.number ? previous : null;
    }
}

package net.skycoin.skywire.noise;

import java.util.random.RandomGenerator;
import net.skycoin.skywire.crypto.Aead;
import net.skycoin.skywire.crypto.AeadAlgorithm;
import net.skycoin.skywire.wire.LinkHeader;
import net.skycoin.skywire.wire.RekeyInit;
import net.skycoin.skywire.wire.RekeyResponse;
import org.jspecify.annotations.Nullable;

/**
 * The sealed packets of one link session, header included, and its key epochs.
 *
 * <pre>
 *   starter:   seal n, open n ----finishRekey: seal n+1, open n+1 and n ---30 s---&gt; open n+1
 *   answerer:  seal n, open n ----answerRekey: seal n, open n and n+1
 *                             ----first packet opened under n+1:
 *                                 seal n+1, open n+1 and n -------------30 s---&gt; open n+1
 *   expired:   180 s after the keys in use were made: seals and opens nothing more
 * </pre>
 *
 * <p>So each end must send something within 30 s of a rekey; an idle link's reports do.
 *
 * <p>The session's time moves on only by the calls that take {@code nowNs}; the owner asks {@link
 * #rekeyDue} at least once a second. Single-threaded; {@link #seal} and {@link #open} allocate
 * nothing of their own.
 */
public final class Session implements AutoCloseable {
    /** Bytes of the header before the plaintext. */
    public static final int HEADER_LENGTH = LinkHeader.LENGTH;

    /** Bytes that a packet has more than its plaintext. */
    public static final int OVERHEAD = HEADER_LENGTH + Aead.TAG_LENGTH;

    /** {@link #seal} could not: the session has expired, or was closed. */
    public static final int NOT_SEALED = -1;

    private static final int MAX_PLAINTEXT = 0xffff;

    // Of protocol.md, "Epochs".
    static final long REKEY_AFTER_NS = 120_000_000_000L;
    static final long REKEY_AFTER_PACKETS = 1L << 26;
    static final long EXPIRE_AFTER_NS = 180_000_000_000L;
    static final long OVERLAP_NS = 30_000_000_000L;

    /**
     * Our choice: the handshake's responder waits a little longer, so that both seldom start at
     * once.
     */
    static final long RESPONDER_DELAY_NS = 5_000_000_000L;

    /** Our choice: no key seals more, should the peer never answer a rekey. */
    private static final long MAX_PACKETS = 1L << 32;

    private final boolean initiator;
    private final boolean postQuantum;
    private final AeadAlgorithm algorithm;
    private final int localIndex;
    private final int remoteIndex;
    private final Rekey rekey;
    private long nowNs;
    private boolean closed;
    private boolean rekeyed;

    private SessionEpoch current;
    // Answered, and waiting for the peer's first packet under it.
    private @Nullable SessionEpoch next;
    private @Nullable SessionEpoch previous;
    private long previousClosesNs;

    private long received;
    private int highestEpoch;
    private long highestCounter = -1;

    private long malformed;
    private long unknownEpoch;
    private long expired;
    private long replayed;
    private long forged;

    /**
     * @param initiator whether this end was the handshake's initiator
     * @param postQuantum whether both ends mix ML-KEM-768 into each rekey; the first one is then
     *     due at once
     * @param keys of the handshake; the session wipes them
     * @param localIndex by which the peer addresses this session
     * @param remoteIndex by which this end addresses the peer's
     */
    public Session(
            boolean initiator,
            boolean postQuantum,
            HandshakeKeys keys,
            AeadAlgorithm algorithm,
            int localIndex,
            int remoteIndex,
            long nowNs) {
        this.initiator = initiator;
        this.postQuantum = postQuantum;
        this.algorithm = algorithm;
        this.localIndex = localIndex;
        this.remoteIndex = remoteIndex;
        this.nowNs = nowNs;
        rekey = new Rekey(initiator, postQuantum, keys);
        current = new SessionEpoch(0, initiator, keys, algorithm, nowNs);
    }

    public int localIndex() {
        return localIndex;
    }

    public int remoteIndex() {
        return remoteIndex;
    }

    /**
     * Seals {@code length} bytes of {@code source} (at most 65,535) into a whole packet in {@code
     * target}. To seal in place, the plaintext begins {@link #HEADER_LENGTH} behind {@code
     * targetOffset}; otherwise the ranges are disjoint.
     *
     * @param type {@link LinkHeader#CONTROL} or {@link LinkHeader#CELL}
     * @return the packet's length, {@code length} + {@link #OVERHEAD}, or {@link #NOT_SEALED}
     */
    public int seal(
            int type, byte[] source, int offset, int length, byte[] target, int targetOffset) {
        if (length > MAX_PLAINTEXT) {
            throw new IllegalArgumentException("plaintext of " + length + " bytes");
        }
        if (isExpired(current) || current.nextCounter == MAX_PACKETS) {
            return NOT_SEALED;
        }
        long counter = current.nextCounter++;
        LinkHeader.putSealed(
                target, targetOffset, type, current.number, length, remoteIndex, counter);
        int sealed =
                current.sealer.seal(
                        counter,
                        target,
                        targetOffset,
                        HEADER_LENGTH,
                        source,
                        offset,
                        length,
                        target,
                        targetOffset + HEADER_LENGTH);
        return HEADER_LENGTH + sealed;
    }

    /**
     * Opens a packet in place: the plaintext then begins {@link #HEADER_LENGTH} behind {@code
     * offset}.
     *
     * @return the plaintext's length, or a {@link Reject} code
     */
    public int open(byte[] packet, int offset, int length) {
        if (!isWellFormed(packet, offset, length)) {
            malformed++;
            return Reject.MALFORMED;
        }
        SessionEpoch epoch = epoch(LinkHeader.epoch(packet, offset));
        if (epoch == null) {
            unknownEpoch++;
            return Reject.UNKNOWN_EPOCH;
        }
        if (isExpired(epoch)) {
            expired++;
            return Reject.EXPIRED;
        }
        long counter = LinkHeader.counter(packet, offset);
        if (!epoch.window.check(counter)) {
            replayed++;
            return Reject.REPLAYED;
        }
        int opened =
                epoch.opener.open(
                        counter,
                        packet,
                        offset,
                        HEADER_LENGTH,
                        packet,
                        offset + HEADER_LENGTH,
                        length - HEADER_LENGTH,
                        packet,
                        offset + HEADER_LENGTH);
        if (opened == Aead.FORGED) {
            forged++;
            return Reject.FORGED;
        }
        accept(epoch, counter);
        return opened;
    }

    private boolean isWellFormed(byte[] packet, int offset, int length) {
        return length >= OVERHEAD
                && LinkHeader.isSealed(LinkHeader.type(packet, offset))
                && LinkHeader.bodyLength(packet, offset) == length - OVERHEAD
                && LinkHeader.index(packet, offset) == localIndex;
    }

    private void accept(SessionEpoch epoch, long counter) {
        epoch.window.mark(counter);
        received++;
        if (epoch == next) {
            rekey.confirm();
            beginEpoch(epoch);
        }
        // Serial number arithmetic: epochs are at most one apart.
        int ahead = (byte) (epoch.number - highestEpoch);
        if (ahead > 0 || (ahead == 0 && counter > highestCounter)) {
            highestEpoch = epoch.number;
            highestCounter = counter;
        }
    }

    private @Nullable SessionEpoch epoch(int number) {
        if (number == current.number) {
            return current;
        }
        if (next != null && number == next.number) {
            return next;
        }
        return previous != null && number == previous.number ? previous : null;
    }

    /** Whether the keys in use are too old; the previous epoch lives as long as its successor. */
    private boolean isExpired(SessionEpoch epoch) {
        return closed || nowNs - Math.max(epoch.beganNs, current.beganNs) >= EXPIRE_AFTER_NS;
    }

    private void moveTo(long toNs) {
        nowNs = Math.max(nowNs, toNs);
        if (previous != null && nowNs >= previousClosesNs) {
            previous.close();
            previous = null;
        }
    }

    /** Whether the session seals and opens nothing more. */
    public boolean expired(long nowNs) {
        moveTo(nowNs);
        return isExpired(current);
    }

    /** Whether this end should {@link #startRekey} now. */
    public boolean rekeyDue(long nowNs) {
        if (expired(nowNs) || !rekey.idle()) {
            return false;
        }
        long afterNs = postQuantum && !rekeyed ? 0 : REKEY_AFTER_NS;
        afterNs += initiator ? 0 : RESPONDER_DELAY_NS;
        return this.nowNs - current.beganNs >= afterNs
                || current.nextCounter >= REKEY_AFTER_PACKETS;
    }

    /**
     * Begins a rekey; the owner carries the init to the peer, reliably, sealed by this session.
     * Only when {@link #rekeyDue} said so.
     */
    public RekeyInit startRekey(RandomGenerator random, long nowNs) {
        moveTo(nowNs);
        return rekey.start(random);
    }

    /**
     * Takes the peer's init, which arrived sealed by this session.
     *
     * @return the answer, for the peer; null when there is nothing to answer: another epoch, or our
     *     own rekey outranks it
     */
    public @Nullable RekeyResponse answerRekey(RekeyInit init, RandomGenerator random, long nowNs) {
        moveTo(nowNs);
        RekeyResponse response = isExpired(current) ? null : rekey.answer(init, random);
        if (response != null) {
            next = newEpoch();
        }
        return response;
    }

    /**
     * Takes the peer's answer to our init; packets are sealed under the new epoch from now on.
     *
     * @return false when it answers nothing that was asked
     */
    public boolean finishRekey(RekeyResponse response, long nowNs) {
        moveTo(nowNs);
        if (isExpired(current) || !rekey.finish(response)) {
            return false;
        }
        beginEpoch(newEpoch());
        return true;
    }

    private SessionEpoch newEpoch() {
        return new SessionEpoch(rekey.epoch(), initiator, rekey.keys(), algorithm, nowNs);
    }

    private void beginEpoch(SessionEpoch epoch) {
        rekeyed = true;
        epoch.sealedBefore = sentPackets();
        if (previous != null) {
            previous.close();
        }
        previous = current;
        previousClosesNs = nowNs + OVERLAP_NS;
        current = epoch;
        next = null;
    }

    /** Whether what is sealed now is under keys into which ML-KEM-768 was mixed. */
    public boolean postQuantum() {
        return postQuantum && rekeyed;
    }

    /** Packets sealed so far, in all epochs. */
    public long sentPackets() {
        return current.sealedBefore + current.nextCounter;
    }

    /**
     * Packets that had been sealed, in all epochs, when the packet of this epoch and counter was,
     * itself included: what a peer's report of its highest counter means. -1 when there was no such
     * packet, or its epoch is long over.
     */
    public long sentUpTo(int epochNumber, long counter) {
        SessionEpoch epoch = epoch(epochNumber);
        return epoch == null || counter < 0 || counter >= epoch.nextCounter
                ? -1
                : epoch.sealedBefore + counter + 1;
    }

    /** Packets opened so far, in all epochs. */
    public long receivedPackets() {
        return received;
    }

    /** The newest epoch of which a packet was opened. */
    public int highestEpoch() {
        return highestEpoch;
    }

    /** The highest counter opened in {@link #highestEpoch}; -1 before the first packet. */
    public long highestCounter() {
        return highestCounter;
    }

    public SessionStatistics statistics() {
        return new SessionStatistics(malformed, unknownEpoch, expired, replayed, forged);
    }

    /** Wipes the secrets; the session seals and opens nothing more. */
    @Override
    public void close() {
        closed = true;
        current.close();
        if (next != null) {
            next.close();
            next = null;
        }
        if (previous != null) {
            previous.close();
            previous = null;
        }
        rekey.close();
    }

    /** Why {@link #open} refused a packet: negative codes, beside which every length is valid. */
    public static final class Reject {
        /** Not a sealed packet of this session. */
        public static final int MALFORMED = -1;

        /** The keys of its epoch are not, or no longer, there. */
        public static final int UNKNOWN_EPOCH = -2;

        /** The session has expired, or was closed. */
        public static final int EXPIRED = -3;

        /** Seen before, or too old to tell. */
        public static final int REPLAYED = -4;

        /** Not sealed by the peer; the bytes are spoilt. */
        public static final int FORGED = -5;

        private Reject() {}
    }
}

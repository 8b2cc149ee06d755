package net.skycoin.skywire.circuit;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.noise.HandshakeKeys;
import net.skycoin.skywire.noise.Rekey;
import net.skycoin.skywire.wire.RekeyInit;
import net.skycoin.skywire.wire.RekeyResponse;
import org.jspecify.annotations.Nullable;

/**
 * How the two ends of a circuit get new keys: messages 7 and 8 in cells of class 1, which may get
 * lost, so the initiator repeats its own until it has an answer, and the end point its answer until
 * it has seen that it arrived. Only the circuit's initiator starts one.
 */
final class EndToEndRekey {
    /** As on links (protocol.md, "Epochs"). */
    static final long REKEY_AFTER_NS = 120_000_000_000L;

    /** Between two repetitions of an init. */
    static final long REPEAT_NS = 400_000_000L;

    /** An initiator in a hurry costs an end point no more than one answer in this time. */
    static final long ANSWER_SPACING_NS = 5_000_000_000L;

    private final Rekey rekey;
    private final boolean initiator;
    private final boolean postQuantum;
    private boolean rekeyed;
    private long epochBeganNs;
    private long sentAtNs = Long.MIN_VALUE;
    private byte @Nullable [] lastInit;
    private byte @Nullable [] lastAnswer;

    /** Takes the keys over. */
    EndToEndRekey(boolean initiator, boolean postQuantum, HandshakeKeys keys, long nowNs) {
        rekey = new Rekey(initiator, postQuantum, keys);
        this.initiator = initiator;
        this.postQuantum = postQuantum;
        epochBeganNs = nowNs;
    }

    /** Whether a cell of class 1 is a message of a rekey. */
    static boolean isRekey(byte[] array, int offset, int length) {
        return length > 0
                && (array[offset] == RekeyInit.CIRCUIT_TYPE
                        || array[offset] == RekeyResponse.CIRCUIT_TYPE);
    }

    HandshakeKeys keys() {
        return rekey.keys();
    }

    int epoch() {
        return rekey.epoch();
    }

    /** Whether ML-KEM-768 was mixed into the newest keys. */
    boolean postQuantum() {
        return postQuantum && rekeyed;
    }

    /** What the initiator is to send now; null when nothing is due. */
    byte @Nullable [] due(RandomGenerator random, long nowNs) {
        boolean first = postQuantum && !rekeyed;
        boolean wanted = !rekey.idle() || first || nowNs - epochBeganNs >= REKEY_AFTER_NS;
        boolean repeated = sentAtNs != Long.MIN_VALUE && nowNs - sentAtNs < REPEAT_NS;
        if (!initiator || !wanted || repeated) {
            return null;
        }
        sentAtNs = nowNs;
        if (lastInit == null) {
            ByteWriter writer = new ByteWriter(1300).u8(RekeyInit.CIRCUIT_TYPE);
            rekey.start(random).emitBody(writer);
            lastInit = writer.toByteArray();
        }
        return lastInit;
    }

    /**
     * The end point takes an init.
     *
     * @return the answer, which may be one that was given before; null when there is none
     */
    byte @Nullable [] answer(
            byte[] array, int offset, int length, RandomGenerator random, long nowNs) {
        if (initiator) {
            return null;
        }
        byte[] said = Arrays.copyOfRange(array, offset, offset + length);
        if (Arrays.equals(said, lastInit)) {
            return rekey.idle() ? null : lastAnswer;
        }
        if (rekeyed && nowNs - epochBeganNs < ANSWER_SPACING_NS) {
            return null;
        }
        ByteReader reader = new ByteReader(said, 1, said.length - 1);
        RekeyInit init = RekeyInit.parseBody(reader);
        RekeyResponse response = init == null ? null : rekey.answer(init, random);
        if (response == null) {
            return null;
        }
        ByteWriter writer = new ByteWriter(1200).u8(RekeyResponse.CIRCUIT_TYPE);
        response.emitBody(writer);
        lastInit = said;
        lastAnswer = writer.toByteArray();
        begun(nowNs);
        return lastAnswer;
    }

    /** The initiator takes an answer; says whether there are new keys. */
    boolean finish(byte[] array, int offset, int length, long nowNs) {
        ByteReader reader = new ByteReader(array, offset + 1, length - 1);
        RekeyResponse response = initiator ? RekeyResponse.parseBody(reader) : null;
        if (response == null || !rekey.finish(response)) {
            return false;
        }
        lastInit = null;
        begun(nowNs);
        return true;
    }

    private void begun(long nowNs) {
        rekeyed = true;
        epochBeganNs = nowNs;
    }

    /** The end point has seen a cell under the new keys. */
    void confirm() {
        rekey.confirm();
        lastAnswer = null;
    }

    void close() {
        rekey.close();
    }
}

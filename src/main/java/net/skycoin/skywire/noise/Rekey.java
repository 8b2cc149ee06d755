package net.skycoin.skywire.noise;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.crypto.MlKem768;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.RekeyInit;
import net.skycoin.skywire.wire.RekeyResponse;
import org.jspecify.annotations.Nullable;

/**
 * How both ends of a session agree on the keys of the next epoch (protocol.md, "Epochs"). Both ends
 * carry the messages to each other reliably, sealed under the present epoch.
 *
 * <pre>
 *           start()              finish(response): next epoch
 *   IDLE ------------&gt; STARTED ----------------------------------&gt; IDLE
 *     |                   | answer(init), handshake's responder only
 *     | answer(init)      v                     confirm()
 *     +---------------&gt; ANSWERED: next epoch ----------------------&gt; IDLE
 * </pre>
 *
 * If both start at once, the handshake's initiator wins: it rejects the other's init, and its peer
 * gives up its own and answers. Single-threaded.
 */
public final class Rekey implements AutoCloseable {
    private static final byte[] NO_KEM_SECRET = {};

    private enum State {
        IDLE,
        STARTED,
        ANSWERED
    }

    private final boolean initiator;
    private final boolean postQuantum;
    private HandshakeKeys keys;
    private int epoch;
    private State state = State.IDLE;
    private @Nullable PrivateKey fresh;
    private @Nullable MlKem768 kem;

    /**
     * @param initiator whether this end was the handshake's initiator
     * @param postQuantum whether ML-KEM-768 takes part, as both ends said in the handshake; a
     *     message that does it otherwise is rejected
     * @param keys of epoch 0; this object wipes them
     */
    public Rekey(boolean initiator, boolean postQuantum, HandshakeKeys keys) {
        this.initiator = initiator;
        this.postQuantum = postQuantum;
        this.keys = keys;
    }

    /** The newest epoch that has keys, modulo 256. */
    public int epoch() {
        return epoch;
    }

    /** The keys of the newest epoch; they stay this object's. */
    public HandshakeKeys keys() {
        return keys;
    }

    /** Whether no rekey is going on, so that one may be started. */
    public boolean idle() {
        return state == State.IDLE;
    }

    /** Begins a rekey; the same init again if one was begun and has not been answered. */
    public RekeyInit start(RandomGenerator random) {
        if (state == State.ANSWERED) {
            throw new IllegalStateException("the peer's rekey is not over yet");
        }
        if (fresh == null) {
            fresh = PrivateKey.generate(random);
            kem = postQuantum ? MlKem768.generate(random) : null;
        }
        state = State.STARTED;
        return new RekeyInit(
                nextEpoch(), fresh.publicKey(), kem == null ? null : kem.encapsulationKey());
    }

    /**
     * Takes the peer's init and makes the next epoch's keys.
     *
     * @return the answer; null when the init is for another epoch, or loses against ours
     */
    public @Nullable RekeyResponse answer(RekeyInit init, RandomGenerator random) {
        boolean outranked = state == State.STARTED && initiator;
        if (state == State.ANSWERED || outranked || init.epoch() != nextEpoch()) {
            return null;
        }
        byte[] encapsulationKey = init.encapsulationKey();
        if (!postQuantum) {
            return encapsulationKey == null ? answer(init, null, random) : null;
        }
        MlKem768.Encapsulated secret =
                encapsulationKey == null ? null : MlKem768.encapsulate(encapsulationKey, random);
        return secret == null ? null : answer(init, secret, random);
    }

    private RekeyResponse answer(
            RekeyInit init, MlKem768.@Nullable Encapsulated secret, RandomGenerator random) {
        discardFresh();
        try (PrivateKey own = PrivateKey.generate(random)) {
            derive(own, init.fresh(), secret == null ? NO_KEM_SECRET : secret.secret());
            state = State.ANSWERED;
            return new RekeyResponse(
                    epoch, own.publicKey(), secret == null ? null : secret.ciphertext());
        }
    }

    /**
     * Takes the peer's answer and makes the next epoch's keys.
     *
     * @return false when it answers nothing that was asked
     */
    public boolean finish(RekeyResponse response) {
        if (state != State.STARTED || fresh == null || response.epoch() != nextEpoch()) {
            return false;
        }
        byte[] kemSecret = kemSecret(response.ciphertext());
        if (kemSecret == null) {
            return false;
        }
        derive(fresh, response.fresh(), kemSecret);
        discardFresh();
        state = State.IDLE;
        return true;
    }

    /**
     * Empty without ML-KEM; null when the answer has one and should not, or the other way round.
     */
    private byte @Nullable [] kemSecret(byte @Nullable [] ciphertext) {
        if (kem == null) {
            return ciphertext == null ? NO_KEM_SECRET : null;
        }
        return ciphertext == null ? null : kem.decapsulate(ciphertext);
    }

    /** The answerer has seen proof that the peer has the next epoch's keys. */
    public void confirm() {
        if (state == State.ANSWERED) {
            state = State.IDLE;
        }
    }

    private int nextEpoch() {
        return (epoch + 1) & 0xff;
    }

    private void derive(PrivateKey own, PublicKey peer, byte[] kemSecret) {
        byte[] secret = own.sharedSecret(peer);
        HandshakeKeys next = keys.next(nextEpoch(), secret, kemSecret);
        Arrays.fill(secret, (byte) 0);
        Arrays.fill(kemSecret, (byte) 0);
        keys.wipe();
        keys = next;
        epoch = nextEpoch();
    }

    private void discardFresh() {
        if (fresh != null) {
            fresh.close();
            fresh = null;
        }
        if (kem != null) {
            kem.close();
            kem = null;
        }
    }

    /** Wipes all secrets. */
    @Override
    public void close() {
        discardFresh();
        keys.wipe();
    }
}

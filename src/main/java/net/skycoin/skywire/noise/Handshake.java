package net.skycoin.skywire.noise;

import java.util.random.RandomGenerator;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * One side of a {@code Noise_*_secp256k1_ChaChaPoly_SHA256} handshake: links use {@link
 * HandshakePattern#IK}, circuits {@link HandshakePattern#NK} and IK. Bytes go in, bytes come out.
 *
 * <p>A message that is rejected leaves the handshake exactly as it was, so a forged answer does not
 * spoil it for the genuine one. Writing or reading out of turn is a fault of the caller and throws.
 * Single-threaded; the maker closes it, unless {@link #keys} did.
 */
public final class Handshake implements AutoCloseable {
    private static final DhFunction<PrivateKey, PublicKey> DH = new Secp256k1Dh();
    private static final HashFunction HASH = new Sha256Hash();

    private final HandshakeState<PrivateKey, PublicKey> state;

    private Handshake(
            HandshakePattern pattern,
            boolean initiator,
            @Nullable PrivateKey localStatic,
            @Nullable PublicKey remoteStatic,
            byte[] prologue,
            RandomGenerator random) {
        state =
                new HandshakeState<>(
                        pattern,
                        DH,
                        AeadCipher.CHACHA_POLY,
                        HASH,
                        initiator,
                        localStatic,
                        remoteStatic,
                        null,
                        prologue,
                        random);
    }

    /**
     * The side that writes first.
     *
     * @param localStatic own key, null with {@link HandshakePattern#NK}; stays the caller's
     * @param remoteStatic the responder's key
     * @param prologue what both sides must agree on beforehand
     */
    public static Handshake initiator(
            HandshakePattern pattern,
            @Nullable PrivateKey localStatic,
            PublicKey remoteStatic,
            byte[] prologue,
            RandomGenerator random) {
        return new Handshake(pattern, true, localStatic, remoteStatic, prologue, random);
    }

    /** The side that reads first; {@code localStatic} stays the caller's. */
    public static Handshake responder(
            HandshakePattern pattern,
            PrivateKey localStatic,
            byte[] prologue,
            RandomGenerator random) {
        return new Handshake(pattern, false, localStatic, null, prologue, random);
    }

    /** The next message, with this payload. */
    public byte[] write(byte[] payload) {
        return state.write(payload);
    }

    /**
     * The payload of the peer's next message; null when it is rejected, and nothing has changed.
     */
    public byte @Nullable [] read(byte[] message) {
        return state.read(message);
    }

    /** Whether all messages have been written and read. */
    public boolean complete() {
        return state.complete();
    }

    /** The peer's static key, as soon as it is known; never on the responder's side of NK. */
    public @Nullable PublicKey remoteStatic() {
        return state.remoteStatic();
    }

    /** The keys of the first epoch, once; ends the handshake and wipes what it held. */
    public HandshakeKeys keys() {
        return state.keys();
    }

    /** Wipes what the handshake holds; it can do nothing more. */
    @Override
    public void close() {
        state.close();
    }
}

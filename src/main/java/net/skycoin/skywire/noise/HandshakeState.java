package net.skycoin.skywire.noise;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.noise.HandshakePattern.Token;
import org.jspecify.annotations.Nullable;

/**
 * The HandshakeState of the Noise framework (section 5.3), generic over the pattern and the three
 * functions, so that the published vectors of other curves and hashes prove the very machine that
 * the product runs.
 *
 * <pre>
 *   write, read (in turn, per the pattern) ... ---&gt; complete ---keys()---&gt; closed
 * </pre>
 *
 * A message that is rejected leaves the state as it was: the genuine message may still come.
 *
 * @param <S> secret keys
 * @param <P> public keys
 */
final class HandshakeState<S, P> {
    /** Section 3: "All Noise messages are less than or equal to 65535 bytes in length." */
    private static final int MAX_MESSAGE_LENGTH = 65_535;

    private final HandshakePattern pattern;
    private final DhFunction<S, P> dh;
    private final boolean initiator;
    private final @Nullable S localStatic;
    private final byte @Nullable [] presharedKey;
    private final RandomGenerator random;
    private SymmetricState symmetric;
    private @Nullable S localEphemeral;
    private @Nullable P remoteStatic;
    private @Nullable P remoteEphemeral;
    private int messagesDone;
    private boolean closed;

    /**
     * @param localStatic own key, where the pattern has one; stays the caller's
     * @param remoteStatic the peer's key, where the pattern knows it beforehand
     * @param presharedKey 32 bytes, where the pattern has one; stays the caller's
     */
    HandshakeState(
            HandshakePattern pattern,
            DhFunction<S, P> dh,
            CipherFunction cipher,
            HashFunction hash,
            boolean initiator,
            @Nullable S localStatic,
            @Nullable P remoteStatic,
            byte @Nullable [] presharedKey,
            byte[] prologue,
            RandomGenerator random) {
        this.pattern = pattern;
        this.dh = dh;
        this.initiator = initiator;
        this.localStatic = localStatic;
        this.remoteStatic = remoteStatic;
        this.presharedKey = presharedKey;
        this.random = random;
        symmetric =
                new SymmetricState(
                        String.join(
                                "_",
                                "Noise",
                                pattern.name(),
                                dh.name(),
                                cipher.name(),
                                hash.name()),
                        cipher,
                        hash);
        symmetric.mixHash(prologue);
        mixPremessage(pattern.initiatorPremessage(), initiator);
        mixPremessage(pattern.responderPremessage(), !initiator);
    }

    private void mixPremessage(List<Token> tokens, boolean own) {
        for (Token token : tokens) {
            if (token != Token.S) {
                throw new IllegalArgumentException("only static keys are known beforehand");
            }
            P key = own ? dh.publicKey(require(localStatic)) : require(remoteStatic);
            symmetric.mixHash(dh.encode(key));
        }
    }

    /** The next message, with this payload. */
    byte[] write(byte[] payload) {
        List<Token> tokens = nextTokens(true);
        ByteWriter message = new ByteWriter(payload.length + 128);
        for (Token token : tokens) {
            switch (token) {
                case E -> {
                    S ephemeral = dh.generate(random);
                    localEphemeral = ephemeral;
                    byte[] encoded = dh.encode(dh.publicKey(ephemeral));
                    message.bytes(encoded);
                    mixEphemeral(symmetric, encoded);
                }
                case S -> {
                    byte[] encoded = dh.encode(dh.publicKey(require(localStatic)));
                    message.bytes(symmetric.encryptAndHash(encoded));
                }
                default -> mixSecret(symmetric, token);
            }
        }
        message.bytes(symmetric.encryptAndHash(payload));
        messagesDone++;
        return message.toByteArray();
    }

    /**
     * The payload of the peer's next message; null when it is rejected, and nothing has changed.
     */
    byte @Nullable [] read(byte[] message) {
        List<Token> tokens = nextTokens(false);
        if (message.length > MAX_MESSAGE_LENGTH) {
            return null;
        }
        P knownStatic = remoteStatic;
        P knownEphemeral = remoteEphemeral;
        SymmetricState attempt = symmetric.copy();
        byte[] payload = read(tokens, new ByteReader(message), attempt);
        if (payload == null) {
            remoteStatic = knownStatic;
            remoteEphemeral = knownEphemeral;
            attempt.wipe();
            return null;
        }
        symmetric.wipe();
        symmetric = attempt;
        messagesDone++;
        return payload;
    }

    private byte @Nullable [] read(List<Token> tokens, ByteReader message, SymmetricState attempt) {
        for (Token token : tokens) {
            switch (token) {
                case E -> {
                    byte[] encoded = message.bytes(dh.publicKeyLength());
                    remoteEphemeral = message.failed() ? null : dh.decode(encoded);
                    if (remoteEphemeral == null) {
                        return null;
                    }
                    mixEphemeral(attempt, encoded);
                }
                case S -> {
                    byte[] sealed = message.bytes(dh.publicKeyLength() + attempt.overhead());
                    byte[] encoded = message.failed() ? null : attempt.decryptAndHash(sealed);
                    remoteStatic = encoded == null ? null : dh.decode(encoded);
                    if (remoteStatic == null) {
                        return null;
                    }
                }
                default -> mixSecret(attempt, token);
            }
        }
        return attempt.decryptAndHash(message.rest());
    }

    private void mixEphemeral(SymmetricState state, byte[] encoded) {
        state.mixHash(encoded);
        if (pattern.usesPresharedKey()) {
            // Section 9.2: with psk, "e" tokens also mix the ephemeral key into the keys.
            state.mixKey(encoded);
        }
    }

    private void mixSecret(SymmetricState state, Token token) {
        if (token == Token.PSK) {
            state.mixKeyAndHash(require(presharedKey));
            return;
        }
        byte[] secret = sharedSecret(token);
        state.mixKey(secret);
        Arrays.fill(secret, (byte) 0);
    }

    private byte[] sharedSecret(Token token) {
        // The first letter names the initiator's key, the second the responder's.
        boolean ownStatic = token == Token.SS || token == (initiator ? Token.SE : Token.ES);
        boolean peerStatic = token == Token.SS || token == (initiator ? Token.ES : Token.SE);
        return dh.sharedSecret(
                require(ownStatic ? localStatic : localEphemeral),
                require(peerStatic ? remoteStatic : remoteEphemeral));
    }

    private List<Token> nextTokens(boolean writing) {
        boolean ownTurn = (messagesDone % 2 == 0) == initiator;
        if (closed || complete() || ownTurn != writing) {
            throw new IllegalStateException("not the turn for this in " + pattern.name());
        }
        return pattern.messages().get(messagesDone);
    }

    boolean complete() {
        return messagesDone == pattern.messages().size();
    }

    @Nullable P remoteStatic() {
        return remoteStatic;
    }

    /** The keys of the first epoch; ends the handshake and wipes it. */
    HandshakeKeys keys() {
        if (closed || !complete()) {
            throw new IllegalStateException("handshake is not complete, or over");
        }
        HandshakeKeys keys = symmetric.split();
        close();
        return keys;
    }

    /** Wipes the ephemeral key and the chaining key. */
    void close() {
        closed = true;
        symmetric.wipe();
        if (localEphemeral != null) {
            dh.wipe(localEphemeral);
        }
    }

    private static <T> T require(@Nullable T key) {
        return Objects.requireNonNull(key, "the pattern needs a key that was not given");
    }
}

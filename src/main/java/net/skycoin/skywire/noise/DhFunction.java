package net.skycoin.skywire.noise;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The Diffie-Hellman function of a Noise protocol (section 4.1).
 *
 * @param <S> secret keys
 * @param <P> public keys
 */
interface DhFunction<S, P> {
    /** As it stands in the protocol's name. */
    String name();

    S generate(RandomGenerator random);

    P publicKey(S secret);

    /** Bytes of an encoded public key. */
    int publicKeyLength();

    byte[] encode(P key);

    /** The key with this encoding; null when it is none. */
    @Nullable P decode(byte[] encoded);

    /** The shared secret, which the caller wipes. */
    byte[] sharedSecret(S secret, P peer);

    void wipe(S secret);
}

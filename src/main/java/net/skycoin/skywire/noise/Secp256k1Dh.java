package net.skycoin.skywire.noise;

import java.util.random.RandomGenerator;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/** Diffie-Hellman on secp256k1, the shared secret being the hash of the point, as in BOLT 8. */
final class Secp256k1Dh implements DhFunction<PrivateKey, PublicKey> {
    @Override
    public String name() {
        return "secp256k1";
    }

    @Override
    public PrivateKey generate(RandomGenerator random) {
        return PrivateKey.generate(random);
    }

    @Override
    public PublicKey publicKey(PrivateKey secret) {
        return secret.publicKey();
    }

    @Override
    public int publicKeyLength() {
        return PublicKey.LENGTH;
    }

    @Override
    public byte[] encode(PublicKey key) {
        return key.toBytes();
    }

    @Override
    public @Nullable PublicKey decode(byte[] encoded) {
        return PublicKey.parse(encoded);
    }

    @Override
    public byte[] sharedSecret(PrivateKey secret, PublicKey peer) {
        return secret.sharedSecret(peer);
    }

    @Override
    public void wipe(PrivateKey secret) {
        secret.close();
    }
}

package net.skycoin.skywire.noise;

import net.skycoin.skywire.crypto.Sha256;

/** SHA-256 as the hash function of a Noise protocol. */
final class Sha256Hash implements HashFunction {
    @Override
    public String name() {
        return "SHA256";
    }

    @Override
    public byte[] hash(byte[]... parts) {
        return Sha256.hash(parts);
    }

    @Override
    public byte[] hmac(byte[] key, byte[]... parts) {
        return Sha256.hmac(key, parts);
    }
}

package net.skycoin.skywire.noise;

import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** BLAKE2s, for the published vectors. */
final class Blake2sHash implements HashFunction {
    @Override
    public String name() {
        return "BLAKE2s";
    }

    @Override
    public byte[] hash(byte[]... parts) {
        Blake2sDigest digest = new Blake2sDigest(LENGTH * Byte.SIZE);
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        byte[] output = new byte[LENGTH];
        digest.doFinal(output, 0);
        return output;
    }

    @Override
    public byte[] hmac(byte[] key, byte[]... parts) {
        HMac hmac = new HMac(new Blake2sDigest(LENGTH * Byte.SIZE));
        hmac.init(new KeyParameter(key));
        for (byte[] part : parts) {
            hmac.update(part, 0, part.length);
        }
        byte[] output = new byte[LENGTH];
        hmac.doFinal(output, 0);
        return output;
    }
}

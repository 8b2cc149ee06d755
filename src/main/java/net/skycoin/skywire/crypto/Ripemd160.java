package net.skycoin.skywire.crypto;

import org.bouncycastle.crypto.digests.RIPEMD160Digest;

/** RIPEMD-160 (ISO/IEC 10118-3), for addresses of ledgers. */
public final class Ripemd160 {
    /** Bytes of a digest. */
    public static final int LENGTH = 20;

    private Ripemd160() {}

    public static byte[] hash(byte[] message) {
        RIPEMD160Digest digest = new RIPEMD160Digest();
        digest.update(message, 0, message.length);
        byte[] result = new byte[LENGTH];
        digest.doFinal(result, 0);
        return result;
    }
}

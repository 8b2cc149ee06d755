package net.skycoin.skywire.noise;

/** The hash function of a Noise protocol (section 4.3), with digests of 32 bytes. */
interface HashFunction {
    /** Bytes of a digest. */
    int LENGTH = 32;

    /** As it stands in the protocol's name. */
    String name();

    /** The digest of the concatenation of {@code parts}. */
    byte[] hash(byte[]... parts);

    /** HMAC (RFC 2104) of the concatenation of {@code parts}. */
    byte[] hmac(byte[] key, byte[]... parts);
}

package net.skycoin.skywire.noise;

import org.jspecify.annotations.Nullable;

/** The cipher function of a Noise protocol (section 4.2); keys have 32 bytes. */
interface CipherFunction {
    /** As it stands in the protocol's name. */
    String name();

    /** Bytes that encryption adds. */
    int tagLength();

    byte[] encrypt(byte[] key, long nonce, byte[] associatedData, byte[] plaintext);

    /** The plaintext; null when the ciphertext is forged. */
    byte @Nullable [] decrypt(byte[] key, long nonce, byte[] associatedData, byte[] ciphertext);
}

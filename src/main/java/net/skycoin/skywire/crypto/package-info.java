/**
 * Floor 1: the cryptographic building blocks, each behind one small type: secp256k1 keys,
 * Diffie-Hellman and signatures, authenticated encryption, the stream cipher and hash functions.
 * The only user of Bouncy Castle, of libsecp256k1 (through JNA) and of libcrypto (through {@code
 * java.lang.foreign}). Knows no protocol: what is hashed or sealed, and why, is decided above.
 *
 * <p>Start with {@link net.skycoin.skywire.crypto.Secp256k1}, {@link
 * net.skycoin.skywire.crypto.Aead} and {@link net.skycoin.skywire.crypto.CipherProvider}.
 * Randomness is always an argument.
 */
@NullMarked
package net.skycoin.skywire.crypto;

import org.jspecify.annotations.NullMarked;

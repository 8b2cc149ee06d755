/**
 * Floor 1: the cryptographic building blocks, each behind one small type: secp256k1 keys,
 * Diffie-Hellman and signatures, authenticated encryption, the stream cipher and hash functions.
 * The only user of Bouncy Castle and, through JNA, of libsecp256k1 and libcrypto. Knows no
 * protocol: what is hashed or sealed, and why, is decided above.
 *
 * <p>Start with {@link net.skycoin.skywire.crypto.Secp256k1} and {@link
 * net.skycoin.skywire.crypto.Aead}. Randomness is always an argument.
 */
@NullMarked
package net.skycoin.skywire.crypto;

import org.jspecify.annotations.NullMarked;

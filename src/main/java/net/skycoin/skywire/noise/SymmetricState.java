package net.skycoin.skywire.noise;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The SymmetricState of the Noise framework (section 5.2), its CipherState (5.1) included: the
 * chaining key, the handshake hash, and the cipher key once there is one.
 */
final class SymmetricState {
    private static final byte[] EMPTY = {};

    private final CipherFunction cipher;
    private final HashFunction hash;
    private byte[] chain;
    private byte[] transcript;
    private byte @Nullable [] key;
    private long nonce;

    SymmetricState(String protocolName, CipherFunction cipher, HashFunction hash) {
        this.cipher = cipher;
        this.hash = hash;
        byte[] name = protocolName.getBytes(StandardCharsets.US_ASCII);
        // "If protocol_name is less than or equal to HASHLEN bytes in length, sets h equal to
        // protocol_name with zero bytes appended to make HASHLEN bytes."
        transcript =
                name.length <= HashFunction.LENGTH
                        ? Arrays.copyOf(name, HashFunction.LENGTH)
                        : hash.hash(name);
        chain = transcript.clone();
    }

    private SymmetricState(SymmetricState other) {
        cipher = other.cipher;
        hash = other.hash;
        chain = other.chain.clone();
        transcript = other.transcript.clone();
        key = other.key == null ? null : other.key.clone();
        nonce = other.nonce;
    }

    /** An independent copy, on which an untrusted message can be tried. */
    SymmetricState copy() {
        return new SymmetricState(this);
    }

    void mixHash(byte[] data) {
        transcript = hash.hash(transcript, data);
    }

    void mixKey(byte[] inputKeyingMaterial) {
        byte[][] output = hkdf(inputKeyingMaterial, 2);
        setChain(output[0]);
        setKey(output[1]);
    }

    void mixKeyAndHash(byte[] inputKeyingMaterial) {
        byte[][] output = hkdf(inputKeyingMaterial, 3);
        setChain(output[0]);
        mixHash(output[1]);
        setKey(output[2]);
    }

    byte[] encryptAndHash(byte[] plaintext) {
        byte[] ciphertext =
                key == null ? plaintext : cipher.encrypt(key, nonce++, transcript, plaintext);
        mixHash(ciphertext);
        return ciphertext;
    }

    /** The plaintext; null when the ciphertext is forged. */
    byte @Nullable [] decryptAndHash(byte[] ciphertext) {
        byte[] plaintext =
                key == null ? ciphertext : cipher.decrypt(key, nonce++, transcript, ciphertext);
        mixHash(ciphertext);
        return plaintext;
    }

    /** Bytes that encryption adds at this moment: none before the first key. */
    int overhead() {
        return key == null ? 0 : cipher.tagLength();
    }

    HandshakeKeys split() {
        byte[][] output = hkdf(EMPTY, 2);
        return new HandshakeKeys(output[0], output[1], chain.clone(), transcript.clone());
    }

    void wipe() {
        Arrays.fill(chain, (byte) 0);
        if (key != null) {
            Arrays.fill(key, (byte) 0);
        }
    }

    private void setChain(byte[] next) {
        Arrays.fill(chain, (byte) 0);
        chain = next;
    }

    private void setKey(byte[] next) {
        if (key != null) {
            Arrays.fill(key, (byte) 0);
        }
        key = next;
        nonce = 0;
    }

    /** HKDF of section 4.3 under the chaining key: RFC 5869 with an empty info. */
    private byte[][] hkdf(byte[] inputKeyingMaterial, int outputs) {
        byte[] secret = hash.hmac(chain, inputKeyingMaterial);
        byte[][] output = new byte[outputs][];
        byte[] last = EMPTY;
        for (int i = 0; i < outputs; i++) {
            last = hash.hmac(secret, last, new byte[] {(byte) (i + 1)});
            output[i] = last;
        }
        Arrays.fill(secret, (byte) 0);
        return output;
    }
}

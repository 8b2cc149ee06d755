package net.skycoin.skywire.crypto;

/** The two bulk ciphers; both take a 32-byte key, a 12-byte nonce and add a 16-byte tag. */
public enum AeadAlgorithm {
    /** RFC 8439: the default, fast without hardware support. */
    CHACHA20_POLY1305("ChaCha20-Poly1305", "ChaCha20"),
    /** NIST SP 800-38D: used when both sides say that they have AES in hardware. */
    AES_256_GCM("AES/GCM/NoPadding", "AES");

    final String transformation;
    final String keyAlgorithm;

    AeadAlgorithm(String transformation, String keyAlgorithm) {
        this.transformation = transformation;
        this.keyAlgorithm = keyAlgorithm;
    }

    /** A cipher under {@code key} (32 bytes, copied). */
    public Aead withKey(byte[] key) {
        return CipherProvider.instance().aead(this, key);
    }
}

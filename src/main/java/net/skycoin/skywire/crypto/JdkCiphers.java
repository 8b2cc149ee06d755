package net.skycoin.skywire.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The JDK's own ciphers. */
final class JdkCiphers extends CipherProvider {
    static final String NAME = "jdk";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    Aead aead(AeadAlgorithm algorithm, byte[] key) {
        return new JdkAead(algorithm, key);
    }

    @Override
    ChaCha20.Stream chaCha20(byte[] key) {
        return new JdkStream(key);
    }

    private static final class JdkStream implements ChaCha20.Stream {
        private final SecretKeySpec key;
        private final Cipher cipher;
        private final byte[] nonce = new byte[ChaCha20.NONCE_LENGTH];

        JdkStream(byte[] keyBytes) {
            key = new SecretKeySpec(keyBytes, "ChaCha20");
            try {
                cipher = Cipher.getInstance("ChaCha20");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the JDK lacks ChaCha20", e);
            }
        }

        @Override
        public void xor(byte[] nonceSource, int nonceOffset, byte[] data, int offset, int length) {
            System.arraycopy(nonceSource, nonceOffset, nonce, 0, nonce.length);
            try {
                init();
                cipher.doFinal(data, offset, length, data, offset);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("ChaCha20 failed", e);
            }
        }

        /**
         * The JDK refuses one nonce twice in a row; a relay may well be shown that, so detour over
         * another one.
         */
        private void init() throws GeneralSecurityException {
            try {
                cipher.init(Cipher.ENCRYPT_MODE, key, new ChaCha20ParameterSpec(nonce, 0));
            } catch (InvalidKeyException e) {
                byte[] other = nonce.clone();
                other[0] ^= 1;
                cipher.init(Cipher.ENCRYPT_MODE, key, new ChaCha20ParameterSpec(other, 0));
                cipher.init(Cipher.ENCRYPT_MODE, key, new ChaCha20ParameterSpec(nonce, 0));
            }
        }

        @Override
        public void close() {
            // The JDK's ciphers keep copies of their own, which go with the garbage.
        }
    }
}

package net.skycoin.skywire.noise;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.skycoin.skywire.crypto.Sha256;

/**
 * The secrets of one key epoch. The first come from a handshake, each later epoch's from the one
 * before. Whoever holds them wipes them.
 *
 * @param k1 32 bytes, the key from the handshake's initiator to its responder
 * @param k2 32 bytes, the key of the other direction
 * @param chain 32 bytes, from which the next epoch's keys are derived
 * @param hash 32 bytes, public: binds to the handshake whatever quotes it
 */
public record HandshakeKeys(byte[] k1, byte[] k2, byte[] chain, byte[] hash) {
    private static final byte[] REKEY_LABEL = "skywire/rekey/1".getBytes(StandardCharsets.US_ASCII);

    /**
     * The keys of the next epoch (protocol.md, "Epochs").
     *
     * @param epoch its number, modulo 256
     * @param sharedSecret of the two fresh keys
     * @param kemSecret of ML-KEM; empty without it
     */
    public HandshakeKeys next(int epoch, byte[] sharedSecret, byte[] kemSecret) {
        byte[] key = Sha256.hkdfExtract(chain, sharedSecret, kemSecret);
        byte[] info = Arrays.copyOf(REKEY_LABEL, REKEY_LABEL.length + 1);
        info[REKEY_LABEL.length] = (byte) epoch;
        byte[] output = Sha256.hkdfExpand(key, info, 96);
        try {
            return new HandshakeKeys(
                    Arrays.copyOfRange(output, 0, 32),
                    Arrays.copyOfRange(output, 32, 64),
                    Arrays.copyOfRange(output, 64, 96),
                    hash);
        } finally {
            Arrays.fill(key, (byte) 0);
            Arrays.fill(output, (byte) 0);
        }
    }

    /** Overwrites k1 and k2, once ciphers have been made of them. */
    public void wipeTrafficKeys() {
        Arrays.fill(k1, (byte) 0);
        Arrays.fill(k2, (byte) 0);
    }

    /** Overwrites all secrets. */
    public void wipe() {
        wipeTrafficKeys();
        Arrays.fill(chain, (byte) 0);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "HandshakeKeys";
    }
}

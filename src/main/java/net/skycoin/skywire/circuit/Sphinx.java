package net.skycoin.skywire.circuit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.crypto.ChaCha20;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Secp256k1;
import net.skycoin.skywire.crypto.Sha256;
import net.skycoin.skywire.wire.OnionPacket;
import org.jspecify.annotations.Nullable;

/**
 * The secp256k1 Sphinx of BOLT 4 ("Onion Routing Protocol", Lightning specifications), after
 * Danezis and Goldberg, "Sphinx: A Compact and Provably Secure Mix Format" (2009). Every hop
 * removes one layer of a packet that keeps its size; a hop learns its own payload and nothing of
 * how long the path is. The size and the associated data are parameters.
 */
final class Sphinx {
    private static final int HMAC_LENGTH = OnionPacket.HMAC_LENGTH;

    /** BOLT 4 reserves the payload lengths 0 and 1. */
    private static final int MIN_PAYLOAD = 2;

    private final int size;
    private final byte[] associatedData;

    /**
     * @param size bytes of all hops' payloads together
     * @param associatedData what every hop's MAC covers besides the payloads
     */
    Sphinx(int size, byte[] associatedData) {
        this.size = size;
        this.associatedData = associatedData;
    }

    /**
     * What the initiator shares with one hop.
     *
     * @param ephemeral the secret key of the alpha that the hop sees; whoever holds it closes it
     * @param sharedSecret DH of that key and the hop's onion key
     */
    record HopSecret(PrivateKey ephemeral, byte[] sharedSecret) {
        void wipe() {
            ephemeral.close();
            Arrays.fill(sharedSecret, (byte) 0);
        }

        @Override
        public String toString() {
            return "HopSecret";
        }
    }

    /** What a hop found in an onion whose MAC fits. */
    sealed interface Peeled {
        byte[] sharedSecret();
    }

    /** A payload, and the onion for the next hop. */
    record Relayed(byte[] sharedSecret, byte[] payload, OnionPacket next) implements Peeled {}

    /** The payload of the last hop. */
    record Ended(byte[] sharedSecret, byte[] payload) implements Peeled {}

    /** The initiator wrote nonsense. */
    record Malformed(byte[] sharedSecret) implements Peeled {}

    /**
     * The secrets of a path.
     *
     * @param session the first ephemeral key; becomes part of the result
     */
    static List<HopSecret> secrets(PrivateKey session, List<PublicKey> onionKeys) {
        List<HopSecret> secrets = new ArrayList<>();
        PrivateKey ephemeral = session;
        for (PublicKey onionKey : onionKeys) {
            byte[] sharedSecret = ephemeral.sharedSecret(onionKey);
            secrets.add(new HopSecret(ephemeral, sharedSecret));
            ephemeral = ephemeral.multiply(blinding(ephemeral.publicKey(), sharedSecret));
        }
        ephemeral.close();
        return secrets;
    }

    /** Bytes that a payload takes in the onion: its length, itself and the next hop's MAC. */
    static int share(byte[] payload) {
        return prefix(payload.length).length + payload.length + HMAC_LENGTH;
    }

    /**
     * The onion for a path: one secret and one payload (without length prefix) for each hop.
     *
     * @throws IllegalArgumentException when the payloads exceed the size
     */
    OnionPacket wrap(List<HopSecret> secrets, List<byte[]> payloads) {
        if (payloads.stream().mapToInt(Sphinx::share).sum() > size) {
            throw new IllegalArgumentException("payloads exceed the onion");
        }
        byte[] sessionSecret = secrets.getFirst().ephemeral.copySecret();
        byte[] layers = ChaCha20.stream(key("pad", sessionSecret), size);
        Arrays.fill(sessionSecret, (byte) 0);
        byte[] filler = filler(secrets, payloads);
        byte[] hmac = new byte[HMAC_LENGTH];
        for (int i = secrets.size() - 1; i >= 0; i--) {
            byte[] sharedSecret = secrets.get(i).sharedSecret;
            layers = pushed(layers, payloads.get(i), hmac);
            xor(layers, ChaCha20.stream(key("rho", sharedSecret), size), 0);
            if (i == secrets.size() - 1) {
                System.arraycopy(filler, 0, layers, size - filler.length, filler.length);
            }
            hmac = mac(sharedSecret, layers);
        }
        return new OnionPacket(secrets.getFirst().ephemeral.publicKey(), layers, hmac);
    }

    /** Moves everything back by a payload's share and puts the payload in front. */
    private byte[] pushed(byte[] layers, byte[] payload, byte[] hmac) {
        byte[] prefix = prefix(payload.length);
        byte[] result = new byte[size];
        System.arraycopy(prefix, 0, result, 0, prefix.length);
        System.arraycopy(payload, 0, result, prefix.length, payload.length);
        int at = prefix.length + payload.length;
        System.arraycopy(hmac, 0, result, at, HMAC_LENGTH);
        at += HMAC_LENGTH;
        System.arraycopy(layers, 0, result, at, size - at);
        return result;
    }

    /**
     * What the last hop will find behind its payload: the end of the stream of each hop before it,
     * which appears there because each hop decrypts the zeros that it appends.
     */
    private byte[] filler(List<HopSecret> secrets, List<byte[]> payloads) {
        byte[] filler = {};
        for (int i = 0; i < secrets.size() - 1; i++) {
            int from = size - filler.length;
            int share = share(payloads.get(i));
            byte[] stream = ChaCha20.stream(key("rho", secrets.get(i).sharedSecret), size + share);
            filler = Arrays.copyOf(filler, filler.length + share);
            xor(filler, stream, from);
        }
        return filler;
    }

    /** Removes one layer; null unless the MAC says that the onion was made for this key. */
    @Nullable Peeled peel(OnionPacket onion, PrivateKey onionKey) {
        byte[] sharedSecret = onionKey.sharedSecret(onion.alpha());
        if (!MessageDigest.isEqual(mac(sharedSecret, onion.payloads()), onion.hmac())) {
            Arrays.fill(sharedSecret, (byte) 0);
            return null;
        }
        byte[] open = Arrays.copyOf(onion.payloads(), 2 * size);
        xor(open, ChaCha20.stream(key("rho", sharedSecret), 2 * size), 0);
        ByteReader reader = new ByteReader(open, 0, size);
        int length = payloadLength(reader);
        byte[] payload = reader.bytes(length);
        byte[] hmac = reader.bytes(HMAC_LENGTH);
        if (reader.failed() || length < MIN_PAYLOAD) {
            return new Malformed(sharedSecret);
        }
        if (MessageDigest.isEqual(hmac, new byte[HMAC_LENGTH])) {
            return new Ended(sharedSecret, payload);
        }
        int at = reader.position();
        PublicKey alpha =
                Secp256k1.instance().multiply(onion.alpha(), blinding(onion.alpha(), sharedSecret));
        byte[] rest = Arrays.copyOfRange(open, at, at + size);
        return new Relayed(sharedSecret, payload, new OnionPacket(alpha, rest, hmac));
    }

    /** Reads a BigSize (BOLT 1) that is a payload's length; minimal encoding is not demanded. */
    private static int payloadLength(ByteReader reader) {
        int first = reader.u8();
        if (first > 0xfd) {
            reader.fail();
        }
        return first < 0xfd ? first : reader.u16();
    }

    private static byte[] prefix(int length) {
        return length < 0xfd
                ? new byte[] {(byte) length}
                : new byte[] {(byte) 0xfd, (byte) (length >> 8), (byte) length};
    }

    private static byte[] blinding(PublicKey alpha, byte[] sharedSecret) {
        return Sha256.hash(alpha.toBytes(), sharedSecret);
    }

    private byte[] mac(byte[] sharedSecret, byte[] layers) {
        return Sha256.hmac(key("mu", sharedSecret), layers, associatedData);
    }

    private static byte[] key(String type, byte[] secret) {
        return Sha256.hmac(type.getBytes(StandardCharsets.US_ASCII), secret);
    }

    private static void xor(byte[] target, byte[] stream, int streamOffset) {
        for (int i = 0; i < target.length; i++) {
            target[i] ^= stream[streamOffset + i];
        }
    }
}

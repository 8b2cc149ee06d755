package net.skycoin.skywire.noise;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.bytes.BigEndian;
import net.skycoin.skywire.crypto.Aead;
import net.skycoin.skywire.crypto.AeadAlgorithm;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Sha256;
import net.skycoin.skywire.wire.CookieReply;
import net.skycoin.skywire.wire.HandshakeInit;
import net.skycoin.skywire.wire.LinkHeader;
import org.jspecify.annotations.Nullable;

/**
 * The two MACs at the end of every handshake packet, after WireGuard (Donenfeld, 2017, section
 * 5.3). MAC1 shows that the sender knows whom it addresses; MAC2, that it receives at the address
 * it sends from. {@link Sender} stamps packets for one peer, {@link Receiver} checks what arrives
 * at this node. Single-threaded.
 */
public final class PacketMacs {
    private static final int MAC = HandshakeInit.MAC_LENGTH;
    private static final byte[] MAC1_LABEL = ascii("skywire/mac1/1");
    private static final byte[] COOKIE_LABEL = ascii("skywire/cookie/1");

    private PacketMacs() {}

    private static byte[] ascii(String label) {
        return label.getBytes(StandardCharsets.US_ASCII);
    }

    /** HMAC of the packet's first {@code length} bytes, cut to 16. */
    private static byte[] mac(byte[] key, byte[] packet, int offset, int length) {
        byte[] covered = Arrays.copyOfRange(packet, offset, offset + length);
        return Arrays.copyOf(Sha256.hmac(key, covered), MAC);
    }

    private static byte[] mac1Key(PublicKey receiver) {
        return Sha256.hash(MAC1_LABEL, receiver.toBytes());
    }

    private static Aead cookieAead(PublicKey responder, byte[] salt) {
        byte[] key = Sha256.hmac(Sha256.hash(COOKIE_LABEL, responder.toBytes()), salt);
        return AeadAlgorithm.CHACHA20_POLY1305.withKey(key);
    }

    /** Stamps the handshake packets for one peer, and keeps the last cookie from it. */
    public static final class Sender {
        private final PublicKey peer;
        private final byte[] mac1Key;
        private byte[] lastMac1 = {};
        private byte @Nullable [] cookie;

        public Sender(PublicKey peer) {
            this.peer = peer;
            mac1Key = mac1Key(peer);
        }

        /** Fills in the last 32 bytes of an emitted init or response. */
        public void stamp(byte[] packet) {
            int mac1At = packet.length - HandshakeInit.MACS_LENGTH;
            lastMac1 = mac(mac1Key, packet, 0, mac1At);
            System.arraycopy(lastMac1, 0, packet, mac1At, MAC);
            int mac2At = mac1At + MAC;
            byte[] mac2 = cookie == null ? new byte[MAC] : mac(cookie, packet, 0, mac2At);
            System.arraycopy(mac2, 0, packet, mac2At, MAC);
        }

        /**
         * Takes the cookie that answers the packet stamped last; the caller has checked the
         * receiver index.
         *
         * @return false when it is no answer of the peer to that packet
         */
        public boolean accept(CookieReply reply) {
            if (lastMac1.length == 0) {
                return false;
            }
            byte[] sealed = reply.sealedCookie();
            byte[] opened = new byte[sealed.length];
            int length =
                    cookieAead(peer, reply.salt())
                            .open(
                                    0,
                                    lastMac1,
                                    0,
                                    lastMac1.length,
                                    sealed,
                                    0,
                                    sealed.length,
                                    opened,
                                    0);
            if (length != MAC) {
                return false;
            }
            cookie = Arrays.copyOf(opened, MAC);
            return true;
        }
    }

    /** Checks the handshake packets that arrive at this node, and makes cookies. */
    public static final class Receiver {
        /** Of protocol.md: "the secret changes every 120 s"; the one before is still accepted. */
        static final long SECRET_LIFE_NS = 120_000_000_000L;

        private final PublicKey own;
        private final RandomGenerator random;
        private final byte[] mac1Key;
        private byte[] secret;
        private byte[] previousSecret;
        private long secretSinceNs;

        public Receiver(PublicKey own, RandomGenerator random, long nowNs) {
            this.own = own;
            this.random = random;
            mac1Key = mac1Key(own);
            secret = newSecret();
            previousSecret = newSecret();
            secretSinceNs = nowNs;
        }

        private byte[] newSecret() {
            byte[] bytes = new byte[Sha256.LENGTH];
            random.nextBytes(bytes);
            return bytes;
        }

        /**
         * Whether a handshake packet was made for this node; before anything else is done with it.
         */
        public boolean mac1Valid(byte[] packet, int offset, int length) {
            int covered = length - HandshakeInit.MACS_LENGTH;
            return covered >= LinkHeader.SHORT_LENGTH && matches(mac1Key, packet, offset, covered);
        }

        /** Whether its sender has a cookie of ours for the address that it came from. */
        public boolean mac2Valid(
                byte[] packet, int offset, int length, InetSocketAddress source, long nowNs) {
            renewSecret(nowNs);
            int covered = length - MAC;
            return covered >= LinkHeader.SHORT_LENGTH
                    && (matches(cookie(secret, source), packet, offset, covered)
                            || matches(cookie(previousSecret, source), packet, offset, covered));
        }

        /** The answer to an init whose MAC1 is valid and whose MAC2 is not. */
        public CookieReply cookieReply(
                byte[] packet, int offset, int length, InetSocketAddress source, long nowNs) {
            renewSecret(nowNs);
            byte[] salt = new byte[CookieReply.SALT_LENGTH];
            random.nextBytes(salt);
            byte[] cookie = cookie(secret, source);
            byte[] sealed = new byte[CookieReply.SEALED_LENGTH];
            int mac1At = offset + length - HandshakeInit.MACS_LENGTH;
            cookieAead(own, salt).seal(0, packet, mac1At, MAC, cookie, 0, MAC, sealed, 0);
            return new CookieReply(LinkHeader.index(packet, offset), salt, sealed);
        }

        private static boolean matches(byte[] key, byte[] packet, int offset, int covered) {
            byte[] found = Arrays.copyOfRange(packet, offset + covered, offset + covered + MAC);
            return MessageDigest.isEqual(mac(key, packet, offset, covered), found);
        }

        private static byte[] cookie(byte[] secret, InetSocketAddress source) {
            byte[] port = new byte[2];
            BigEndian.putU16(port, 0, source.getPort());
            return Arrays.copyOf(Sha256.hmac(secret, source.getAddress().getAddress(), port), MAC);
        }

        private void renewSecret(long nowNs) {
            long ageNs = nowNs - secretSinceNs;
            if (ageNs >= SECRET_LIFE_NS) {
                previousSecret = ageNs < 2 * SECRET_LIFE_NS ? secret : newSecret();
                secret = newSecret();
                secretSinceNs = nowNs;
            }
        }
    }
}

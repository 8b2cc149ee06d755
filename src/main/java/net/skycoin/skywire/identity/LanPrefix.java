package net.skycoin.skywire.identity;

import java.net.Inet6Address;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.Sha256;

/**
 * The IPv6 networks that a router serves, one for its LAN and one for its guests: a /64 each inside
 * {@code fc00::/8} (RFC 4193; {@code fd00::/8} is the mesh), the same at each start. They follow
 * from the secret key, not from the public one: a client's programs may tell its local address to
 * anybody, and nobody shall find the node by it.
 */
public final class LanPrefix {
    /** Bits of the network. */
    public static final int LENGTH = 64;

    private static final byte FIRST_BYTE = (byte) 0xfc;
    private static final byte[] LAN = label("skywire/lan/1");
    private static final byte[] GUESTS = label("skywire/guests/1");

    private LanPrefix() {}

    private static byte[] label(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The router's own address in its LAN: the network's number one. */
    public static Inet6Address routerAddress(PrivateKey identity) {
        return first(LAN, identity);
    }

    /** The router's own address among its guests, in a network that tells nothing of the LAN's. */
    public static Inet6Address guestsAddress(PrivateKey identity) {
        return first(GUESTS, identity);
    }

    private static Inet6Address first(byte[] label, PrivateKey identity) {
        byte[] secret = identity.sharedSecret(identity.publicKey());
        byte[] hash = Sha256.hash(label, secret);
        Arrays.fill(secret, (byte) 0);
        byte[] address = new byte[NodeAddress.LENGTH];
        address[0] = FIRST_BYTE;
        System.arraycopy(hash, 0, address, 1, LENGTH / Byte.SIZE - 1);
        address[NodeAddress.LENGTH - 1] = 1;
        try {
            return Inet6Address.getByAddress(null, address, -1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are always an IPv6 address", e);
        }
    }
}
